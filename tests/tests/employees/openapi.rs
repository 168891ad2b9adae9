//! What the worker really answers is what its `OpenAPI` document says, and nothing of that is never answered.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::api::account::{
    self, ChangePassword, END_OTHER_SESSIONS_PATH, EndSession, Reissue, RevealKey, StepUp,
};
use shared::api::admin::PREFIX;
use shared::api::notices;
use shared::api::recovery::{Purpose, ReadLink, RequestReset, SavePassword};
use shared::api::requests::{
    Activity, BACK_PATH, CANCEL_PATH, CHANGE_POINT_OF_SALE_PATH, Code, Credentials, RESEND_PATH,
    Requirements, SelectPointOfSale, SelectSeance, SignOut,
};
use shared::api::state;
use shared::consent;
use shared::value::product::Product;
use tests::browser::{Browser, json_of};
use tests::connection::{Request, Response};
use tests::employee::{Employee, PASSWORD, code, now, wrong_codes};
use tests::openapi::OpenApi;
use tests::server::Server;
use tests::wait::until;

/// A password that may be chosen.
const NEW: &str = "Quite-another-1";
/// Where nothing is changed.
const READ: [&str; 4] = [state::PATH, account::PATH, notices::PATH, VERIFY];
/// Where a gateway asks who is signed in; `tests/app_guard.rs` has the answers without a body.
const VERIFY: &str = "/api/auth/verify";

/// A browser whose answers are all held against the document.
struct Checked<'a> {
    document: OpenApi,
    browser: Browser<'a>,
    seen: BTreeSet<(String, String)>,
}

impl<'a> Checked<'a> {
    fn new(employee: &Employee<'a>) -> Self {
        let mut browser = employee.browser();
        let answer = browser.send(&browser.get("/api/openapi.json"));
        Self { document: OpenApi::read(&answer), browser, seen: BTreeSet::new() }
    }

    /// Sends a request, and requires what it is told: the name of a step, or the code of a problem.
    #[track_caller]
    fn send(&mut self, method: &str, path: &str, request: &Request, status: u16, name: &str) {
        let answer = self.browser.send(request);
        self.document.require(method, path, &answer);
        let told = json_of(&answer);
        let found = told["code"].as_str().or(told["step"]["name"].as_str()).unwrap_or_default();
        assert_eq!((answer.status, found), (status, name), "{path}");
        let answer = if status == 200 { "200" } else { name };
        self.seen.insert((path.to_owned(), answer.to_owned()));
    }

    #[track_caller]
    fn post(&mut self, path: &str, body: &Value, status: u16, name: &str) {
        self.send("post", path, &self.browser.post(path, body), status, name);
    }

    #[track_caller]
    fn password(&mut self, login: &str, password: &str, status: u16, name: &str) {
        self.post(Credentials::PATH, &json!({"login": login, "password": password}), status, name);
    }

    #[track_caller]
    fn code(&mut self, code: &str, status: u16, name: &str) {
        self.post(Code::PATH, &json!({"code": code, "device_now_ms": now().0}), status, name);
    }
}

#[test]
fn every_answer_is_described_and_every_described_answer_is_given() {
    let server = Server::reserve(&tests::settings::Settings::cheap());
    let mut checked = Checked::new(&Employee::cashier(&server));
    first_sign_in(&server, &mut checked);
    later_sign_in(&server, &mut checked);
    own_account(&server, &mut checked);
    refused_in_the_account(&server, &mut checked);
    new_passwords(&server, &mut checked);
    refused_passwords(&server, &mut checked);
    refused_requests(&server, &mut checked);
    let mut unseen = checked.document.described();
    unseen.retain(|answer| !checked.seen.contains(answer));
    // What administration answers is held against the document where its rights are tested.
    unseen.retain(|(path, _)| !path.starts_with(PREFIX));
    // Faults are ours, and no request can be made to cause one.
    unseen.retain(|(_, code)| code != "internal");
    assert_eq!(unseen, BTreeSet::new(), "described and never given");
}

fn first_sign_in<'a>(server: &'a Server, checked: &mut Checked<'a>) {
    let employee = Employee::cashier(server);
    checked.browser = employee.browser();
    checked.send("get", state::PATH, &checked.browser.get(state::PATH), 200, "credentials");
    checked.password(&employee.login, PASSWORD, 200, "requirements");
    let both = json!({"consent": consent::version(), "two_factor": true});
    checked.post(Requirements::PATH, &both, 200, "code");
    checked.post(Requirements::PATH, &both, 409, "step-mismatch");
    checked.post(RESEND_PATH, &json!({}), 429, "too-many-requests");
    employee.sql("UPDATE second_factor SET mailed_at = 0 WHERE agency_code = ?1", &[]);
    checked.post(RESEND_PATH, &json!({}), 200, "code");
    let reveal = json!({ "token": token_of_link(&employee, &mut checked.browser) });
    checked.post(RevealKey::PATH, &reveal, 200, "");
    checked.post(RevealKey::PATH, &reveal, 410, "link-invalid");
    assert_eq!(employee.audited("second_factor.activated", ""), 0);
}

/// Does this while the address has caused as many mails as it may.
fn without_mails(server: &Server, employee: &Employee<'_>, mut refused: impl FnMut()) {
    let mailed = "WITH RECURSIVE mail (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM mail WHERE n < 20) \
                  INSERT INTO mail_cause (address, at, mail_id) SELECT ?1, ?2, n FROM mail";
    server.sql(mailed, &[json!(employee.address), json!(now().0)]);
    refused();
    server.sql("DELETE FROM mail_cause WHERE address = ?1", &[json!(employee.address)]);
}

/// The token in the newest mail, which leaves behind the answer that queued it.
fn token_of_link(employee: &Employee<'_>, browser: &mut Browser<'_>) -> String {
    let sent = "SELECT mail_id FROM outbox WHERE agency_code = ?1 AND state = 'sent'";
    until(|| employee.sql(sent, &[]).len() == 2, "both mails have left");
    let mails = json_of(&browser.send(&browser.get("/dev/mail.json")));
    let own = mails.as_array().into_iter().flatten().find(|mail| mail["to"] == json!(employee.login));
    let link = own.expect("a mail")["links"][0].as_str().expect("a link").to_owned();
    link.rsplit(['#', '=']).next().expect("a fragment").to_owned()
}

fn later_sign_in<'a>(server: &'a Server, checked: &mut Checked<'a>) {
    let employee = Employee::cashier(server).ready();
    checked.browser = employee.browser();
    checked.password(&employee.login, PASSWORD, 200, "code");
    checked.password(&employee.login, PASSWORD, 409, "step-mismatch");
    checked.post(RESEND_PATH, &json!({}), 409, "step-mismatch");
    checked.code(&wrong_codes(now(), 1)[0], 403, "invalid-code");
    employee.lease_codes();
    let shown = code(now());
    checked.code(&shown, 429, "busy");
    employee.lapse_codes();
    checked.code(&shown, 200, "point_of_sale");
    checked.code(&shown, 409, "step-mismatch");

    let unit = json!({ "id": employee.unit("ALPHA") });
    let (regular, none) = (json!({"seance": "Regular"}), json!({}));
    checked.post(SelectPointOfSale::PATH, &json!({"id": "x"}), 409, "choice-unavailable");
    checked.post(SelectSeance::PATH, &regular, 409, "step-mismatch");
    checked.post(SelectPointOfSale::PATH, &unit, 200, "seance");
    checked.post(SelectPointOfSale::PATH, &unit, 409, "step-mismatch");
    checked.post(BACK_PATH, &none, 200, "point_of_sale");
    checked.post(SelectPointOfSale::PATH, &unit, 200, "seance");
    checked.post(SelectSeance::PATH, &json!({"seance": "x"}), 409, "choice-unavailable");
    checked.post(SelectSeance::PATH, &regular, 200, "signed_in");
    checked.post(Activity::PATH, &json!({"age_ms": 1}), 200, "signed_in");
    checked.post(CHANGE_POINT_OF_SALE_PATH, &none, 200, "point_of_sale");
    checked.post(CHANGE_POINT_OF_SALE_PATH, &none, 409, "step-mismatch");
    checked.post(CANCEL_PATH, &none, 200, "signed_in");
    checked.post(SignOut::PATH, &none, 200, "credentials");

    checked.password(&employee.login, PASSWORD, 200, "code");
    checked.code(&shown, 403, "code-replayed");
    for name in ["invalid-code", "invalid-code", "code-locked"] {
        checked.code(&wrong_codes(now(), 1)[0], 403, name);
    }
    checked.password(&employee.login, PASSWORD, 403, "code-locked");
    assert_eq!(employee.audited("code.locked", "cashier"), 1);
}

fn new_passwords<'a>(server: &'a Server, checked: &mut Checked<'a>) {
    let employee = Employee::cashier(server);
    checked.browser = employee.browser();
    let request = json!({ "email": employee.login });
    without_mails(server, &employee, || checked.post(RequestReset::PATH, &request, 429, "too-many-requests"));
    checked.post(RequestReset::PATH, &request, 200, "");
    employee.worked_off();
    let token = employee.newest_link(Purpose::Reset);
    let password = |token: &str, password| json!({"token": token, "password": password, "reissue": false});
    checked.post(ReadLink::PATH, &json!({ "token": token }), 200, "");
    checked.post(SavePassword::PATH, &password(&token, "short"), 422, "weak-password");
    let reissue = json!({"token": token, "password": NEW, "reissue": true});
    checked.post(SavePassword::PATH, &reissue, 403, "reissue-unavailable");
    checked.post(SavePassword::PATH, &password(&token, NEW), 200, "");
    checked.post(SavePassword::PATH, &password(&token, NEW), 410, "link-invalid");
    checked.post(ReadLink::PATH, &json!({ "token": token }), 410, "link-invalid");

    let employee = Employee::cashier(server);
    employee.sql("UPDATE employee SET password_version = 0 WHERE agency_code = ?1 AND login = ?2", &[]);
    let token = employee.invited("-checked");
    checked.post(ReadLink::PATH, &json!({ "token": token }), 200, "");
    checked.post(SavePassword::PATH, &password(&token, NEW), 422, "consent-missing");
    assert_eq!(employee.mails(), ["invitation"]);
}

fn change(current: &str, password: &str) -> Value {
    json!({"current": current, "password": password})
}

fn reissue(code: &str) -> Value {
    json!({"code": code, "device_now_ms": now().0})
}

fn own_account<'a>(server: &'a Server, checked: &mut Checked<'a>) {
    let employee = Employee::cashier(server).ready();
    checked.browser = employee.signed_in();
    employee.at(2).signed_in();
    checked.send("get", account::PATH, &checked.browser.get(account::PATH), 200, "");
    let page = json_of(&checked.browser.send(&checked.browser.get(account::PATH)));
    let last_code = |at_ms: i64| {
        employee.sql("UPDATE session SET code_at = ?3 WHERE agency_code = ?1 AND login = ?2", &[json!(at_ms)])
    };
    last_code(now().plus_ms(-600_000).0);
    checked.post(EndSession::PATH, &json!({"id": page["sessions"][1]["id"]}), 403, "step-up-required");
    checked.post(END_OTHER_SESSIONS_PATH, &json!({}), 403, "step-up-required");
    last_code(now().0);
    checked.post(EndSession::PATH, &json!({"id": page["sessions"][1]["id"]}), 200, "");
    checked.post(EndSession::PATH, &json!({"id": "x"}), 409, "choice-unavailable");
    checked.post(END_OTHER_SESSIONS_PATH, &json!({}), 200, "");

    checked.post(ChangePassword::PATH, &change("wrong", NEW), 401, "invalid-credentials");
    lease_passwords(server);
    checked.post(ChangePassword::PATH, &change(PASSWORD, NEW), 429, "busy");
    server.sql("DELETE FROM lease WHERE until > ?1", &[json!(0)]);
    checked.post(ChangePassword::PATH, &change(PASSWORD, "sunshine"), 422, "weak-password");
    checked.post(ChangePassword::PATH, &change(PASSWORD, NEW), 200, "signed_in");

    let set = |sql: &str| employee.sql(sql, &[]);
    for path in [StepUp::PATH, Reissue::PATH] {
        checked.post(path, &reissue(&wrong_codes(now(), 1)[0]), 403, "invalid-code");
        employee.lease_codes();
        checked.post(path, &reissue("123456"), 429, "busy");
        employee.lapse_codes();
        set("UPDATE second_factor SET last_step = 4000000000, failed = 0 WHERE agency_code = ?1");
        checked.post(path, &reissue(&code(now())), 403, "code-replayed");
        set("UPDATE second_factor SET failed = 0 WHERE agency_code = ?1");
    }
    checked.post(StepUp::PATH, &reissue(&employee.shown_code()), 200, "");
    let shown = employee.shown_code();
    checked.post(Reissue::PATH, &reissue(&shown), 200, "");
    checked.post(Reissue::PATH, &reissue(&shown), 403, "reissue-unavailable");
}

/// As many looks as the names with one wrong password may still have are under way for an hour.
fn lease_passwords(server: &Server) {
    let sql = "INSERT INTO lease (lease_id, key, until) SELECT ?1 || key, key, ?2 FROM password_try WHERE failed = 1";
    for lease in ["a", "b"] {
        server.sql(sql, &[json!(lease), json!(now().plus_ms(3_600_000).0)]);
    }
}

fn refused_in_the_account<'a>(server: &'a Server, checked: &mut Checked<'a>) {
    let employee = Employee::boss(server).ready();
    checked.browser = employee.signed_in();
    for left in ["invalid-code", "invalid-code", "code-locked"] {
        checked.post(Reissue::PATH, &reissue(&wrong_codes(now(), 1)[0]), 403, left);
    }
    checked.post(StepUp::PATH, &reissue("123456"), 403, "code-locked");
    for _ in 0..3 {
        checked.post(ChangePassword::PATH, &change("wrong", NEW), 401, "invalid-credentials");
    }
    checked.post(ChangePassword::PATH, &change(PASSWORD, NEW), 403, "login-locked");
    checked.browser = employee.browser();
    checked.send("get", account::PATH, &checked.browser.get(account::PATH), 409, "step-mismatch");
    for (path, body) in [
        (EndSession::PATH, json!({"id": "x"})),
        (END_OTHER_SESSIONS_PATH, json!({})),
        (ChangePassword::PATH, change(PASSWORD, NEW)),
        (Reissue::PATH, reissue("123456")),
        (StepUp::PATH, reissue("123456")),
    ] {
        checked.post(path, &body, 409, "step-mismatch");
    }
}

fn refused_passwords<'a>(server: &'a Server, checked: &mut Checked<'a>) {
    let employee = Employee::boss(server).ready();
    checked.browser = employee.browser().visiting(Product::Cashier);
    checked.password(&employee.login, PASSWORD, 403, "no-access");
    checked.password(&employee.login, "wrong", 401, "invalid-credentials");
    lease_passwords(server);
    checked.password(&employee.login, PASSWORD, 429, "busy");
    server.sql("DELETE FROM lease WHERE until > ?1", &[json!(0)]);
    checked.password(&employee.login, "wrong", 401, "invalid-credentials");
    checked.password(&employee.login, "wrong", 401, "invalid-credentials");
    checked.password(&employee.login, PASSWORD, 403, "login-locked");
    checked.browser = employee.browser();
    checked.password(&employee.login, PASSWORD, 403, "login-locked");
    assert_eq!(employee.audited("password.locked", "cashier"), 1);

    // One address may have 300 passwords checked a minute, and a minute may end at any time.
    let mut connection = server.connect();
    let browser = employee.at(9).browser();
    let mut spend = || {
        let mut wrong = (0..601).map(|n| {
            connection.send(&browser.credentials_request(&format!("nobody{n}@example.test"), "wrong")).status
        });
        assert!(wrong.any(|status| status == 429), "one address has its limit");
    };
    let boss = Employee::boss(server).ready().signed_in();
    checked.browser = browser.clone();
    spend();
    checked.password("nobody@example.test", "wrong", 429, "too-many-requests");
    let save = json!({"token": "A".repeat(43), "password": NEW, "reissue": false});
    spend();
    checked.post(SavePassword::PATH, &save, 429, "too-many-requests");
    checked.browser.cookies = boss.cookies;
    checked.browser = checked.browser.visiting(Product::Boss);
    spend();
    checked.post(ChangePassword::PATH, &change(PASSWORD, NEW), 429, "too-many-requests");
}

fn refused_requests<'a>(server: &'a Server, checked: &mut Checked<'a>) {
    let employee = Employee::cashier(server);
    checked.browser = employee.browser();
    checked.browser.cookies.insert("__Host-session".to_owned(), "A".repeat(43));
    let paths: Vec<_> = checked.document.described().into_iter().map(|(path, _)| path).collect();
    let posted = |path: &&str| !READ.contains(path) && !path.starts_with(PREFIX);
    for path in paths.iter().map(String::as_str).filter(posted) {
        checked.post(path, &json!({"x": 1}), 400, "malformed-request");
        let long = json!({ "x": "x".repeat(9_000) });
        checked.post(path, &long, 413, "payload-too-large");
        let foreign = checked.browser.bare(Request::post(path, "application/json", "{}"));
        checked.send("post", path, &foreign, 403, "cross-site");
        let text = checked.browser.bare(Request::post(path, "text/plain", "{}"));
        let text = text.field("X-MixVel-Auth", "1").field("Sec-Fetch-Site", "same-origin");
        checked.send("post", path, &text, 415, "unsupported-media-type");
        checked.send("post", path, &checked.browser.get(path), 405, "method-not-allowed");
        checked.send("post", path, &Request::post(path, "application/json", "{}"), 404, "not-found");
    }
    for path in READ {
        checked.send("get", path, &Request::get(path), 404, "not-found");
        checked.send("get", path, &checked.browser.post(path, &json!({})), 405, "method-not-allowed");
    }
    checked.send("get", VERIFY, &checked.browser.get(VERIFY), 401, "not-signed-in");
    assert_eq!(employee.events(), Vec::<String>::new());

    for table in ["session", "link", "link_request"] {
        server.sql(&format!("ALTER TABLE {table} RENAME TO {table}_gone"), &[]);
    }
    let bodies = [
        (Credentials::PATH, json!({"login": employee.login, "password": "x"})),
        (Requirements::PATH, json!({"consent": null, "two_factor": true})),
        (Code::PATH, json!({"code": "123456", "device_now_ms": 0})),
        (SelectPointOfSale::PATH, json!({"id": "x"})),
        (SelectSeance::PATH, json!({"seance": "x"})),
        (Activity::PATH, json!({"age_ms": 0})),
        (RevealKey::PATH, json!({"token": "A".repeat(43)})),
        (RequestReset::PATH, json!({"email": employee.login})),
        (ReadLink::PATH, json!({"token": "A".repeat(43)})),
        (SavePassword::PATH, json!({"token": "A".repeat(43), "password": NEW, "reissue": false})),
        (EndSession::PATH, json!({"id": "x"})),
        (END_OTHER_SESSIONS_PATH, json!({})),
        (ChangePassword::PATH, change(PASSWORD, NEW)),
        (Reissue::PATH, reissue("123456")),
        (StepUp::PATH, reissue("123456")),
        (RESEND_PATH, json!({})),
        (BACK_PATH, json!({})),
        (CANCEL_PATH, json!({})),
        (CHANGE_POINT_OF_SALE_PATH, json!({})),
        (SignOut::PATH, json!({})),
    ];
    for (path, body) in bodies {
        checked.post(path, &body, 503, "storage-unavailable");
    }
    // Notices come from a copy.
    checked.send("get", notices::PATH, &checked.browser.get(notices::PATH), 200, "");
    for path in [state::PATH, account::PATH, VERIFY] {
        checked.send("get", path, &checked.browser.get(path), 503, "storage-unavailable");
    }
    for table in ["session", "link", "link_request"] {
        server.sql(&format!("ALTER TABLE {table}_gone RENAME TO {table}"), &[]);
    }
}

#[test]
fn an_answer_that_is_not_described_is_found_out() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut checked = Checked::new(&employee);
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
    let other = Response { status: 418, ..good };
    assert!(checked.document.wrong("post", Credentials::PATH, &other).is_some());
}
