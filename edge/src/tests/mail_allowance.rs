//! Twenty mails an hour for one client address, whoever they go to.

use shared::time::MINUTE_MS;

use super::browser::{Browser, CASHIER, EMPLOYEE, READY, at, json_of, refused};
use super::harness::{App, header};
use crate::http::answer::Answer;

/// An employee who has had the set-up mail sent so many times, once a minute.
fn mailed(app: &App, times: u32) -> Browser<'_> {
    let browser = Browser::at(app, CASHIER);
    browser.log_in(EMPLOYEE);
    assert_eq!(at(&browser.require(true, true)), "code");
    for _ in 1..times {
        app.pass_ms(MINUTE_MS);
        assert_eq!(at(&resend(&browser)), "code");
    }
    browser
}

fn resend(browser: &Browser<'_>) -> Answer {
    browser.press("/api/auth/setup-mail")
}

fn queued(app: &App) -> usize {
    app.count("outbox")
}

#[test]
fn the_twenty_first_mail_of_an_hour_is_told_when_to_come_again() {
    let app = App::new();
    let browser = mailed(&app, 20);
    app.pass_ms(MINUTE_MS);
    app.events();
    let answer = resend(&browser);
    refused(&answer, 429, "too-many-requests");
    assert_eq!(header(&answer, "Retry-After"), Some("2400"));
    assert_eq!(json_of(&answer)["retry_after_s"], 2400);
    assert!(!answer.mail_queued);
    refused(&resend(&browser), 429, "too-many-requests");
    assert_eq!(app.audit(), [("second_factor.mail_refused", "too-many-mails".to_owned())]);
    assert_eq!((queued(&app), browser.step().as_str()), (20, "code"));
}

#[test]
fn the_oldest_mail_makes_room_after_an_hour_and_for_one_mail_alone() {
    let app = App::new();
    let browser = mailed(&app, 20);
    app.pass_ms(4 * (10 * MINUTE_MS - 1));
    refused(&resend(&browser), 429, "too-many-requests");
    app.pass_ms(MINUTE_MS + 4);
    assert_eq!(at(&browser.log_in(EMPLOYEE)), "code", "the sign-in was an hour old");
    assert_eq!(at(&resend(&browser)), "code");
    let answer = resend(&browser);
    refused(&answer, 429, "too-many-requests");
    assert_eq!((queued(&app), json_of(&answer)["retry_after_s"].as_u64()), (21, Some(60)));
}

#[test]
fn colleagues_behind_one_address_share_it_and_another_address_has_its_own() {
    let app = App::new();
    mailed(&app, 20);
    let colleague = Browser::at(&app, CASHIER);
    colleague.log_in(READY);
    refused(&colleague.require(true, true), 429, "too-many-requests");
    assert_eq!(colleague.step(), "requirements");
    assert_eq!(app.count(&format!("second_factor WHERE login = '{READY}'")), 0);
    app.address.set("192.0.2.2");
    assert_eq!(at(&colleague.require(true, true)), "code");
}
