//! What the worker really answers is what its `OpenAPI` document says.

use serde_json::{Value, json};
use shared::api::account::RevealKey;
use shared::api::requests::{
    Activity, BACK_PATH, CANCEL_PATH, CHANGE_POINT_OF_SALE_PATH, Code, Credentials, RESEND_PATH,
    Requirements, SIGN_OUT_PATH, SelectPointOfSale, SelectSeance,
};
use shared::api::state;
use shared::consent;
use shared::value::product::Product;
use tests::browser::{Browser, json_of};
use tests::connection::Request;
use tests::employee::{Employee, PASSWORD, code, now, wrong_codes};
use tests::openapi::OpenApi;
use tests::server::Server;

/// A browser whose answers are all held against the document.
struct Checked<'a> {
    document: OpenApi,
    browser: Browser<'a>,
}

impl<'a> Checked<'a> {
    fn new(browser: Browser<'a>) -> Self {
        let answer = Server::shared().send(&browser.get("/api/openapi.json"));
        Self { document: OpenApi::read(&answer), browser }
    }

    /// The answer to a `POST`, with what it said: the name of a step or the code of a problem.
    #[track_caller]
    fn post(&mut self, path: &str, body: &Value) -> (u16, String) {
        self.send("post", path, &self.browser.post(path, body))
    }

    #[track_caller]
    fn send(&mut self, method: &str, path: &str, request: &Request) -> (u16, String) {
        let answer = self.browser.send(request);
        self.document.require(method, path, &answer);
        let told = json_of(&answer);
        let name = told["code"].as_str().or(told["step"]["name"].as_str()).unwrap_or_default();
        (answer.status, name.to_owned())
    }

    #[track_caller]
    fn credentials(&mut self, login: &str, password: &str) -> (u16, String) {
        self.post(Credentials::PATH, &json!({"login": login, "password": password}))
    }

    #[track_caller]
    fn code(&mut self, code: &str) -> (u16, String) {
        self.post(Code::PATH, &json!({"code": code, "device_now_ms": now().0}))
    }
}

fn told(status: u16, name: &str) -> (u16, String) {
    (status, name.to_owned())
}

#[test]
fn every_answer_of_a_first_sign_in_is_described() {
    let server = Server::shared();
    let employee = Employee::cashier(server);
    let mut checked = Checked::new(employee.browser());
    let get = checked.browser.get(state::PATH);
    assert_eq!(checked.send("get", state::PATH, &get), told(200, "credentials"));
    assert_eq!(checked.credentials(&employee.login, PASSWORD), told(200, "requirements"));
    let both = json!({"consent": consent::version(), "two_factor": true});
    assert_eq!(checked.post(Requirements::PATH, &both), told(200, "code"));
    assert_eq!(checked.post(RESEND_PATH, &json!({})), told(429, "too-many-requests"));
    employee.sql("UPDATE second_factor SET mailed_at = 0 WHERE agency_code = ?1", &[]);
    assert_eq!(checked.post(RESEND_PATH, &json!({})), told(200, "code"));

    let mails = checked.browser.send(&checked.browser.get("/dev/mail.json"));
    let mails = json_of(&mails);
    let to_us = |mail: &&Value| mail["to"] == json!(employee.login);
    let link = mails.as_array().unwrap().iter().find(to_us).expect("a mail")["links"][0].clone();
    let token = link.as_str().and_then(|link| link.split_once('#')).expect("a fragment").1.to_owned();
    let token = token.rsplit('=').next().unwrap().to_owned();
    let reveal = json!({ "token": token });
    assert_eq!(checked.post(RevealKey::PATH, &reveal), told(200, ""));
    assert_eq!(checked.post(RevealKey::PATH, &reveal), told(410, "link-invalid"));
    assert_eq!(employee.audited("code.accepted", ""), 0);
}

#[test]
fn every_answer_of_a_later_sign_in_is_described() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let mut checked = Checked::new(employee.browser());
    assert_eq!(checked.credentials(&employee.login, "wrong"), told(401, "invalid-credentials"));
    assert_eq!(checked.credentials("", PASSWORD), told(400, "malformed-request"));
    assert_eq!(checked.credentials(&employee.login, PASSWORD), told(200, "code"));
    assert_eq!(checked.credentials(&employee.login, PASSWORD), told(409, "step-mismatch"));
    assert_eq!(checked.code(&wrong_codes(now(), 1)[0]), told(403, "invalid-code"));
    let shown = code(now());
    assert_eq!(checked.code(&shown), told(200, "point_of_sale"));
    let unit = json!({ "id": employee.unit("ALPHA") });
    assert_eq!(checked.post(SelectPointOfSale::PATH, &json!({"id": "x"})), told(409, "choice-unavailable"));
    assert_eq!(checked.post(SelectPointOfSale::PATH, &unit), told(200, "seance"));
    assert_eq!(checked.post(BACK_PATH, &json!({})), told(200, "point_of_sale"));
    assert_eq!(checked.post(SelectPointOfSale::PATH, &unit), told(200, "seance"));
    assert_eq!(checked.post(SelectSeance::PATH, &json!({"seance": "x"})), told(409, "choice-unavailable"));
    assert_eq!(checked.post(SelectSeance::PATH, &json!({"seance": "Regular"})), told(200, "signed_in"));
    assert_eq!(checked.post(Activity::PATH, &json!({"age_ms": 1})), told(200, "signed_in"));
    assert_eq!(checked.post(CHANGE_POINT_OF_SALE_PATH, &json!({})), told(200, "point_of_sale"));
    assert_eq!(checked.post(CANCEL_PATH, &json!({})), told(200, "signed_in"));
    assert_eq!(checked.post(SIGN_OUT_PATH, &json!({})), told(200, "credentials"));
    assert_eq!(checked.credentials(&employee.login, PASSWORD), told(200, "code"));
    assert_eq!(checked.code(&shown), told(403, "code-replayed"));
    for refused in [told(403, "invalid-code"), told(403, "invalid-code"), told(403, "code-locked")] {
        assert_eq!(checked.code(&wrong_codes(now(), 1)[0]), refused);
    }
    assert_eq!(checked.credentials(&employee.login, PASSWORD), told(403, "code-locked"));
    assert_eq!(employee.audited("code.locked", "cashier"), 1);
}

#[test]
fn every_refusal_of_a_password_is_described() {
    let server = Server::shared();
    let employee = Employee::boss(server).ready();
    let mut checked = Checked::new(employee.browser().visiting(Product::Cashier));
    assert_eq!(checked.credentials(&employee.login, PASSWORD), told(403, "no-access"));
    for _ in 0..3 {
        assert_eq!(checked.credentials(&employee.login, "wrong"), told(401, "invalid-credentials"));
    }
    assert_eq!(checked.credentials(&employee.login, PASSWORD), told(403, "login-locked"));
    checked.browser = checked.browser.visiting(Product::Boss);
    assert_eq!(checked.credentials(&employee.login, PASSWORD), told(403, "login-locked"));
    assert_eq!(employee.audited("password.locked", "cashier"), 1);
}

#[test]
fn every_refusal_of_a_request_is_described() {
    let employee = Employee::cashier(Server::shared());
    let mut checked = Checked::new(employee.browser());
    let paths = [
        Credentials::PATH,
        Requirements::PATH,
        RESEND_PATH,
        Code::PATH,
        SelectPointOfSale::PATH,
        SelectSeance::PATH,
        BACK_PATH,
        CANCEL_PATH,
        CHANGE_POINT_OF_SALE_PATH,
        Activity::PATH,
        SIGN_OUT_PATH,
        RevealKey::PATH,
    ];
    for path in paths {
        assert_eq!(checked.post(path, &json!({"x": 1})), told(400, "malformed-request"));
        let long = json!({ "x": "x".repeat(9_000) });
        assert_eq!(checked.post(path, &long), told(413, "payload-too-large"));
        let foreign = checked.browser.bare(Request::post(path, "application/json", "{}"));
        assert_eq!(checked.send("post", path, &foreign), told(403, "cross-site"));
        let text = checked.browser.bare(Request::post(path, "text/plain", "{}"));
        let text = text.field("X-MixVel-Auth", "1").field("Sec-Fetch-Site", "same-origin");
        assert_eq!(checked.send("post", path, &text), told(415, "unsupported-media-type"));
        let get = checked.browser.get(path);
        assert_eq!(checked.send("post", path, &get), told(405, "method-not-allowed"));
    }
    assert_eq!(employee.events(), Vec::<String>::new());
}

#[test]
fn an_answer_that_is_not_described_is_found_out() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut checked = Checked::new(employee.browser());
    let good = checked.browser.credentials(&employee.login, PASSWORD);
    assert_eq!(checked.document.wrong("post", Credentials::PATH, &good), None);
    for (from, to) in [
        (r#""now_ms":"#, r#""now":"#),
        (r#""name":"code""#, r#""name":"codes""#),
        (r#""attempts_left":3"#, r#""attempts_left":4"#),
        (r#""setup":null"#, r#""setup":null,"more":1"#),
        (r#""product":"cashier""#, r#""product":1"#),
    ] {
        let mut bad = good.clone();
        bad.body = good.text().replace(from, to).into_bytes();
        assert_ne!(bad.body, good.body, "{from}");
        assert!(checked.document.wrong("post", Credentials::PATH, &bad).is_some(), "{to}");
    }
    let other = tests::connection::Response { status: 418, ..good };
    assert!(checked.document.wrong("post", Credentials::PATH, &other).is_some());
}
