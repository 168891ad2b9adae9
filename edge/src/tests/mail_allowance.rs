//! Set-up mails follow a right password: an office behind one address has as many as it has people.

use shared::time::MINUTE_MS;

use super::browser::{Browser, CASHIER, EMPLOYEE, READY, at, refused};
use super::harness::App;

#[test]
fn a_colleague_behind_an_address_that_has_had_many_mails_has_one_too() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    assert_eq!(at(&browser.require(true, true)), "code");
    for _ in 0..20 {
        app.pass_ms(MINUTE_MS);
        assert_eq!(at(&browser.press("/api/auth/setup-mail")), "code");
    }
    let colleague = Browser::at(&app, CASHIER);
    colleague.log_in(READY);
    assert_eq!(at(&colleague.require(true, true)), "code");
    assert_eq!(app.count("outbox"), 22);
    assert_eq!(app.count("mail_cause"), 0);
}

#[test]
fn an_account_has_one_mail_a_minute() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    browser.require(true, true);
    refused(&browser.press("/api/auth/setup-mail"), 429, "too-many-requests");
    assert_eq!(app.count("outbox"), 1);
}
