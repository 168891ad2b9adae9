//! Restoration and invitations on the real runtime: what a link does, and what ends it. Time passes by rows that are
//! aged.

use serde_json::{Value, json};
use shared::api::recovery::{Purpose, RequestReset, SavePassword};
use shared::consent;
use shared::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use shared::value::product::Product;
use tests::browser::{at, json_of, refused};
use tests::connection::Response;
use tests::employee::{Employee, PASSWORD, code, now, wrong_codes};
use tests::recovery::NEW_PASSWORD;
use tests::server::Server;
use tests::settings::Settings;

#[track_caller]
fn saved(answer: &Response, reissued: bool) {
    assert_eq!((answer.status, json_of(answer)), (200, json!({ "reissued": reissued })));
}

#[track_caller]
fn counts(employee: &Employee<'_>, token: &str) -> bool {
    let answer = employee.browser().read_link(token);
    if answer.status != 200 {
        refused(&answer, 410, "link-invalid");
    }
    answer.status == 200
}

#[test]
fn a_reset_ends_every_session_and_half_done_sign_in_on_the_very_next_request() {
    for employee in [Employee::cashier(Server::shared()).ready(), Employee::boss(Server::shared()).ready()] {
        let mut open = [(); 3].map(|()| employee.signed_in());
        let mut half_done = employee.past_password();
        let token = employee.reset_link();
        let mut browser = employee.browser();
        let answer = browser.save_password(&token, NEW_PASSWORD, false);
        saved(&answer, false);
        assert_eq!(browser.cookies.len(), 0, "nobody is signed in by it");
        let ended = json!({"name": "credentials", "notice": "ended"});
        for browser in &mut open {
            refused(&browser.change_point_of_sale(), 409, "step-mismatch");
            assert_eq!(browser.state()["step"], ended);
        }
        refused(&half_done.code(&employee.shown_code()), 409, "step-mismatch");
        assert_eq!(half_done.state()["step"], ended);
        refused(&employee.browser().credentials(&employee.login, PASSWORD), 401, "invalid-credentials");
        let mut browser = employee.browser();
        assert_eq!(at(&browser.credentials(&employee.login, NEW_PASSWORD)), "code");
        assert_ne!(at(&browser.code(&employee.shown_code())), "credentials");
        assert_eq!(employee.audited("password.reset", employee.product.as_str()), 1);
        let mut mails = employee.mails();
        mails.retain(|kind| kind != "new-device");
        assert_eq!(mails, ["password-changed", "password-reset"]);
    }
}

#[test]
fn a_link_is_dead_after_use_an_hour_a_newer_one_and_any_other_new_password() {
    let employee = Employee::cashier(Server::shared());
    let used = employee.reset_link();
    saved(&employee.browser().save_password(&used, NEW_PASSWORD, false), false);

    employee.age_mails(MINUTE_MS);
    let expired = employee.reset_link();
    let age = "UPDATE link SET expires_at = expires_at - ?3 WHERE agency_code = ?1 AND login = ?2";
    employee.sql(age, &[json!(HOUR_MS - 2 * MINUTE_MS)]);
    assert!(counts(&employee, &expired));
    employee.sql(age, &[json!(2 * MINUTE_MS)]);
    assert!(!counts(&employee, &expired));

    employee.age_mails(MINUTE_MS);
    let older = employee.reset_link();
    employee.age_mails(MINUTE_MS);
    let newer = employee.reset_link();
    assert!(!counts(&employee, &older) && counts(&employee, &newer));
    employee.sql(
        "UPDATE employee SET password_version = password_version + 1 WHERE agency_code = ?1 AND login = ?2",
        &[],
    );
    for dead in [used, expired, older, newer, "A".repeat(43), "short".to_owned()] {
        assert!(!counts(&employee, &dead));
        let answer = employee.browser().save_password(&dead, "another passphrase", false);
        refused(&answer, 410, "link-invalid");
    }
    assert_eq!(employee.audited("password.reset", "cashier"), 1);
}

#[test]
fn mail_scanners_and_weak_passwords_use_nothing_up() {
    let employee = Employee::cashier(Server::shared());
    let token = employee.reset_link();
    let mut browser = employee.browser();
    let told = json!({"purpose": "reset", "login": employee.login, "may_reissue": false, "consent": null});
    for _ in 0..5 {
        for (path, status) in
            [(RequestReset::PAGE, 200), (Purpose::INVITATION_PAGE, 200), (SavePassword::PATH, 405)]
        {
            assert_eq!(browser.send(&browser.get(&format!("{path}?token={token}"))).status, status);
        }
        assert_eq!(json_of(&browser.read_link(&token)), told);
        refused(&browser.save_password(&token, "seven77", false), 422, "weak-password");
    }
    let answer = browser.save_password(&token, &employee.login, false);
    refused(&answer, 422, "weak-password");
    assert_eq!(json_of(&answer)["rule"], "context");
    saved(&browser.save_password(&token, NEW_PASSWORD, false), false);
}

#[test]
fn a_reset_lifts_the_lock_of_the_password_and_never_that_of_codes() {
    let employee = Employee::boss(Server::shared()).ready();
    let mut half_done = employee.past_password();
    for code in wrong_codes(now(), 3) {
        half_done.code(&code);
    }
    for _ in 0..3 {
        employee.browser().credentials(&employee.login, "wrong");
    }
    refused(&employee.browser().credentials(&employee.login, PASSWORD), 403, "login-locked");
    let token = employee.reset_link();
    assert_eq!(json_of(&employee.browser().read_link(&token))["may_reissue"], true);
    saved(&employee.browser().save_password(&token, NEW_PASSWORD, true), true);
    refused(&employee.browser().credentials(&employee.login, NEW_PASSWORD), 403, "code-locked");
    let key = employee.sql(
        "SELECT created_at > 0 AS new, activated_at, locked_at > 0 AS locked FROM second_factor \
         WHERE agency_code = ?1 AND login = ?2",
        &[],
    );
    assert_eq!(key, [json!({"new": 1, "activated_at": null, "locked": 1})]);
    assert_eq!(employee.audited("password.unlocked", "password-reset"), 1);
    assert_eq!(employee.audited("second_factor.reissued", "password-reset"), 1);
}

#[test]
fn the_old_key_is_dead_with_the_new_password_and_the_mail_leads_to_the_next_one() {
    let employee = Employee::boss(Server::shared()).ready();
    let token = employee.reset_link();
    saved(&employee.browser().save_password(&token, NEW_PASSWORD, true), true);
    let kinds = ["password-changed", "password-reset", "second-factor-changed", "two-factor-set-up"];
    assert_eq!(employee.mails(), kinds);
    let mut browser = employee.browser();
    assert_eq!(at(&browser.credentials(&employee.login, NEW_PASSWORD)), "code");
    refused(&browser.code(&code(now())), 403, "invalid-code");
    assert!(browser.state()["step"]["setup"].is_object(), "a set-up is under way");
}

#[test]
fn the_switch_of_the_agency_keeps_the_key_from_its_owner() {
    let employee = Employee::cashier(Server::shared()).ready();
    let token = employee.reset_link();
    employee.sql("UPDATE agency SET reissue_by_administrator = 1 WHERE agency_code = ?1", &[]);
    assert_eq!(json_of(&employee.browser().read_link(&token))["may_reissue"], false);
    refused(&employee.browser().save_password(&token, NEW_PASSWORD, true), 403, "reissue-unavailable");
    saved(&employee.browser().save_password(&token, NEW_PASSWORD, false), false);
    let mut browser = employee.browser();
    browser.credentials(&employee.login, NEW_PASSWORD);
    assert_eq!(at(&browser.code(&code(now()))), "point_of_sale");
    assert_eq!(employee.mails(), ["password-changed", "password-reset"]);
}

#[test]
fn unknown_blocked_and_known_addresses_are_answered_by_the_same_statements() {
    let server = Server::shared();
    let blocked = Employee::cashier(server);
    blocked.sql("UPDATE employee SET blocked_at = 1 WHERE agency_code = ?1 AND login = ?2", &[]);
    let employees = [Employee::cashier(server).ready(), Employee::unknown(server, Product::Cashier), blocked];
    let answers = employees.each_ref().map(|employee| {
        let answer = employee.browser().ask_for_reset(&employee.login);
        employee.worked_off();
        let names: Vec<_> = answer.fields.0.iter().map(|(name, _)| name.clone()).collect();
        let written = server.sql(
            "SELECT count(*) AS rows, length(min(link_id)) AS id, min(purpose) AS purpose FROM link_request \
             WHERE address = ?1",
            &[json!(employee.address)],
        );
        let forgotten =
            employee.sql("SELECT 1 FROM link_request WHERE login = ?2 AND ?1 <> 0", &[]).is_empty();
        assert_eq!(forgotten, employee.login == employees[1].login, "nobody knows who that is");
        let caused = "SELECT count(*) FROM mail_cause WHERE address = ?1";
        let caused = server.count(caused, &[json!(employee.address)]);
        (answer.status, answer.text(), names, written, caused)
    });
    assert_eq!((answers[0].0, answers[0].4), (200, 1));
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(employees.each_ref().map(|employee| employee.mails().len()), [1, 0, 0]);
    assert_eq!(employees[1].audited("password.reset_refused", "unknown"), 1);
    assert_eq!(employees[2].audited("password.reset_refused", "blocked"), 1);
}

#[test]
fn a_flood_sends_five_mails_an_hour_and_locks_nothing() {
    let employee = Employee::cashier(Server::shared()).ready();
    for host in 1..=8 {
        let mut browser = employee.at(host).browser();
        for _ in 0..3 {
            assert_eq!(browser.ask_for_reset(&employee.login).status, 200);
        }
        employee.worked_off();
        employee.age_mails(MINUTE_MS);
    }
    assert_eq!(employee.mails(), ["password-reset"; 5]);
    assert_eq!(
        employee.audited("password.reset_refused", "too-many-mails"),
        8,
        "one row a minute and address"
    );
    assert!(counts(&employee, &employee.newest_link(Purpose::Reset)), "the newest link stays");
    assert_eq!(at(&employee.browser().credentials(&employee.login, PASSWORD)), "code");
    employee.age_mails(HOUR_MS);
    employee.reset_link();
    assert_eq!(employee.mails().len(), 6);
}

#[test]
fn an_invitation_takes_password_and_consents_and_the_first_sign_in_asks_for_the_second_factor_alone() {
    let employee = Employee::cashier(Server::shared());
    employee.sql("UPDATE employee SET password_version = 0 WHERE agency_code = ?1 AND login = ?2", &[]);
    employee.sql("INSERT INTO employee_product VALUES (?1, ?2, 'boss')", &[]);
    let token = employee.invited("-first");
    let mut browser = employee.browser();
    let version = consent::version();
    let told = json!({"purpose": "invitation", "login": employee.login, "may_reissue": false,
                      "consent": {"version": version, "operator_named": false}});
    assert_eq!(json_of(&browser.read_link(&token)), told, "it is made before the minute is over");
    refused(&browser.save_password(&token, NEW_PASSWORD, false), 422, "consent-missing");
    let save = |consent: Value| json!({"token": token, "password": NEW_PASSWORD, "reissue": false, "consent": consent});
    let answer = browser.send(&browser.post(SavePassword::PATH, &save(json!("another text"))));
    refused(&answer, 422, "consent-missing");
    saved(&browser.send(&browser.post(SavePassword::PATH, &save(json!(version)))), false);

    let consents = employee.sql(
        "SELECT product, version, language, address, given_at > 0 AS dated FROM consent \
         WHERE agency_code = ?1 AND login = ?2 ORDER BY product",
        &[],
    );
    let row = |product: &str| json!({"product": product, "version": version, "language": "en", "address": employee.address, "dated": 1});
    assert_eq!(consents, [row("boss"), row("cashier")]);
    for product in ["boss", "cashier"] {
        assert_eq!(employee.audited("consent.given", &format!("{product} en {version}")), 1);
    }
    assert_eq!(employee.audited("password.created", "cashier"), 1);
    assert_eq!(employee.audited("employee.invited", &format!("{}-first", employee.agency)), 1);
    assert_eq!(employee.mails(), ["invitation"]);
    assert_eq!(at(&browser.credentials(&employee.login, NEW_PASSWORD)), "requirements");
    let step = browser.state()["step"].clone();
    assert_eq!((&step["consent"], &step["two_factor"]), (&Value::Null, &json!(true)));

    let late = employee.invited("-late");
    assert!(!counts(&employee, &late), "who has a password is not invited");
    assert_eq!(employee.audited("employee.invite_refused", "registered"), 1);
}

#[test]
fn the_sweep_forgets_link_requests_after_a_day_and_links_when_they_end() {
    let server = Server::reserve(&Settings::cheap());
    let employee = Employee::cashier(&server);
    employee.reset_link();
    let rows = || {
        let own = |sql| employee.sql(sql, &[]).len();
        (
            own("SELECT 1 FROM link_request WHERE login = ?2 AND ?1 <> 0"),
            own("SELECT 1 FROM link WHERE agency_code = ?1"),
        )
    };
    let age = "UPDATE link_request SET requested_at = requested_at - ?3 WHERE login = ?2 AND ?1 <> 0";
    employee.sql(age, &[json!(DAY_MS - 2 * MINUTE_MS)]);
    server.run_cron();
    assert_eq!(rows(), (1, 1));
    employee.sql(age, &[json!(2 * MINUTE_MS)]);
    employee.sql("UPDATE link SET expires_at = 1 WHERE agency_code = ?1", &[]);
    server.run_cron();
    assert_eq!(rows(), (0, 0));
}
