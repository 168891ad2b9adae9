//! Sessions: their limits on the server, and their end.

use serde_json::json;
use shared::time::{HOUR_MS, MINUTE_MS};

use super::browser::{Browser, CASHIER, EMPLOYEE, at, json_of, refused};
use super::harness::App;
use crate::config::Texts;
use crate::config::tests::texts;

fn app() -> App {
    App::with(Texts { cashier_version: "1.8.0".to_owned(), ..texts() })
}

fn signed_in(app: &App) -> Browser<'_> {
    let browser = Browser::at(app, CASHIER);
    browser.log_in(EMPLOYEE);
    assert_eq!(at(&browser.point_of_sale("12036_DELTA")), "signed_in");
    app.events();
    browser
}

fn input(browser: &Browser<'_>, age_ms: i64) -> serde_json::Value {
    json_of(&browser.post("/api/auth/activity", &json!({ "age_ms": age_ms })))
}

#[test]
fn sixty_minutes_without_input_end_a_session_and_say_so_once() {
    let app = app();
    let browser = signed_in(&app);
    app.pass_ms(HOUR_MS - 1);
    assert_eq!(browser.step(), "signed_in");
    app.pass_ms(1);
    assert_eq!(browser.state()["step"], json!({"name": "credentials", "notice": "idle"}));
    assert_eq!(app.audit(), [("session.expired", "idle".to_owned())]);
    assert!(!browser.holds("__Host-session"));
    assert_eq!(browser.state()["step"]["notice"], json!(null));
}

#[test]
fn mails_follow_the_language_that_is_chosen_while_somebody_is_signed_in() {
    let app = app();
    let browser = signed_in(&app);
    let language =
        || app.query("SELECT DISTINCT language FROM employee WHERE login = 'cashier@demo.mixvel.com'");
    for chosen in ["ru", "en"] {
        browser.cookies.borrow_mut().insert("language".to_owned(), chosen.to_owned());
        input(&browser, 0);
        assert_eq!(language(), [chosen]);
    }
    browser.press("/api/auth/sign-out");
    browser.cookies.borrow_mut().insert("language".to_owned(), "ru".to_owned());
    input(&browser, 0);
    assert_eq!(language(), ["en"], "of the session, not of whoever comes after it");
}

#[test]
fn only_the_users_own_input_keeps_a_session_and_its_age_counts() {
    let app = app();
    let browser = signed_in(&app);
    app.pass_ms(50 * MINUTE_MS);
    let idle_at = input(&browser, 10 * MINUTE_MS)["step"]["idle_at_ms"].as_i64().unwrap();
    assert_eq!(idle_at, app.now.get().plus_ms(50 * MINUTE_MS).0);
    assert_eq!(input(&browser, 40 * MINUTE_MS)["step"]["idle_at_ms"].as_i64(), Some(idle_at));
    app.pass_ms(50 * MINUTE_MS - 1);
    assert_eq!(browser.step(), "signed_in");
    app.pass_ms(1);
    assert_eq!(input(&browser, 0)["step"]["notice"], "idle");
}

#[test]
fn twenty_four_hours_end_a_session_in_any_case() {
    let app = app();
    let browser = signed_in(&app);
    for _ in 0..47 {
        app.pass_ms(30 * MINUTE_MS);
        assert_eq!(input(&browser, 0)["step"]["name"], "signed_in");
    }
    app.pass_ms(30 * MINUTE_MS);
    assert_eq!(input(&browser, 0)["step"]["notice"], "absolute");
}

#[test]
fn a_session_that_nobody_asks_for_any_more_is_ended_by_the_sweep_with_its_row() {
    let app = app();
    let browser = signed_in(&app);
    app.pass_ms(HOUR_MS);
    for _ in 0..2 {
        app.sweep();
    }
    assert_eq!(app.audit(), [("session.expired", "idle".to_owned())]);
    assert_eq!(browser.state()["step"]["notice"], "idle");
    assert_eq!(app.audit().len(), 1);
}

#[test]
fn a_sign_out_ends_the_session_on_the_server_and_in_the_browser() {
    let app = app();
    let browser = signed_in(&app);
    let stolen = browser.cookies.borrow().clone();
    assert_eq!(
        json_of(&browser.press("/api/auth/sign-out"))["step"],
        json!({"name": "credentials", "notice": null})
    );
    assert_eq!(app.events(), ["session.ended"]);
    assert!(!browser.holds("__Host-session"));
    let thief = Browser::at(&app, CASHIER);
    *thief.cookies.borrow_mut() = stolen;
    assert_eq!(thief.step(), "credentials");
    assert_eq!(at(&browser.press("/api/auth/sign-out")), "credentials");
}

#[test]
fn a_sign_out_for_lack_of_input_is_told_from_the_button() {
    let app = app();
    let browser = signed_in(&app);
    app.pass_ms(58 * MINUTE_MS);
    let answer = browser.post("/api/auth/sign-out", &json!({"idle": true}));
    assert_eq!(json_of(&answer)["step"], json!({"name": "credentials", "notice": "idle"}));
    assert_eq!(app.audit(), [("session.expired", "idle".to_owned())]);
    assert!(!browser.holds("__Host-session"));
    assert_eq!(
        json_of(&browser.post("/api/auth/sign-out", &json!({"idle": true})))["step"]["notice"],
        json!(null)
    );
    let other = signed_in(&app);
    assert_eq!(at(&other.post("/api/auth/sign-out", &json!({"idle": false}))), "credentials");
    assert_eq!(app.audit(), [("session.ended", "cashier".to_owned())]);
}

#[test]
fn a_page_that_has_not_heard_of_input_ends_no_session_for_lack_of_it() {
    let app = app();
    let browser = signed_in(&app);
    app.pass_ms(58 * MINUTE_MS - 1);
    let answer = json_of(&browser.post("/api/auth/sign-out", &json!({"idle": true})));
    assert_eq!(answer["step"]["name"], "signed_in");
    assert!(browser.holds("__Host-session"));
    assert_eq!(browser.step(), "signed_in");
    assert!(app.audit().is_empty());
}

#[test]
fn every_sign_in_has_a_session_value_of_its_own() {
    let app = app();
    let first = signed_in(&app).cookies.borrow()["__Host-session"].clone();
    let second = signed_in(&app).cookies.borrow()["__Host-session"].clone();
    assert_ne!(first, second);
    assert_eq!(first.len(), 43);
    let kept = app.dump("session");
    assert!(!kept.contains(&first) && !kept.contains(&second));
}

#[test]
fn a_block_ends_a_session_on_its_next_request() {
    let app = app();
    let browser = signed_in(&app);
    app.block_employee(EMPLOYEE);
    assert_eq!(browser.state()["step"]["notice"], "ended");
}

#[test]
fn a_session_whose_point_of_sale_was_taken_away_says_so_and_the_sign_in_offers_the_others() {
    let app = app();
    let browser = signed_in(&app);
    app.execute(&format!("DELETE FROM employee_unit WHERE login = '{EMPLOYEE}' AND unit = 'DELTA'"));
    assert_eq!(browser.state()["step"], json!({"name": "credentials", "notice": "point_of_sale_taken"}));
    assert!(!browser.holds("__Host-session"));
    assert_eq!(browser.state()["step"]["notice"], json!(null), "it is said once");
}

#[test]
fn without_a_session_activity_and_a_change_of_place_do_nothing() {
    let app = app();
    let browser = Browser::at(&app, CASHIER);
    assert_eq!(input(&browser, 0)["step"]["name"], "credentials");
    refused(&browser.press("/api/auth/change-point-of-sale"), 409, "step-mismatch");
    let locked_down = signed_in(&app);
    app.execute("UPDATE agency SET may_change_point_of_sale = 0");
    refused(&locked_down.press("/api/auth/change-point-of-sale"), 409, "step-mismatch");
}
