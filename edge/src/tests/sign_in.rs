//! The sign-in of employees: every step in its order, and nothing else.

use serde_json::json;
use shared::api::problem::Problem;
use shared::time::{DAY_MS, MINUTE_MS, SECOND_MS};
use shared::totp::STEP_MS;

use super::browser::{ADMIN, BOSS, Browser, CASHIER, EMPLOYEE, KEY, READY, at, json_of, refused};
use super::harness::{App, header, text};
use crate::config::Texts;
use crate::config::tests::texts;
use crate::storage::sqlite::Break;

fn version(cashier: &str) -> App {
    App::with(Texts { cashier_version: cashier.to_owned(), ..texts() })
}

#[test]
fn a_browser_that_has_done_nothing_stands_at_the_credentials() {
    let app = App::new();
    let state = Browser::at(&app, CASHIER).state();
    assert_eq!(state["step"], json!({"name": "credentials", "notice": null}));
    assert_eq!((&state["product"], &state["version"]), (&json!("cashier"), &json!("1.9.1")));
    assert_eq!((&state["stand"], &state["now_ms"]), (&json!("local"), &json!(app.now.get().0)));
}

#[test]
fn a_first_sign_in_takes_every_step_and_ends_in_a_session() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    let answer = browser.log_in(EMPLOYEE);
    let state = json_of(&answer);
    assert_eq!(state["step"]["name"], "requirements");
    assert_eq!(state["step"]["who"], "cashier@demo.mixvel.com");
    assert_eq!(state["step"]["consent"]["version"], shared::consent::version());
    assert_eq!(state["step"]["two_factor"], true);
    assert_eq!(app.events(), ["sign_in.password_accepted"]);

    let sent = browser.require(true, true);
    let state = json_of(&sent);
    assert_eq!(
        (state["step"]["name"].as_str(), state["step"]["attempts_left"].as_u64()),
        (Some("code"), Some(3))
    );
    assert_eq!(state["step"]["setup"]["just_sent"], true);
    assert!(sent.mail_queued);
    assert_eq!(app.events(), ["consent.given", "second_factor.mail_queued"]);
    assert_eq!(browser.state()["step"]["setup"]["just_sent"], false);

    let key = app.pending_key(EMPLOYEE);
    assert_eq!(at(&browser.code(&app.shown_code(&key))), "point_of_sale");
    assert_eq!(app.events(), ["code.accepted", "second_factor.activated"]);
    let state = browser.state();
    assert_eq!(state["step"]["selected"], "12036_ALPHA");
    assert_eq!(state["step"]["fixed"], false);
    assert_eq!(state["step"]["choices"][1]["address"], "Terminal B, Sheremetyevo");

    assert_eq!(at(&browser.point_of_sale("12036_ALPHA")), "seance");
    assert_eq!(browser.state()["step"]["choices"], json!(["Charter", "Regular"]));
    assert_eq!(browser.state()["step"]["changing"], false);
    let signed_in = json_of(&browser.seance("Regular"));
    assert_eq!(signed_in["step"]["name"], "signed_in");
    assert_eq!(signed_in["step"]["login"], EMPLOYEE);
    assert_eq!(signed_in["step"]["point_of_sale"]["id"], "12036_ALPHA");
    assert_eq!(
        (&signed_in["step"]["seance"], &signed_in["step"]["agency_code"]),
        (&json!("Regular"), &json!(12036))
    );
    assert_eq!(signed_in["step"]["last_sign_in"], json!(null));
    assert_eq!(app.events(), ["session.opened", "device.known"]);
    assert!(browser.holds("__Host-session") && !browser.holds("__Host-sign-in"));
    assert_eq!(browser.step(), "signed_in");
}

#[test]
fn each_version_demands_what_its_row_says() {
    let steps = |version_text: &str, ready: fn(&App)| {
        let app = version(version_text);
        ready(&app);
        at(&Browser::at(&app, CASHIER).log_in(EMPLOYEE))
    };
    assert_eq!(steps("1.8.0", |_| ()), "point_of_sale");
    assert_eq!(steps("1.9.0", |_| ()), "requirements");
    assert_eq!(steps("1.9.0", |app| app.give_consent(EMPLOYEE)), "point_of_sale");
    assert_eq!(steps("1.9.1", |app| app.give_consent(EMPLOYEE)), "requirements");
    assert_eq!(steps("1.9.1", |app| app.make_ready(EMPLOYEE)), "code");
    assert_eq!(steps("1.8.0", |app| app.give_key(EMPLOYEE, true)), "code");
    assert_eq!(steps("1.8.0", |app| app.give_key(EMPLOYEE, false)), "point_of_sale");
    assert_eq!(
        steps("1.9.1", |app| {
            app.give_consent(EMPLOYEE);
            app.give_key(EMPLOYEE, false);
        }),
        "code"
    );
}

#[test]
fn a_set_up_that_was_left_alone_for_a_day_begins_anew() {
    let app = App::new();
    app.give_consent(EMPLOYEE);
    app.give_key(EMPLOYEE, false);
    app.pass_ms(DAY_MS);
    let browser = Browser::at(&app, CASHIER);
    assert_eq!(at(&browser.log_in(EMPLOYEE)), "requirements");
    assert_eq!(at(&browser.require(false, true)), "code");
    refused(&browser.code(&app.shown_code(KEY)), 403, "invalid-code");
}

#[test]
fn without_the_consent_that_is_demanded_nothing_else_is_done() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    app.events();
    assert_eq!(at(&browser.require(false, true)), "requirements");
    assert!(app.events().is_empty() && app.count("outbox") == 0);
    assert_eq!(at(&browser.consent()), "requirements");
    assert_eq!(browser.state()["step"]["consent"], json!(null));
    assert_eq!(app.events(), ["consent.given"]);
    let stale = json!({"consent": "0".repeat(64), "two_factor": true});
    refused(&browser.post("/api/auth/requirements", &stale), 409, "step-mismatch");
}

#[test]
fn boss_needs_no_point_of_sale() {
    let app = App::new();
    app.make_ready(ADMIN);
    let browser = Browser::at(&app, BOSS);
    assert_eq!(at(&browser.log_in(ADMIN)), "code");
    let state = json_of(&browser.code(&app.shown_code(KEY)));
    assert_eq!(
        (&state["step"]["name"], &state["step"]["point_of_sale"]),
        (&json!("signed_in"), &json!(null))
    );
}

#[test]
fn a_sign_in_that_is_left_alone_for_ten_minutes_expires_and_says_so_once() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    for _ in 0..3 {
        app.pass_ms(10 * MINUTE_MS - 1);
        refused(&browser.code("000000"), 409, "step-mismatch");
    }
    // Asking where it stands is no step.
    app.pass_ms(10 * MINUTE_MS - 1);
    assert_eq!(browser.step(), "requirements");
    app.pass_ms(1);
    assert_eq!(browser.state()["step"]["notice"], "sign_in_expired");
    assert_eq!(browser.state()["step"]["notice"], json!(null));
}

#[test]
fn a_sign_in_ends_after_an_hour_whatever_it_is_asked() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    for _ in 0..11 {
        app.pass_ms(5 * MINUTE_MS);
        refused(&browser.code("000000"), 409, "step-mismatch");
    }
    app.pass_ms(5 * MINUTE_MS);
    assert_eq!(browser.state()["step"]["notice"], "sign_in_expired");
}

#[test]
fn who_sets_up_a_second_factor_by_mail_has_the_hour() {
    let app = App::new();
    app.give_consent(EMPLOYEE);
    app.give_key(EMPLOYEE, false);
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    app.pass_ms(60 * MINUTE_MS - 1);
    assert_eq!(browser.step(), "code");
    app.pass_ms(1);
    assert_eq!(browser.state()["step"]["notice"], "sign_in_expired");
}

#[test]
fn a_block_ends_a_sign_in_on_its_next_request() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    app.block_employee(EMPLOYEE);
    refused(&browser.require(true, true), 409, "step-mismatch");
    assert_eq!(browser.state()["step"]["notice"], "ended");
}

#[test]
fn a_right_password_that_opens_nothing_says_why() {
    let blocked = App::new();
    blocked.block_employee(EMPLOYEE);
    let agency = App::new();
    agency.block("agency", "1");
    let nowhere = App::new();
    nowhere.execute("DELETE FROM employee_unit");
    let product = App::new();
    for (app, host, reason) in [
        (blocked, CASHIER, "blocked"),
        (agency, CASHIER, "blocked"),
        (nowhere, CASHIER, "point-of-sale"),
        (product, BOSS, "product"),
    ] {
        let browser = Browser::at(&app, host);
        let answer = browser.log_in(EMPLOYEE);
        refused(&answer, 403, "no-access");
        assert_eq!(json_of(&answer)["reason"], reason);
        assert_eq!(app.audit(), [("sign_in.refused", reason.to_owned())]);
        assert!(!browser.holds("__Host-sign-in") && app.count("sign_in") == 0);
    }
}

#[test]
fn a_sign_in_at_one_product_is_none_at_the_other() {
    let app = App::new();
    let cashier = Browser::at(&app, CASHIER);
    cashier.log_in(EMPLOYEE);
    let boss = Browser::at(&app, BOSS);
    *boss.cookies.borrow_mut() = cashier.cookies.borrow().clone();
    assert_eq!(boss.step(), "credentials");
    refused(&boss.require(true, true), 409, "step-mismatch");
}

#[test]
fn whoever_is_signed_in_cannot_type_a_password_over_it() {
    let app = version("1.8.0");
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    refused(&browser.log_in(READY), 409, "step-mismatch");
    browser.point_of_sale("12036_DELTA");
    refused(&browser.log_in(READY), 409, "step-mismatch");
}

#[test]
fn an_address_over_its_limit_is_refused_before_anything_is_hashed() {
    let app = App::new();
    app.platform.address_is_over_its_limit.set(true);
    let answer = Browser::at(&app, CASHIER).log_in(EMPLOYEE);
    refused(&answer, 429, "too-many-requests");
    assert_eq!(header(&answer, "Retry-After"), Some("60"));
    assert!(app.tries().is_empty());
}

#[test]
fn storage_that_is_away_opens_nothing() {
    for batch in 1..=4 {
        let app = version("1.8.0");
        app.execute(
            "DELETE FROM employee_unit WHERE unit = 'DELTA'; DELETE FROM seance WHERE name = 'Regular';",
        );
        app.break_at(batch, Break::Before);
        let answer = Browser::at(&app, CASHIER).log_in(EMPLOYEE);
        refused(&answer, 503, "storage-unavailable");
        let problem: Problem = serde_json::from_str(&text(&answer)).unwrap();
        assert_eq!(problem.retry_after_s, Some(5));
        assert_eq!(app.count("session"), 0, "{batch}");
    }
}

#[test]
fn an_outdated_hash_is_replaced_at_the_first_right_password() {
    let app = App::new();
    let bare = shared::password_hash::hash(
        &shared::value::password::Password::from("x y".to_owned()).normal(shared::nfkc::nfkc),
        [3; 16],
        app.config.cost,
        None,
    );
    app.execute(&format!("UPDATE employee SET password_hash = '{}'", bare.unwrap()));
    assert_eq!(at(&Browser::at(&app, CASHIER).type_in(EMPLOYEE, "x y")), "requirements");
    let hash = app.value(&format!("SELECT password_hash FROM employee WHERE login = '{EMPLOYEE}'"));
    assert!(hash.contains("keyid="));
    assert_eq!(at(&Browser::at(&app, CASHIER).type_in(" Cashier@DEMO.mixvel.com ", "x y")), "requirements");
}

#[test]
fn the_set_up_mail_can_be_sent_again_after_a_minute() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    browser.require(true, true);
    let early = browser.press("/api/auth/setup-mail");
    refused(&early, 429, "too-many-requests");
    assert_eq!(json_of(&early)["retry_after_s"], 60);
    app.pass_ms(60 * SECOND_MS);
    let again = browser.press("/api/auth/setup-mail");
    assert!(again.mail_queued);
    assert_eq!(json_of(&again)["step"]["setup"]["just_sent"], true);
    assert_eq!(app.count("outbox"), 2);
    app.pass_ms(STEP_MS);
    assert_eq!(at(&browser.code(&app.shown_code(&app.pending_key(EMPLOYEE)))), "point_of_sale");
}
