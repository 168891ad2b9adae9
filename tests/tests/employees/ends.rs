//! What ends half-done sign-ins and sessions: time, by rows that are aged, and whatever their owner loses.

use serde_json::{Value, json};
use shared::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use tests::browser::{Browser, at, json_of, refused};
use tests::employee::{Employee, PASSWORD, code, now};
use tests::server::Server;

const AGE_SIGN_IN: &str =
    "UPDATE sign_in SET touched_at = touched_at - ?3 WHERE agency_code = ?1 AND login = ?2";
const AGE_INPUT: &str =
    "UPDATE session SET last_active_at = last_active_at - ?3 WHERE agency_code = ?1 AND login = ?2";
const AGE_SESSION: &str =
    "UPDATE session SET created_at = created_at - ?3 WHERE agency_code = ?1 AND login = ?2";
/// Longer than any stall of this machine.
const SPARE_MS: i64 = 2 * MINUTE_MS;

fn credentials(notice: &Value) -> Value {
    json!({"name": "credentials", "notice": notice})
}

/// Names of the cookies that a browser holds.
fn holds<'a>(browser: &'a Browser<'_>) -> Vec<&'a str> {
    browser.cookies.keys().map(String::as_str).collect()
}

#[test]
fn a_sign_in_that_nobody_asks_for_expires_after_ten_minutes() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.past_password();
    employee.sql(AGE_SIGN_IN, &[json!(10 * MINUTE_MS - SPARE_MS)]);
    assert_eq!(browser.step(), "code", "to ask is no step: it begins nothing again");
    employee.sql(AGE_SIGN_IN, &[json!(SPARE_MS)]);
    refused(&browser.clone().code(&code(now())), 409, "step-mismatch");
    assert_eq!(holds(&browser), ["__Host-sign-in"]);
    assert_eq!(browser.state()["step"], credentials(&json!("sign_in_expired")));
    assert_eq!(holds(&browser), Vec::<&str>::new());
    assert_eq!(browser.state()["step"], credentials(&json!(null)));
    assert_eq!(at(&browser.credentials(&employee.login, PASSWORD)), "code");
    assert_eq!(employee.events(), ["sign_in.password_accepted", "sign_in.password_accepted"]);
}

#[test]
fn sixty_minutes_without_input_end_a_session_although_the_browser_never_noticed() {
    for employee in [Employee::cashier(Server::shared()).ready(), Employee::boss(Server::shared()).ready()] {
        let mut browser = employee.signed_in();
        employee.sql(AGE_INPUT, &[json!(HOUR_MS - SPARE_MS)]);
        assert_eq!(browser.step(), "signed_in");
        assert_eq!(browser.step(), "signed_in", "being asked for is no input");
        employee.sql(AGE_INPUT, &[json!(SPARE_MS)]);
        let answer = browser.clone().activity(0);
        assert_eq!(json_of(&answer)["step"], credentials(&json!("idle")), "input that comes too late");
        refused(&browser.clone().change_point_of_sale(), 409, "step-mismatch");
        assert_eq!(browser.state()["step"], credentials(&json!("idle")));
        assert_eq!(holds(&browser), ["__Host-device"]);
        assert_eq!(employee.audited("session.expired", "idle"), 1);
        assert_eq!(employee.audit().len(), 5);
    }
}

#[test]
fn input_keeps_a_session_by_the_age_that_it_is_reported_with() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.signed_in();
    employee.sql(AGE_INPUT, &[json!(50 * MINUTE_MS)]);
    let reported = json_of(&browser.activity(600_000));
    let left = reported["step"]["idle_at_ms"].as_i64().unwrap() - reported["now_ms"].as_i64().unwrap();
    assert_eq!(left, 50 * MINUTE_MS);
    let older = json_of(&browser.activity(1_800_000));
    assert_eq!(older["step"]["idle_at_ms"], reported["step"]["idle_at_ms"], "older input changes nothing");
    employee.sql(AGE_INPUT, &[json!(50 * MINUTE_MS)]);
    assert_eq!(browser.state()["step"], credentials(&json!("idle")));
    assert_eq!(employee.audited("session.expired", "idle"), 1);
}

#[test]
fn twenty_four_hours_end_a_session_whatever_its_owner_does() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.signed_in();
    employee.sql(AGE_SESSION, &[json!(24 * HOUR_MS - SPARE_MS)]);
    assert_eq!(at(&browser.activity(0)), "signed_in");
    employee.sql(AGE_SESSION, &[json!(SPARE_MS)]);
    assert_eq!(json_of(&browser.activity(0))["step"], credentials(&json!("absolute")));
    assert_eq!(employee.audited("session.expired", "absolute"), 1);
}

#[test]
fn the_cron_ends_a_session_that_nobody_asks_for_and_its_owner_is_still_told_why() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.signed_in();
    employee.sql(AGE_INPUT, &[json!(HOUR_MS)]);
    Server::shared().run_cron();
    Server::shared().run_cron();
    assert_eq!(employee.audited("session.expired", "idle"), 1);
    assert_eq!(browser.state()["step"], credentials(&json!("idle")));
    assert_eq!(employee.audited("session.expired", "idle"), 1);
}

/// Statements that take something away, and whether a half-done sign-in ends with it.
const LOSSES: [(&str, bool); 6] = [
    ("UPDATE employee SET blocked_at = 1 WHERE agency_code = ?1 AND login = ?2", true),
    ("UPDATE agency SET blocked_at = 1 WHERE agency_code = ?1", true),
    ("UPDATE employee SET password_version = 2 WHERE agency_code = ?1 AND login = ?2", true),
    ("DELETE FROM employee_product WHERE agency_code = ?1 AND login = ?2", true),
    ("UPDATE structure_unit SET blocked_at = 1 WHERE agency_code = ?1", false),
    ("DELETE FROM employee_unit WHERE agency_code = ?1 AND login = ?2", false),
];

#[test]
fn whatever_an_employee_loses_ends_the_session_on_its_next_request() {
    for (loss, _) in LOSSES {
        let employee = Employee::cashier(Server::shared()).ready();
        let mut browser = employee.signed_in();
        let events = employee.events();
        employee.sql(loss, &[]);
        refused(&browser.clone().change_point_of_sale(), 409, "step-mismatch");
        let notice = if loss.contains("employee_unit") { "point_of_sale_taken" } else { "ended" };
        assert_eq!(browser.state()["step"], credentials(&json!(notice)), "{loss}");
        assert_eq!(holds(&browser), ["__Host-device"], "{loss}");
        let ended = employee.sql("SELECT ended_by FROM session WHERE agency_code = ?1", &[]);
        assert_eq!(ended, [json!({"ended_by": "elsewhere"})], "{loss}");
        assert_eq!(employee.events(), events, "whoever takes it away writes the row of that");
    }
}

#[test]
fn whatever_an_employee_loses_ends_a_half_done_sign_in_on_its_next_request() {
    for (loss, at_once) in LOSSES {
        let employee = Employee::cashier(Server::shared()).ready();
        let mut browser = employee.past_password();
        employee.sql(loss, &[]);
        let answer = browser.code(&employee.shown_code());
        if at_once {
            refused(&answer, 409, "step-mismatch");
            assert_eq!(employee.events(), ["sign_in.password_accepted"], "{loss}");
        } else {
            // A code is still looked at, and then there is nowhere to go.
            assert_eq!(json_of(&answer)["step"], credentials(&json!("ended")), "{loss}");
            assert_eq!(employee.audited("sign_in.ended", "no-point-of-sale"), 1, "{loss}");
        }
        assert_eq!(browser.step(), "credentials", "{loss}");
        let opened = employee.sql("SELECT 1 FROM session WHERE agency_code = ?1", &[]);
        assert_eq!(opened, Vec::<Value>::new(), "{loss}");
    }
}

#[test]
fn a_right_password_whose_owner_may_not_get_in_is_told_why_and_opens_nothing() {
    for (loss, reason) in
        LOSSES.iter().zip(["blocked", "blocked", "", "product", "point-of-sale", "point-of-sale"])
    {
        if reason.is_empty() {
            continue;
        }
        let employee = Employee::cashier(Server::shared()).ready();
        employee.sql(loss.0, &[]);
        let mut browser = employee.browser();
        refused(&browser.credentials(&employee.login, "wrong"), 401, "invalid-credentials");
        let answer = browser.credentials(&employee.login, PASSWORD);
        refused(&answer, 403, "no-access");
        assert_eq!(json_of(&answer)["reason"], reason);
        assert_eq!((answer.field("set-cookie"), holds(&browser)), (None, Vec::new()));
        assert_eq!(employee.audited("sign_in.refused", reason), 1);
        assert_eq!(employee.audit().len(), 2);
    }
}

#[test]
fn a_sign_out_ends_the_session_and_the_cookie_opens_nothing_any_more() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.signed_in();
    let mut stolen = browser.clone();
    assert_eq!(at(&browser.sign_out()), "credentials");
    assert_eq!(holds(&browser), ["__Host-device"]);
    assert_eq!(stolen.step(), "credentials");
    assert_eq!(employee.audited("session.ended", "cashier"), 1);
    let since = now().plus_ms(-10 * SECOND_MS * 6).0;
    let ended =
        "SELECT count(*) FROM session WHERE agency_code = ?1 AND ended_by = 'owner' AND ended_at > ?2";
    assert_eq!(Server::shared().count(ended, &[json!(employee.agency), json!(since)]), 1);
}
