//! What is counted for whoever watches: as much as the audit log has written, by cause, and nobody's name.

use shared::time::HOUR_MS;

use super::browser::{BOSS, Browser, CASHIER, EMPLOYEE, KEY, READY, at};
use super::delivery::{delivered, with_server};
use super::harness::App;
use super::platform::Fate;
use crate::ports::carrier::CarryError;
use crate::ports::counters::Happened;

impl App {
    /// What was counted since the last look, a line each, in its order.
    fn counted(&self) -> Vec<String> {
        let line =
            |it: Happened| format!("{} {} {}", it.counter.as_str(), it.what, it.cause).trim_end().to_owned();
        self.platform.counted.take().into_iter().map(line).collect()
    }
}

#[test]
fn tokens_and_refused_logins_of_agents_are_counted_with_their_cause() {
    let app = App::new();
    let token = app.log_in();
    assert_eq!(app.counted(), ["tokens token.issued"]);
    app.wrong_password();
    assert_eq!(app.counted(), ["failures login.refused invalid-credentials"]);
    app.verify(&format!("{token}x"));
    app.verify(&format!("{token}x"));
    assert_eq!(app.counted(), ["failures token.refused malformed"], "a minute has one row, and so one count");
}

#[test]
fn sign_ins_failures_and_locks_are_counted_as_they_are_written() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    app.make_ready(EMPLOYEE);
    assert_eq!(at(&browser.log_in(EMPLOYEE)), "code");
    assert_eq!(app.counted(), Vec::<String>::new(), "half a sign-in is none");
    browser.code(&app.shown_code(KEY));
    browser.point_of_sale("12036_ALPHA");
    assert_eq!(at(&browser.seance("Regular")), "signed_in");
    assert_eq!(app.counted(), ["sign_ins session.opened"]);
    for _ in 0..3 {
        Browser::at(&app, BOSS).type_in(READY, "wrong");
    }
    let refused = "failures sign_in.refused invalid-credentials";
    assert_eq!(app.counted(), [refused, refused, refused, "locks password.locked"]);
}

#[test]
fn mails_are_counted_by_what_becomes_of_them() {
    let asked = || {
        let app = with_server();
        let browser = Browser::at(&app, CASHIER);
        browser.log_in(EMPLOYEE);
        browser.require(true, true);
        app.counted();
        app
    };
    let app = asked();
    let failing = Fate::Turned(CarryError::Failed("451 later".to_owned()));
    app.platform.fates.borrow_mut().push_back(failing);
    assert_eq!(delivered(&app), 0);
    assert_eq!(app.counted(), ["mails mail.put_off"]);
    app.pass_ms(HOUR_MS);
    assert_eq!(delivered(&app), 1);
    assert_eq!(app.counted(), ["mails mail.sent"]);
    let app = asked();
    let refused = Fate::Turned(CarryError::Refused("550 no such user".to_owned()));
    app.platform.fates.borrow_mut().push_back(refused);
    assert_eq!(delivered(&app), 0);
    assert_eq!(app.counted(), ["mails mail.dead"]);
}
