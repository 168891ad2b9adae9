//! A fresh code, asked for and given at Boss's host.

use serde_json::{Value, json};

use crate::http::answer::Answer;
use crate::tests::browser::{ADMIN, BOSS, Browser, KEY};
use crate::tests::demo::PASSWORD;
use crate::tests::harness::{App, text};

const ROTATE: &str = "/api/admin/applications/testuser.auth@mixvel.com/rotate";

/// An administrator who signed in with a code eleven minutes ago, whatever the clock says.
fn later(app: &App) -> Browser<'_> {
    app.make_ready(ADMIN);
    let browser = Browser::at(app, BOSS);
    browser.log_in(ADMIN);
    assert_eq!(browser.code(&app.shown_code(KEY)).status, 200);
    app.pass_ms(11 * 60_000);
    browser
}

fn told(answer: &Answer) -> (u16, String) {
    let told: Value = serde_json::from_str(&text(answer)).unwrap();
    (answer.status, told["code"].as_str().unwrap_or_default().to_owned())
}

fn by_code(browser: &Browser<'_>, code: &str) -> (u16, String) {
    let device_now_ms = browser.app.now.get().0;
    told(&browser.post("/api/admin/step-up", &json!({"code": code, "device_now_ms": device_now_ms})))
}

#[test]
fn a_fresh_code_counts_for_ten_minutes() {
    let app = App::new();
    let browser = later(&app);
    let asked = browser.press(ROTATE);
    assert_eq!(told(&asked), (403, "step-up-required".to_owned()));
    assert!(text(&asked).contains(r#""reason":"code""#));
    assert_eq!(by_code(&browser, &app.shown_code(KEY)).0, 200);
    assert_eq!(browser.press(ROTATE).status, 200);
    app.pass_ms(10 * 60_000 - 1);
    assert_eq!(browser.press(ROTATE).status, 200);
    app.pass_ms(1);
    assert_eq!(told(&browser.press(ROTATE)).1, "step-up-required");
}

#[test]
fn a_code_counts_once_and_not_without_its_own_step() {
    let app = App::new();
    let browser = later(&app);
    let code = app.shown_code(KEY);
    assert_eq!(by_code(&browser, &code).0, 200);
    assert_eq!(by_code(&browser, &code), (403, "code-replayed".to_owned()));
}

#[test]
fn wrong_codes_lock_the_account_and_leave_the_session() {
    let app = App::new();
    let browser = later(&app);
    let wrong = if app.shown_code(KEY) == "000000" { "000001" } else { "000000" };
    assert_eq!(by_code(&browser, wrong).1, "invalid-code");
    assert_eq!(by_code(&browser, wrong).1, "invalid-code");
    assert_eq!(by_code(&browser, wrong).1, "code-locked");
    assert_eq!(by_code(&browser, &app.shown_code(KEY)).1, "code-locked");
    assert_eq!(browser.send("GET", "/api/admin/employees", "").status, 200);
    assert_eq!(told(&browser.press(ROTATE)).1, "step-up-required");
}

#[test]
fn a_code_or_a_password_that_is_meant_for_another_account_counts_against_nobody() {
    let app = App::new();
    let browser = later(&app);
    let send = |mut body: Value, who: &str| {
        body["who"] = json!(who);
        told(&browser.post("/api/admin/step-up", &body))
    };
    let code = |code: &str| json!({"code": code, "device_now_ms": app.now.get().0});
    assert_eq!(send(code("000000"), "somebody@else.example"), (409, "step-mismatch".to_owned()));
    assert_eq!(app.query("SELECT failed FROM second_factor"), ["0"]);
    assert_eq!(send(code(&app.shown_code(KEY)), ADMIN).0, 200);
    app.execute("UPDATE second_factor SET activated_at = NULL");
    let password = json!({"password": "wrong"});
    assert_eq!(send(password, "somebody@else.example"), (409, "step-mismatch".to_owned()));
    assert_eq!(app.count("password_try WHERE failed > 0"), 0);
}

#[test]
fn without_an_active_key_the_password_is_asked() {
    let app = App::new();
    let browser = later(&app);
    app.execute("UPDATE second_factor SET activated_at = NULL");
    assert!(text(&browser.press(ROTATE)).contains(r#""reason":"password""#));
    let by_password =
        |password: &str| told(&browser.post("/api/admin/step-up", &json!({ "password": password })));
    assert_eq!(by_code(&browser, &app.shown_code(KEY)).1, "malformed-request");
    assert_eq!(by_password("wrong").1, "invalid-credentials");
    assert_eq!(by_password(PASSWORD).0, 200);
    assert_eq!(browser.press(ROTATE).status, 200);
}

#[test]
fn a_change_of_role_asks_an_administrator_for_a_code_and_a_change_of_name_does_not() {
    let app = App::new();
    let browser = later(&app);
    let change = |body: Value| {
        told(&browser.send("PATCH", "/api/admin/employees/ready@demo.mixvel.com", &body.to_string()))
    };
    assert_eq!(change(json!({"version": 1, "role": "administrator"})).1, "step-up-required");
    assert_eq!(change(json!({"version": 1, "name": "Renamed"})).0, 200);
    assert_eq!(by_code(&browser, &app.shown_code(KEY)).0, 200);
    assert_eq!(change(json!({"version": 2, "role": "administrator"})).0, 200);
}

#[test]
fn boss_for_somebody_with_the_role_asks_an_administrator_for_a_code_like_the_role() {
    let app = App::new();
    let browser = later(&app);
    app.execute("UPDATE employee SET role = 'administrator' WHERE login = 'ready@demo.mixvel.com'");
    let change = |body: Value| {
        told(&browser.send("PATCH", "/api/admin/employees/ready@demo.mixvel.com", &body.to_string()))
    };
    let with_boss = json!({"version": 1, "products": ["cashier", "boss"]});
    assert_eq!(change(with_boss.clone()).1, "step-up-required");
    assert_eq!(by_code(&browser, &app.shown_code(KEY)).0, 200);
    assert_eq!(change(with_boss).0, 200);
}
