//! The restoration of a password: the request, the link, and what a new password changes.

use futures_executor::block_on;
use serde_json::{Value, json};
use shared::time::{HOUR_MS, MINUTE_MS};

use super::browser::{BOSS, Browser, CASHIER, EMPLOYEE, KEY, READY, at, json_of, problem, refused};
use super::demo::PASSWORD;
use super::harness::{App, text};
use crate::features::mail::deliver::{Round, deliver};
use crate::features::recovery::deliver::deliver as deliver_requests;
use crate::http::answer::Answer;
use crate::locks::LockKey;
use crate::storage::outbox::MailKind;
use crate::storage::sqlite::Break;
use shared::value::login::Login;

pub(super) const NEW: &str = "correct horse battery";
const UNKNOWN: &str = "nobody@demo.mixvel.com";

impl App {
    /// What happens behind answers and every minute: how many mails were queued.
    pub(super) fn deliver_requests(&self) -> u32 {
        block_on(deliver_requests(&self.ctx("mail"))).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The token of the link in the newest mail of this kind.
    #[track_caller]
    pub(super) fn token(&self, kind: MailKind) -> String {
        let newest = self.query(&format!(
            "SELECT key_id, link_id FROM written JOIN outbox ON id = mail_id WHERE kind = '{}' ORDER BY turn DESC",
            kind.as_str()
        ));
        let (key_id, link_id) = newest[0].split_once('|').unwrap();
        self.config.seal_keys.link_token(key_id, link_id).unwrap()
    }

    /// Asks for a reset link in Cashier, from an address that has asked for none before.
    pub(super) fn ask(&self, email: &str) -> Answer {
        Browser::at(self, CASHIER).post("/api/auth/password-reset", &json!({ "email": email }))
    }

    /// The token of a reset link.
    #[track_caller]
    pub(super) fn reset_link(&self, login: &str) -> String {
        assert_eq!(self.ask(login).status, 200);
        assert_eq!(self.deliver_requests(), 1);
        self.token(MailKind::PasswordReset)
    }

    pub(super) fn read_link(&self, token: &str) -> Answer {
        Browser::at(self, CASHIER).post("/api/auth/password-link", &json!({ "token": token }))
    }

    pub(super) fn save(&self, token: &str, password: &str, reissue: bool) -> Answer {
        let body = json!({"token": token, "password": password, "reissue": reissue, "consent": null});
        Browser::at(self, CASHIER).post("/api/auth/password", &body)
    }

    /// Whether a link counts.
    pub(super) fn counts(&self, token: &str) -> bool {
        let answer = self.read_link(token);
        assert!(answer.status == 200 || problem(&answer) == (410, "link-invalid".to_owned()));
        answer.status == 200
    }
}

fn sign_in<'a>(app: &'a App, login: &str) -> Browser<'a> {
    let browser = Browser::at(app, CASHIER);
    browser.log_in(login);
    browser.code(&app.shown_code(KEY));
    assert_eq!(at(&browser.seance("Regular")), "signed_in");
    browser
}

#[test]
fn the_answer_is_the_same_whoever_the_address_belongs_to() {
    let app = App::new();
    app.block_employee(READY);
    for email in [EMPLOYEE, READY, UNKNOWN, " Cashier@Demo.MixVel.com "] {
        let answer = app.ask(email);
        assert_eq!((answer.status, text(&answer), answer.mail_queued), (200, "{}".to_owned(), true));
    }
    assert_eq!(app.audit(), []);
    assert_eq!(app.count("outbox"), 0, "mails come behind the answer");
    app.pass_ms(MINUTE_MS);
    assert_eq!(app.deliver_requests(), 1);
    assert_eq!(app.mails_to(EMPLOYEE), [MailKind::PasswordReset]);
}

#[test]
fn what_is_no_address_is_named() {
    let app = App::new();
    for email in ["", " ", "cashier", "@demo.mixvel.com", "cashier@", &format!("{}@b.c", "a".repeat(251))] {
        let answer = app.ask(email);
        refused(&answer, 400, "malformed-request");
        assert!(json_of(&answer)["detail"].as_str().unwrap().contains("`email`"), "{email}");
    }
    assert_eq!(app.count("link_request"), 0);
}

#[test]
fn the_mail_leads_to_the_page_of_the_product_in_the_language_of_the_window() {
    let app = App::new();
    let browser = Browser::at(&app, BOSS);
    browser.cookies.borrow_mut().insert("language".to_owned(), "ru".to_owned());
    browser.post("/api/auth/password-reset", &json!({ "email": EMPLOYEE }));
    app.deliver_requests();
    let queued = app.dump("outbox");
    let token = app.token(MailKind::PasswordReset);
    assert!(!queued.contains(&token), "no secret waits in the outbox");
    let ctx = app.ctx("mail");
    let left = deliver(&ctx, Round::EVERY_MINUTE, || app.now.get());
    assert_eq!(block_on(left).unwrap_or_else(|error| panic!("{error}")), 1);
    let mails = super::harness::answered(app.send_to(CASHIER, "GET", "/dev/mail.json", &[], ""));
    let mail = json_of(&mails)[0].clone();
    assert_eq!(mail["links"][0], format!("http://lk.localhost:8787/reset#{token}"));
    let russian = |c: char| ('а'..='я').contains(&c);
    assert!(mail["subject"].as_str().unwrap().contains(russian), "{mail}");
    assert!(!app.dump("audit").contains(&token));
}

#[test]
fn a_link_can_be_looked_at_and_works_once() {
    let app = App::new();
    let token = app.reset_link(EMPLOYEE);
    for _ in 0..5 {
        let expected = json!({"purpose": "reset", "login": EMPLOYEE, "may_reissue": false, "consent": null});
        assert_eq!(json_of(&app.read_link(&token)), expected);
    }
    app.events();
    let answer = app.save(&token, NEW, false);
    assert_eq!((answer.status, json_of(&answer)), (200, json!({"reissued": false})));
    assert!(!answer.headers.iter().any(|(name, _)| *name == "Set-Cookie"), "nobody is signed in");
    assert_eq!(app.audit(), [("password.reset", "cashier".to_owned())]);
    assert_eq!(app.mails_to(EMPLOYEE), [MailKind::PasswordReset, MailKind::PasswordChanged]);

    refused(&app.save(&token, "another passphrase", false), 410, "link-invalid");
    refused(&app.read_link(&token), 410, "link-invalid");
    assert_eq!(app.audit().last().unwrap(), &("link.refused", "link-invalid".to_owned()));
    let browser = Browser::at(&app, CASHIER);
    refused(&browser.log_in(EMPLOYEE), 401, "invalid-credentials");
    assert_eq!(at(&browser.type_in(EMPLOYEE, NEW)), "requirements");
}

#[test]
fn a_link_dies_after_an_hour_by_a_newer_one_and_by_another_new_password() {
    let app = App::new();
    let older = app.reset_link(EMPLOYEE);
    app.pass_ms(HOUR_MS - 1);
    assert!(app.counts(&older));
    app.pass_ms(1);
    assert!(!app.counts(&older));
    refused(&app.save(&older, NEW, false), 410, "link-invalid");

    let older = app.reset_link(EMPLOYEE);
    app.pass_ms(MINUTE_MS);
    let newer = app.reset_link(EMPLOYEE);
    assert!(!app.counts(&older) && app.counts(&newer));

    app.execute("UPDATE employee SET password_version = password_version + 1");
    refused(&app.save(&newer, NEW, false), 410, "link-invalid");
    for none in ["", "short", &"A".repeat(43)] {
        refused(&app.read_link(none), 410, "link-invalid");
    }
}

#[test]
fn a_weak_password_is_told_its_rule_and_uses_nothing_up() {
    let app = App::new();
    let token = app.reset_link(EMPLOYEE);
    let long = "x".repeat(129);
    for (password, rule) in [("seven77", "too-short"), (&long, "too-long"), (EMPLOYEE, "context")] {
        let answer = app.save(&token, password, false);
        refused(&answer, 422, "weak-password");
        assert_eq!(json_of(&answer)["rule"], rule);
    }
    assert_eq!(app.save(&token, NEW, false).status, 200);
}

#[test]
fn a_reset_ends_sessions_and_sign_ins_and_lifts_the_password_lock_alone() {
    let app = App::new();
    app.make_ready(READY);
    let signed_in = sign_in(&app, READY);
    let half_done = Browser::at(&app, CASHIER);
    half_done.log_in(READY);
    let token = app.reset_link(READY);
    let key = LockKey::new(&app.config.peppers, &Login::parse(READY).unwrap());
    for _ in 0..3 {
        Browser::at(&app, CASHIER).type_in(READY, "wrong");
    }
    refused(&Browser::at(&app, CASHIER).log_in(READY), 403, "login-locked");
    app.lock_codes(READY);
    app.events();

    assert_eq!(app.save(&token, NEW, false).status, 200);
    assert_eq!(app.events(), ["password.unlocked", "password.reset"]);
    assert_eq!(app.count(&format!("password_try WHERE key = '{}'", key.as_str())), 0);
    assert_eq!((signed_in.step().as_str(), half_done.step().as_str()), ("credentials", "credentials"));
    refused(&Browser::at(&app, CASHIER).type_in(READY, NEW), 403, "code-locked");
}

#[test]
fn a_reset_lifts_the_locks_of_known_browsers_too_and_says_so() {
    let app = App::new();
    app.make_ready(READY);
    sign_in(&app, READY);
    let token = app.reset_link(READY);
    app.execute(
        "INSERT INTO password_try (key, taken_at, locked_at) SELECT lock_key, used_at, used_at FROM device",
    );
    app.execute("INSERT INTO lease (lease_id, key, until) SELECT 'under way', lock_key, used_at FROM device");
    app.events();

    assert_eq!(app.save(&token, NEW, false).status, 200);
    assert_eq!(app.events(), ["password.unlocked", "password.reset"]);
    assert_eq!((app.count("password_try WHERE locked_at IS NOT NULL"), app.count("lease")), (0, 0));
}

#[test]
fn the_qr_code_is_issued_again_with_the_password_if_that_is_asked_for() {
    let app = App::new();
    app.make_ready(READY);
    let token = app.reset_link(READY);
    assert_eq!(json_of(&app.read_link(&token))["may_reissue"], true);
    app.lock_codes(READY);
    app.events();
    assert_eq!(json_of(&app.save(&token, NEW, true)), json!({"reissued": true}));
    let told = ["password.reset", "second_factor.reissued", "second_factor.mail_queued"];
    assert_eq!(app.events(), told);
    let mails = [
        MailKind::PasswordReset,
        MailKind::TwoFactorSetUp,
        MailKind::SecondFactorChanged,
        MailKind::PasswordChanged,
    ];
    assert_eq!(app.mails_to(READY), mails);
    let factor = app.value("SELECT activated_at IS NULL, locked_at IS NULL FROM second_factor");
    assert_eq!(factor, "1|0", "a lock of codes stays");
    assert_ne!(app.pending_key(READY), KEY);

    app.execute("UPDATE second_factor SET locked_at = NULL");
    let reveal = json!({ "token": app.token(MailKind::TwoFactorSetUp) });
    let key = json_of(&Browser::at(&app, CASHIER).post("/api/auth/setup-key", &reveal));
    let browser = Browser::at(&app, CASHIER);
    assert_eq!(at(&browser.type_in(READY, NEW)), "code");
    refused(&browser.code(&app.shown_code(KEY)), 403, "invalid-code");
    assert_eq!(at(&browser.code(&app.shown_code(key["key"].as_str().unwrap()))), "seance");
}

#[test]
fn no_key_is_issued_where_the_administrator_does_it_or_there_is_none() {
    let app = App::new();
    app.make_ready(READY);
    app.execute("UPDATE agency SET reissue_by_administrator = 1");
    for login in [READY, EMPLOYEE] {
        let token = app.reset_link(login);
        assert_eq!(json_of(&app.read_link(&token))["may_reissue"], false);
        refused(&app.save(&token, NEW, true), 403, "reissue-unavailable");
        assert_eq!(json_of(&app.save(&token, NEW, false)), json!({"reissued": false}), "nothing was used up");
        assert_eq!(app.mails_to(login), [MailKind::PasswordReset, MailKind::PasswordChanged]);
    }
    assert_eq!(app.pending_key(READY), KEY);
}

#[test]
fn whoever_is_blocked_has_no_link() {
    let app = App::new();
    let token = app.reset_link(EMPLOYEE);
    app.block("agency", "1");
    refused(&app.read_link(&token), 410, "link-invalid");
    refused(&app.save(&token, NEW, false), 410, "link-invalid");
    app.unblock("agency", "1");
    assert!(app.counts(&token));
    app.events();
    app.block_employee(READY);
    app.ask(READY);
    assert_eq!(app.deliver_requests(), 0);
    assert_eq!(app.audit(), [("password.reset_refused", "blocked".to_owned())]);
}

#[test]
fn a_request_that_storage_refuses_waits_for_the_next_minute() {
    let app = App::new();
    app.ask(EMPLOYEE);
    app.break_at(2, Break::Before);
    assert_eq!(app.deliver_requests(), 0);
    assert!(app.platform.log.borrow()[0].starts_with("link request "), "{:?}", app.platform.log.borrow());
    app.mend();
    assert_eq!((app.deliver_requests(), app.deliver_requests()), (1, 0));
}

#[test]
fn the_language_of_the_window_becomes_that_of_the_account() {
    let app = App::new();
    let token = app.reset_link(EMPLOYEE);
    let body: Value = json!({"token": token, "password": NEW, "reissue": false, "consent": null});
    let language = || app.value(&format!("SELECT language FROM employee WHERE login = '{EMPLOYEE}'"));
    assert_eq!(language(), "ru");
    assert_eq!(Browser::at(&app, CASHIER).post("/api/auth/password", &body).status, 200);
    assert_eq!(language(), "en");
    assert_ne!(NEW, PASSWORD);
}
