//! Every flow, how it begins, and what is so in its end.

use futures_executor::block_on;
use serde_json::json;
use shared::time::{DAY_MS, MINUTE_MS, SECOND_MS};

use super::super::browser::{EMPLOYEE, KEY, READY};
use super::super::demo::PASSWORD;
use super::super::harness::{SAMPLE, between, text};
use super::client::{Client, heard};
use super::{Away, Flow};
use crate::features::mail::deliver::{Round, deliver};
use crate::features::recovery::deliver::deliver as deliver_requests;
use crate::features::sweep::sweep;
use crate::storage::outbox::MailKind;

const NEW: &str = "correct horse battery";

pub(super) const FLOWS: &[Flow] = &[
    Flow {
        name: "an agent's login",
        arrange: |_| (),
        go: |client| {
            let answer = client.app().post_login(SAMPLE);
            heard(&answer, &[200])?;
            *client.token.borrow_mut() = between(&text(&answer), "<Token>", "</Token>").unwrap();
            Ok(())
        },
        done: "count(*) BETWEEN 1 AND 2 FROM token",
    },
    Flow {
        name: "an agent's wrong password",
        arrange: |_| (),
        go: |client| heard(&client.app().wrong_password(), &[200]).map(drop),
        done: "failed BETWEEN 1 AND 2 FROM login_try",
    },
    Flow {
        name: "a token is verified",
        arrange: |client| *client.token.borrow_mut() = client.app().log_in(),
        go: |client| heard(&client.app().verify(&client.token.borrow()), &[204]).map(drop),
        done: "count(*) = 1 FROM token",
    },
    Flow {
        name: "a right password",
        arrange: |client| client.app().make_ready(READY),
        go: |client| client.walk(READY, PASSWORD, "code"),
        done: "count(*) > 0 FROM sign_in WHERE ended_at IS NULL",
    },
    Flow {
        name: "a right password that opens nothing",
        arrange: |client| client.app().execute("DELETE FROM employee_product"),
        go: |client| heard(&client.browser.log_in(READY), &[403]).map(drop),
        done: "count(*) BETWEEN 1 AND 2 FROM audit WHERE event = 'sign_in.refused' AND detail = 'product'",
    },
    Flow {
        name: "wrong passwords",
        arrange: |_| (),
        go: |client| client.guess_passwords(READY),
        done: "count(*) = 1 FROM password_try WHERE failed > 0 OR locked_at IS NOT NULL",
    },
    Flow {
        name: "consent and set-up",
        arrange: |client| client.stand_at(EMPLOYEE, "requirements"),
        go: |client| client.walk(EMPLOYEE, PASSWORD, "code"),
        done: "count(*) = 1 FROM second_factor JOIN consent USING (agency_code, login)",
    },
    Flow {
        name: "the set-up mail once more",
        arrange: |client| {
            client.stand_at(EMPLOYEE, "code");
            client.app().pass_ms(MINUTE_MS);
        },
        go: |client| client.post("setup-mail", &json!({}), &[200, 429]).map(drop),
        done: "count(*) = 2 FROM outbox WHERE kind = 'two-factor-set-up'",
    },
    Flow {
        name: "the key is shown",
        arrange: |client| {
            client.stand_at(EMPLOYEE, "code");
            *client.token.borrow_mut() = client.app().token(MailKind::TwoFactorSetUp);
        },
        go: |client| {
            let body = json!({ "token": *client.token.borrow() });
            client.post("setup-key", &body, &[200, 410]).map(drop)
        },
        done: "count(*) = 1 FROM link WHERE used_at IS NOT NULL",
    },
    Flow {
        name: "a first right code",
        arrange: |client| client.stand_at(EMPLOYEE, "code"),
        go: |client| client.walk(EMPLOYEE, PASSWORD, "point_of_sale"),
        done: "count(*) = 1 FROM second_factor WHERE activated_at IS NOT NULL",
    },
    Flow {
        name: "a right code",
        arrange: |client| {
            client.app().make_ready(READY);
            client.stand_at(READY, "code");
        },
        go: |client| client.walk(READY, PASSWORD, "seance"),
        done: "count(*) > 0 FROM sign_in WHERE code_passed_at IS NOT NULL AND ended_at IS NULL",
    },
    Flow {
        name: "a code that was used before",
        arrange: |client| {
            client.app().make_ready(READY);
            client.stand_at(READY, "seance");
            *client.token.borrow_mut() = client.app().shown_code(KEY);
            client.press("cancel").unwrap();
            client.stand_at(READY, "code");
        },
        go: |client| heard(&client.browser.code(&client.token.borrow()), &[403]).map(drop),
        done: "count(*) BETWEEN 1 AND 2 FROM audit WHERE event = 'code.replayed'",
    },
    Flow {
        name: "wrong codes",
        arrange: |client| {
            client.app().make_ready(READY);
            client.stand_at(READY, "code");
        },
        go: |client| client.guess_codes(KEY),
        done: "failed > 0 OR locked_at IS NOT NULL FROM second_factor",
    },
    Flow {
        name: "a point of sale",
        arrange: |client| {
            client.app().make_ready(EMPLOYEE);
            client.stand_at(EMPLOYEE, "point_of_sale");
        },
        go: |client| client.walk(EMPLOYEE, PASSWORD, "seance"),
        done: "count(*) > 0 FROM sign_in WHERE unit = 'ALPHA' AND ended_at IS NULL",
    },
    Flow {
        name: "a seance, and with it the session",
        arrange: |client| {
            client.app().make_ready(READY);
            client.stand_at(READY, "seance");
        },
        go: |client| client.walk(READY, PASSWORD, "signed_in"),
        done: "count(*) > 0 FROM session WHERE ended_at IS NULL",
    },
    Flow {
        name: "a sign-in is left",
        arrange: |client| client.stand_at(EMPLOYEE, "requirements"),
        go: |client| client.press("cancel"),
        done: "count(*) = 0 FROM sign_in WHERE ended_at IS NULL",
    },
    Flow {
        name: "another point of sale",
        arrange: |client| {
            client.app().make_ready(EMPLOYEE);
            client.stand_at(EMPLOYEE, "signed_in");
        },
        go: |client| {
            for _ in 0..20 {
                let step = client.state()?["step"].clone();
                match step["name"].as_str().unwrap() {
                    "signed_in" if step["point_of_sale"]["id"] == "12036_DELTA" => return Ok(()),
                    "signed_in" => client.press("change-point-of-sale")?,
                    _ => _ = client.post("point-of-sale", &json!({"id": "12036_DELTA"}), &[200, 409])?,
                }
            }
            panic!("the point of sale is not changed");
        },
        done: "unit = 'DELTA' FROM session",
    },
    Flow {
        name: "activity",
        arrange: signed_in,
        go: |client| client.post("activity", &json!({"age_ms": 0}), &[200]).map(drop),
        done: "last_active_at > created_at FROM session",
    },
    Flow {
        name: "a sign-out",
        arrange: signed_in,
        go: |client| client.press("sign-out"),
        done: "count(*) = 0 FROM session WHERE ended_at IS NULL",
    },
    Flow {
        name: "the page of the account",
        arrange: signed_in,
        go: |client| heard(&client.browser.send_with("GET", "/api/auth/account", &[], ""), &[200]).map(drop),
        done: "count(*) = 1 FROM session WHERE ended_at IS NULL",
    },
    Flow {
        name: "the end of other sessions",
        arrange: |client| {
            signed_in(client);
            Client::new(client.app()).stand_at(READY, "signed_in");
        },
        go: |client| {
            client.app().pass_ms(30 * SECOND_MS);
            let code = client.app().shown_code(KEY);
            let body = json!({"code": code, "device_now_ms": client.app().now.get().0});
            client.post("account/step-up", &body, &[200, 403])?;
            client.press("account/end-other-sessions")
        },
        done: "count(*) = 1 FROM session WHERE ended_at IS NULL",
    },
    Flow {
        name: "another password",
        arrange: signed_in,
        go: |client| {
            let body = json!({"current": PASSWORD, "password": NEW});
            match client.post("account/password", &body, &[200, 409])? {
                200 => Ok(()),
                _ => client.walk(READY, NEW, "signed_in"),
            }
        },
        done: "password_version = 2 FROM employee WHERE login = 'ready@demo.mixvel.com'",
    },
    Flow {
        name: "another key",
        arrange: signed_in,
        go: |client| {
            client.app().pass_ms(30 * SECOND_MS);
            let code = client.app().shown_code(KEY);
            let body = json!({"code": code, "device_now_ms": client.app().now.get().0});
            client.post("account/reissue", &body, &[200, 403]).map(drop)
        },
        done: "activated_at IS NULL FROM second_factor",
    },
    Flow {
        name: "a request for a reset link",
        arrange: |_| (),
        go: |client| client.post("password-reset", &json!({"email": EMPLOYEE}), &[200]).map(drop),
        done: "count(*) BETWEEN 1 AND 2 FROM link_request",
    },
    Flow {
        name: "the delivery of a reset link",
        arrange: |client| _ = client.app().ask(EMPLOYEE),
        go: |client| {
            block_on(deliver_requests(&client.app().ctx("mail"))).map_err(|_| Away)?;
            nothing_waits(client, "link_request WHERE done_at IS NULL")
        },
        done: "count(*) = 1 FROM link WHERE used_at IS NULL",
    },
    Flow {
        name: "a new password by a link",
        arrange: |client| *client.token.borrow_mut() = client.app().reset_link(EMPLOYEE),
        go: |client| {
            let token = client.token.borrow();
            let look = client.post("password-link", &json!({"token": *token}), &[200, 410])?;
            let body = json!({"token": *token, "password": NEW, "reissue": false, "consent": null});
            let saved = client.post("password", &body, &[200, 410])?;
            assert_eq!(look, saved, "the link was looked at, and counted no more");
            client.walk(EMPLOYEE, NEW, "requirements")
        },
        done: "password_version = 2 FROM employee WHERE login = 'cashier@demo.mixvel.com'",
    },
    Flow {
        name: "the delivery of a mail",
        arrange: |client| client.stand_at(EMPLOYEE, "code"),
        go: |client| {
            // Whatever was taken before is free again.
            client.app().pass_ms(15 * MINUTE_MS);
            let clock = || client.app().now.get();
            block_on(deliver(&client.app().ctx("mail"), Round::EVERY_MINUTE, clock)).map_err(|_| Away)?;
            nothing_waits(client, "outbox WHERE state = 'waiting'")
        },
        done: "count(*) = 1 FROM outbox WHERE state = 'sent'",
    },
    Flow {
        name: "the sweep",
        arrange: |client| {
            signed_in(client);
            client.app().wrong_password();
            client.app().pass_ms(DAY_MS + 1);
        },
        go: |client| block_on(sweep(&client.app().ctx("cron"))).map(drop).map_err(|_| Away),
        done: "count(*) = 0 FROM (SELECT 1 FROM session WHERE ended_at IS NULL UNION ALL SELECT 1 FROM login_try)",
    },
];

fn signed_in(client: &Client<'_>) {
    if client.app().count("second_factor") == 0 {
        client.app().make_ready(READY);
    }
    client.stand_at(READY, "signed_in");
    client.app().pass_ms(10 * MINUTE_MS);
}

/// A chore whose faults go to the log comes again as long as something waits.
fn nothing_waits(client: &Client<'_>, rows: &str) -> Result<(), Away> {
    if client.app().count(rows) == 0 { Ok(()) } else { Err(Away) }
}
