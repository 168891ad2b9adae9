//! Wrong passwords and wrong codes: what they say, when they lock, and what a lock does.

use serde_json::json;
use shared::time::{DAY_MS, MINUTE_MS, UnixMillis};
use shared::totp::{STEP_MS, TotpKey, step_at};

use super::browser::{ADMIN, BOSS, Browser, CASHIER, EMPLOYEE, KEY, READY, at, json_of, refused};
use super::harness::{App, header};
use crate::counters::locks::LockKey;
use crate::storage::outbox::MailKind;
use shared::value::login::Login;

#[test]
fn three_wrong_passwords_lock_and_a_right_one_is_not_even_looked_at() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    for left in [2, 1, 0] {
        let answer = browser.type_in(EMPLOYEE, "wrong");
        refused(&answer, 401, "invalid-credentials");
        assert_eq!(json_of(&answer)["attempts_left"], left);
        let until = (left == 0).then(|| app.now.get().plus_ms(30 * MINUTE_MS).0);
        assert_eq!(json_of(&answer)["locked_until_ms"], json!(until));
    }
    assert_eq!(app.events(), ["sign_in.refused", "sign_in.refused", "sign_in.refused", "password.locked"]);
    let answer = browser.log_in(EMPLOYEE);
    refused(&answer, 403, "login-locked");
    assert_eq!(json_of(&answer)["locked_until_ms"], app.now.get().plus_ms(30 * MINUTE_MS).0);
    assert_eq!(header(&answer, "Retry-After"), Some("1800"));
    app.pass_ms(30 * MINUTE_MS);
    assert_eq!(at(&browser.log_in(EMPLOYEE)), "requirements");
    let lock = app.query("SELECT failed, locked_at IS NULL FROM password_try");
    assert_eq!(lock, ["0|0"], "the count is forgotten, and the lock is not");
}

#[test]
fn boss_never_forgets_a_lock_not_even_one_made_at_cashier() {
    let app = App::new();
    let boss = Browser::at(&app, BOSS);
    for _ in 0..3 {
        Browser::at(&app, CASHIER).type_in(ADMIN, "wrong");
    }
    app.pass_ms(10 * DAY_MS);
    let answer = boss.log_in(ADMIN);
    refused(&answer, 403, "login-locked");
    assert_eq!((&json_of(&answer)["locked_until_ms"], header(&answer, "Retry-After")), (&json!(null), None));
}

#[test]
fn at_each_age_of_a_lock_an_account_without_the_product_reads_like_a_name_that_nobody_has() {
    for (host, other, stranger) in [(CASHIER, BOSS, ADMIN), (BOSS, CASHIER, EMPLOYEE)] {
        for locked_at in [host, other] {
            for age_ms in [0, 29 * MINUTE_MS, 31 * MINUTE_MS, 25 * 60 * MINUTE_MS, 90 * DAY_MS - 1] {
                let app = App::new();
                for _ in 0..3 {
                    Browser::at(&app, locked_at).type_in(stranger, "wrong");
                    Browser::at(&app, locked_at).type_in("nobody@demo.mixvel.com", "wrong");
                }
                app.pass_ms(age_ms);
                let told = |login| {
                    let browser = Browser::at(&app, host);
                    let answers = [browser.type_in(login, "wrong"), browser.log_in(login)];
                    answers.map(|it| (it.status, json_of(&it), it.headers.clone()))
                };
                let case = format!("{host}, locked at {locked_at}, {age_ms} ms ago");
                assert_eq!(told(stranger), told("nobody@demo.mixvel.com"), "{case}");
                if stranger == ADMIN {
                    refused(&Browser::at(&app, BOSS).log_in(ADMIN), 403, "login-locked");
                }
            }
        }
    }
}

#[test]
fn a_wrong_password_reads_alike_whichever_products_the_account_has_at_each_host_and_each_age_of_a_lock() {
    for host in [CASHIER, BOSS] {
        for locked_at in [CASHIER, BOSS] {
            for age_ms in
                [0, 29 * MINUTE_MS, 31 * MINUTE_MS, 25 * 60 * MINUTE_MS, 90 * DAY_MS - 1, 90 * DAY_MS + 1]
            {
                let app = App::new();
                app.execute(
                    "INSERT INTO employee_product SELECT agency_code, login, 'boss' FROM employee_product \
                         WHERE login = 'ready@demo.mixvel.com'",
                );
                let names = [READY, EMPLOYEE, ADMIN, "nobody@demo.mixvel.com"];
                for _ in 0..3 {
                    for login in names {
                        Browser::at(&app, locked_at).type_in(login, "wrong");
                    }
                }
                app.pass_ms(age_ms);
                let told = names.map(|login| {
                    let answer = Browser::at(&app, host).type_in(login, "wrong");
                    (answer.status, json_of(&answer), answer.headers)
                });
                let case = format!("{host}, locked at {locked_at}, {age_ms} ms ago");
                assert!(told.iter().all(|it| *it == told[0]), "{case}: {told:?}");
            }
        }
    }
}

#[test]
fn an_unknown_login_reads_like_a_known_one_at_every_attempt() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    for _ in 0..5 {
        let told = |login| {
            let answer = browser.type_in(login, "wrong");
            (answer.status, json_of(&answer), answer.headers.clone())
        };
        assert_eq!(told(EMPLOYEE), told("nobody@demo.mixvel.com"));
    }
    let counters = app.query("SELECT failed, taken_at, locked_at FROM password_try");
    assert_eq!((counters.len(), &counters[0]), (2, &counters[1]));
    let rows = |agency: u32| {
        app.query(&format!("SELECT detail FROM audit WHERE agency_code = {agency} ORDER BY detail"))
    };
    let wrong = "invalid-credentials";
    assert_eq!(rows(12036), ["cashier", wrong, wrong, wrong, "locked"]);
    assert_eq!(rows(0), ["cashier", wrong, "locked"], "one a minute of a kind");
    assert_eq!(app.count("audit WHERE event = 'password.locked'"), 2);
}

#[test]
fn wrong_passwords_that_did_not_lock_are_forgotten_after_a_day() {
    let app = App::new();
    let browser = Browser::at(&app, BOSS);
    browser.type_in(ADMIN, "wrong");
    browser.type_in(ADMIN, "wrong");
    app.pass_ms(DAY_MS);
    assert_eq!(json_of(&browser.type_in(ADMIN, "wrong"))["attempts_left"], 2);
}

#[test]
fn a_fourth_try_while_three_are_in_flight_is_told_to_come_again() {
    let app = App::new();
    let key = LockKey::new(&app.config.peppers, &Login::parse(EMPLOYEE).unwrap());
    app.lease_all(key.as_str());
    let answer = Browser::at(&app, CASHIER).log_in(EMPLOYEE);
    refused(&answer, 429, "busy");
    assert_eq!(header(&answer, "Retry-After"), Some("1"));
}

#[test]
fn refusals_during_a_lock_fill_one_audit_row_a_minute() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    for _ in 0..20 {
        browser.type_in(EMPLOYEE, "wrong");
    }
    assert_eq!(app.events().len(), 5);
}

#[test]
fn a_password_lock_ends_half_done_sign_ins() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    for _ in 0..3 {
        Browser::at(&app, CASHIER).type_in(EMPLOYEE, "wrong");
    }
    assert_eq!(browser.state()["step"]["notice"], "ended");
}

fn at_the_code(app: &App) -> Browser<'_> {
    let browser = Browser::at(app, CASHIER);
    assert_eq!(at(&browser.log_in(READY)), "code");
    browser
}

#[test]
fn three_wrong_codes_over_all_sign_ins_lock_the_account_until_support_helps() {
    let app = App::new();
    app.make_ready(READY);
    let wrong = app.wrong_code(KEY);
    let (first, second) = (at_the_code(&app), at_the_code(&app));
    let answer = first.code(&wrong);
    refused(&answer, 403, "invalid-code");
    assert_eq!(json_of(&answer)["attempts_left"], 2);
    assert_eq!(second.state()["step"]["attempts_left"], 2);
    refused(&second.code(&wrong), 403, "invalid-code");
    app.events();
    refused(&first.code(&wrong), 403, "code-locked");
    assert_eq!(app.events(), ["code.refused", "code.locked"]);
    assert_eq!(second.state()["step"]["notice"], "code_locked");
    refused(&second.code(&app.shown_code(KEY)), 409, "step-mismatch");
    app.pass_ms(10 * DAY_MS);
    let third = Browser::at(&app, CASHIER);
    refused(&third.log_in(READY), 403, "code-locked");
    refused(&third.type_in(READY, "wrong"), 401, "invalid-credentials");
}

#[test]
fn a_wrong_code_after_the_right_password_is_mailed_to_its_owner_once_a_day() {
    let app = App::new();
    app.make_ready(READY);
    let wrong = app.wrong_code(KEY);
    let queued = || {
        let browser = at_the_code(&app);
        let answers = [(); 2].map(|()| browser.code(&wrong).mail_queued);
        app.execute("UPDATE second_factor SET failed = 0");
        answers
    };
    assert_eq!(queued(), [true, false], "the first one of a sign-in");
    assert_eq!(queued(), [false, false], "told of today");
    assert_eq!(app.mails_to(READY), [MailKind::WrongCode]);
    app.pass_ms(DAY_MS);
    assert_eq!(queued(), [true, false]);
    assert_eq!(app.mails_to(READY), [MailKind::WrongCode; 2]);
}

#[test]
fn a_right_code_and_one_that_came_before_are_not_mailed() {
    let app = App::new();
    app.make_ready(READY);
    let code = app.shown_code(KEY);
    assert_eq!(at_the_code(&app).code(&code).status, 200);
    refused(&at_the_code(&app).code(&code), 403, "code-replayed");
    assert!(!app.mails_to(READY).contains(&MailKind::WrongCode));
}

#[test]
fn a_wrong_code_that_locks_at_once_is_told_as_a_lock_alone() {
    let app = App::new();
    app.make_ready(READY);
    app.execute("UPDATE second_factor SET failed = 2");
    refused(&at_the_code(&app).code(&app.wrong_code(KEY)), 403, "code-locked");
    assert_eq!(app.mails_to(READY), [MailKind::CodeLocked]);
}

#[test]
fn a_fourth_code_while_three_are_in_flight_is_told_to_come_again_and_audited_once_a_minute() {
    let app = App::new();
    app.make_ready(READY);
    let browser = at_the_code(&app);
    app.lease_all(&format!("code 12036 {READY}"));
    app.events();
    for _ in 0..3 {
        refused(&browser.code(&app.shown_code(KEY)), 429, "busy");
    }
    assert_eq!(app.audit(), [("code.refused", "busy".to_owned())]);
}

#[test]
fn a_right_code_forgets_wrong_ones() {
    let app = App::new();
    app.make_ready(READY);
    let browser = at_the_code(&app);
    browser.code(&app.wrong_code(KEY));
    browser.code(&app.wrong_code(KEY));
    assert_eq!(at(&browser.code(&app.shown_code(KEY))), "seance");
    app.pass_ms(STEP_MS);
    assert_eq!(json_of(&at_the_code(&app).code(&app.wrong_code(KEY)))["attempts_left"], 2);
}

#[test]
fn a_code_is_accepted_once_and_a_second_time_is_not_counted_as_wrong() {
    let app = App::new();
    app.make_ready(READY);
    let (first, second) = (at_the_code(&app), at_the_code(&app));
    let code = app.shown_code(KEY);
    first.code(&code);
    app.events();
    for _ in 0..5 {
        refused(&second.code(&code), 403, "code-replayed");
    }
    assert_eq!(app.events(), ["code.replayed"], "one row a minute");
    assert_eq!(second.state()["step"]["attempts_left"], 3);
    app.pass_ms(STEP_MS);
    assert_eq!(at(&second.code(&app.shown_code(KEY))), "seance");
}

#[test]
fn an_older_code_than_the_last_accepted_one_is_refused() {
    let app = App::new();
    app.make_ready(READY);
    let old = app.shown_code(KEY);
    app.pass_ms(STEP_MS);
    at_the_code(&app).code(&app.shown_code(KEY));
    refused(&at_the_code(&app).code(&old), 403, "code-replayed");
}

#[test]
fn a_clock_that_explains_the_code_is_told() {
    let app = App::new();
    app.make_ready(READY);
    let device_now = app.now.get().plus_ms(4 * MINUTE_MS);
    let code = TotpKey::parse(KEY).unwrap().code(step_at(device_now)).unwrap();
    let send = |device_now: UnixMillis| {
        let body = json!({"code": code.expose(), "device_now_ms": device_now.0});
        json_of(&at_the_code(&app).post("/api/auth/code", &body))
    };
    assert_eq!(send(device_now)["clock_off_s"], 240);
    assert_eq!(send(app.now.get())["clock_off_s"], json!(null));
}

#[test]
fn a_code_that_is_meant_for_another_sign_in_counts_against_nobody() {
    let app = App::new();
    app.make_ready(READY);
    let browser = at_the_code(&app);
    let send = |who: &str, code: &str| {
        let body = json!({"code": code, "device_now_ms": app.now.get().0, "who": who});
        browser.post("/api/auth/code", &body)
    };
    refused(&send("somebody@else.example", "000000"), 409, "step-mismatch");
    assert_eq!(browser.state()["step"]["attempts_left"], 3);
    assert_eq!(at(&send(READY, &app.shown_code(KEY))), "seance");
}

#[test]
fn what_is_no_code_is_refused_and_not_counted() {
    let app = App::new();
    app.make_ready(READY);
    let browser = at_the_code(&app);
    for text in ["", "12345", "1234567", "abcdef"] {
        refused(&browser.code(text), 400, "malformed-request");
    }
    assert_eq!(browser.state()["step"]["attempts_left"], 3);
    let spaced = app.shown_code(KEY);
    assert_eq!(at(&browser.code(&format!("{} {}", &spaced[..3], &spaced[3..]))), "seance");
}
