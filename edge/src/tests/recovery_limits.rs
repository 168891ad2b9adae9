//! A flood of requests for reset links fills no mailbox and locks nobody out (norm L5).

use serde_json::json;
use shared::time::{HOUR_MS, MINUTE_MS, SECOND_MS};

use super::browser::{Browser, CASHIER, EMPLOYEE, at, refused};
use super::harness::{App, header, text};
use super::recovery::NEW;
use crate::storage::outbox::MailKind;

const ADDRESSES: [&str; 10] = [
    "192.0.2.10",
    "192.0.2.11",
    "192.0.2.12",
    "192.0.2.13",
    "192.0.2.14",
    "192.0.2.15",
    "192.0.2.16",
    "192.0.2.17",
    "192.0.2.18",
    "192.0.2.19",
];

#[test]
fn an_account_gets_one_mail_a_minute_and_five_an_hour_and_the_newest_link_stays() {
    let app = App::new();
    let mut mails = 0;
    for address in ADDRESSES {
        app.address.set(address);
        for _ in 0..3 {
            assert_eq!(app.ask(EMPLOYEE).status, 200);
            mails += app.deliver_requests();
            app.pass_ms(20 * SECOND_MS);
        }
    }
    assert_eq!((mails, app.mails_to(EMPLOYEE).len()), (5, 5));
    assert!(app.counts(&app.token(MailKind::PasswordReset)));
    let refused = app.audit().into_iter().filter(|(event, _)| *event == "password.reset_refused");
    let refused: Vec<_> = refused.collect();
    assert!(refused.iter().all(|(_, detail)| detail == "too-many-mails"), "{refused:?}");
    assert_eq!(refused.len(), 10, "one row a minute and address");
    app.pass_ms(HOUR_MS - 10 * MINUTE_MS);
    app.ask(EMPLOYEE);
    assert_eq!(app.deliver_requests(), 1);
}

#[test]
fn a_flood_locks_neither_the_login_nor_the_reset() {
    let app = App::new();
    for address in ADDRESSES {
        app.address.set(address);
        for _ in 0..20 {
            app.ask(EMPLOYEE);
        }
    }
    while app.count("link_request WHERE done_at IS NULL") > 0 {
        app.deliver_requests();
    }
    assert_eq!(app.mails_to(EMPLOYEE), [MailKind::PasswordReset]);
    app.address.set("192.0.2.1");
    assert_eq!(at(&Browser::at(&app, CASHIER).log_in(EMPLOYEE)), "requirements");
    assert_eq!(app.save(&app.token(MailKind::PasswordReset), NEW, false).status, 200);
}

#[test]
fn one_address_may_ask_twenty_times_an_hour_for_known_and_unknown_alike() {
    let answers = [EMPLOYEE, "nobody@demo.mixvel.com"].map(|email| {
        let app = App::new();
        for _ in 0..20 {
            assert_eq!(app.ask(email).status, 200);
            app.deliver_requests();
            app.pass_ms(MINUTE_MS);
        }
        app.events();
        let answer = app.ask(email);
        refused(&answer, 429, "too-many-requests");
        assert_eq!(header(&answer, "Retry-After"), Some("2400"));
        app.ask(email);
        assert_eq!(app.audit(), [("password.reset_refused", "too-many-mails".to_owned())]);
        let newest = "SELECT max(turn) FROM written JOIN audit ON id = agency_code || ' ' || audit_id";
        let agency = format!(
            "SELECT agency_code FROM written JOIN audit ON id = agency_code || ' ' || audit_id
                              WHERE turn = ({newest})"
        );
        assert_eq!(app.value(&agency), "0", "the log tells no more than the answer");
        app.address.set("192.0.2.2");
        assert_eq!(app.ask(email).status, 200);
        text(&answer)
    });
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn requests_of_an_address_take_no_set_up_mail_from_its_colleagues() {
    let app = App::new();
    for _ in 0..20 {
        app.ask("nobody@demo.mixvel.com");
    }
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    assert_eq!(at(&browser.require(true, true)), "code");
}

#[test]
fn an_address_that_has_used_up_its_hashes_has_none_for_new_passwords() {
    let app = App::new();
    let token = app.reset_link(EMPLOYEE);
    app.platform.address_is_over_its_limit.set(true);
    app.events();
    let answer = app.save(&token, NEW, false);
    refused(&answer, 429, "too-many-requests");
    assert_eq!(header(&answer, "Retry-After"), Some("60"));
    assert_eq!(app.audit(), [("password.reset_refused", "too-many-requests".to_owned())]);
    app.platform.address_is_over_its_limit.set(false);
    let body = json!({"token": token, "password": NEW, "reissue": false});
    assert_eq!(Browser::at(&app, CASHIER).post("/api/auth/password", &body).status, 200);
}
