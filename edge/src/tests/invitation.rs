//! The invitation of a new employee: a link to the first password, with the consent.

use serde_json::{Value, json};
use shared::consent;
use shared::time::{DAY_MS, MINUTE_MS};

use super::browser::{BOSS, Browser, CASHIER, EMPLOYEE, at, json_of, refused};
use super::harness::App;
use super::recovery::NEW;
use crate::http::answer::Answer;
use crate::secrets::secret::SecretHash;
use crate::storage::outbox::MailKind;

/// Invites the employee as administration does, which names the link.
pub(super) fn invite(app: &App, link_id: &str) -> String {
    let token = app.config.seal_keys.link_token(app.config.seal_keys.current_id(), link_id).unwrap();
    app.execute(&format!(
        "INSERT INTO link_request (link_id, purpose, login, product, language, origin, actor, address,
                                   request_id, requested_at, token_hash)
         VALUES ('{link_id}', 'invitation', '{EMPLOYEE}', 'cashier', 'ru', '', 'operator:olga', '', '', {}, '{}')",
        app.now.get().0,
        SecretHash::of(&token).as_str()
    ));
    token
}

pub(super) fn invited() -> App {
    let app = App::new();
    app.execute(&format!(
        "UPDATE employee SET password_version = 0 WHERE login = '{EMPLOYEE}';
         INSERT INTO employee_product (agency_code, login, product) VALUES (12036, '{EMPLOYEE}', 'boss');"
    ));
    app
}

pub(super) fn create(app: &App, token: &str, consent: Option<&str>) -> Answer {
    let body: Value = json!({"token": token, "password": NEW, "reissue": false, "consent": consent});
    Browser::at(app, CASHIER).post("/api/auth/password", &body)
}

#[test]
fn an_invitation_asks_for_password_and_consent_so_that_the_first_sign_in_asks_for_neither() {
    let app = invited();
    let token = invite(&app, "i1");
    assert_eq!(app.deliver_requests(), 1);
    assert_eq!(app.mails_to(EMPLOYEE), [MailKind::Invitation]);
    assert_eq!(app.token(MailKind::Invitation), token, "the command line tells the link of the mail");
    assert_eq!(app.value("SELECT event, actor, detail FROM audit"), "employee.invited|operator:olga|i1");

    let version = consent::version();
    let told = json_of(&app.read_link(&token));
    let expected = json!({"purpose": "invitation", "login": EMPLOYEE, "may_reissue": false,
                          "consent": {"version": version, "operator_named": false}});
    assert_eq!(told, expected);
    for missing in [None, Some(""), Some("another text")] {
        refused(&create(&app, &token, missing), 422, "consent-missing");
    }
    app.events();
    assert_eq!(json_of(&create(&app, &token, Some(&version))), json!({"reissued": false}));
    let given = |product: &str| ("consent.given", format!("{product} en {version}"));
    let expected = [("password.created", "cashier".to_owned()), given("boss"), given("cashier")];
    assert_eq!(app.audit(), expected);
    assert_eq!(app.mails_to(EMPLOYEE), [MailKind::Invitation], "a first password is no change to tell of");
    for host in [CASHIER, BOSS] {
        let browser = Browser::at(&app, host);
        assert_eq!(at(&browser.type_in(EMPLOYEE, NEW)), "requirements");
        assert_eq!(browser.state()["step"]["consent"], Value::Null);
        assert_eq!(browser.state()["step"]["two_factor"], true);
    }
    refused(&create(&app, &token, Some(&version)), 410, "link-invalid");
}

#[test]
fn a_link_that_the_command_line_has_told_can_be_opened_before_its_minute_is_over() {
    let app = invited();
    let token = invite(&app, "i1");
    assert_eq!(json_of(&app.read_link(&token))["purpose"], "invitation");
    assert_eq!((app.deliver_requests(), app.mails_to(EMPLOYEE).len()), (0, 1));
}

#[test]
fn a_link_is_found_by_its_digest_however_many_requests_wait_before_it() {
    let app = invited();
    for n in 0..600 {
        app.execute(&format!(
            "INSERT INTO link_request (link_id, purpose, login, product, language, origin, address, request_id,
                                       requested_at)
             VALUES ('n{n}', 'reset', 'nobody{n}@mixvel.com', 'cashier', 'en', '', '', '', {n})"
        ));
    }
    let token = invite(&app, "i1");
    assert_eq!(json_of(&app.read_link(&token))["purpose"], "invitation");
    assert_eq!(app.count("link_request WHERE done_at IS NOT NULL"), 1, "and nobody else's is worked off");
}

#[test]
fn a_link_that_nobody_has_told_delivers_nobody_s_request() {
    let app = invited();
    invite(&app, "i1");
    let none = app.config.seal_keys.link_token(app.config.seal_keys.current_id(), "i2").unwrap();
    refused(&app.read_link(&none), 410, "link-invalid");
    assert_eq!((app.mails_to(EMPLOYEE).len(), app.deliver_requests()), (0, 1));
}

#[test]
fn an_invitation_lives_three_days_and_until_a_newer_one_comes() {
    let app = invited();
    let older = invite(&app, "i1");
    app.deliver_requests();
    app.pass_ms(3 * DAY_MS - 1);
    assert!(app.counts(&older));
    app.pass_ms(1);
    assert!(!app.counts(&older));
    let older = invite(&app, "i2");
    assert!(app.counts(&older));
    let newer = invite(&app, "i3");
    assert_eq!(app.deliver_requests(), 1, "an operator waits for nothing");
    assert!(!app.counts(&older) && app.counts(&newer));
    let (older, newer) = (invite(&app, "i4"), invite(&app, "i5"));
    assert!(app.counts(&newer) && !app.counts(&older), "whichever is opened first");
}

#[test]
fn nobody_is_invited_who_has_a_password() {
    let app = App::new();
    let token = invite(&app, "i1");
    assert_eq!(app.deliver_requests(), 0);
    assert!(!app.counts(&token));
    assert_eq!(app.audit()[0], ("employee.invite_refused", "registered".to_owned()));
}

#[test]
fn a_reset_serves_whoever_has_lost_the_invitation_and_ends_it() {
    let app = invited();
    let invitation = invite(&app, "i1");
    app.deliver_requests();
    app.pass_ms(MINUTE_MS);
    let reset = app.reset_link(EMPLOYEE);
    assert!(app.counts(&invitation) && app.counts(&reset), "they are different links");
    assert_eq!(app.save(&reset, NEW, false).status, 200);
    assert!(!app.counts(&invitation));
    let browser = Browser::at(&app, CASHIER);
    assert_eq!(at(&browser.type_in(EMPLOYEE, NEW)), "requirements");
    assert!(browser.state()["step"]["consent"].is_object(), "the consent is still asked for");
}
