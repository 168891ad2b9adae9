//! The platform's own way for mails, as far as its local runtime has it.

use std::cell::RefCell;

use tests::server::Server;
use tests::settings::Settings;
use tests::wait::until;

use crate::worker::{asks_for_mail, failed_once, settled, stored, turn_comes, worker};

/// The next mail that the platform has sent.
#[track_caller]
fn sent(server: &Server) -> String {
    let mails = RefCell::new(Vec::new());
    let came = || {
        mails.borrow_mut().extend(server.platform_mails());
        !mails.borrow().is_empty()
    };
    until(came, "a mail of the platform");
    mails.take().remove(0)
}

/// A mail without the field that the platform writes anew.
fn without_name(mail: &str) -> Vec<&str> {
    mail.lines().filter(|line| !line.to_ascii_lowercase().starts_with("message-id:")).collect()
}

#[test]
fn the_platform_gets_the_same_bytes_as_everybody_but_for_the_name() {
    let settings = Settings::cheap().var("MAIL_TRANSPORT", "send_email");
    let server = worker(&settings);
    let employee = asks_for_mail(&server);
    let mail = sent(&server);
    assert_eq!(settled(&employee, 1)["state"], "sent");
    assert!(mail.contains(&format!("\r\nTo: {}\r\n", employee.login)), "{mail}");

    server.restart(&settings.var("MAIL_TRANSPORT", "local"));
    employee.sql("UPDATE outbox SET state = 'waiting' WHERE agency_code = ?1", &[]);
    turn_comes(&server, &employee);
    assert_eq!(without_name(&mail), without_name(stored(&employee)["raw"].as_str().unwrap()));
}

#[test]
fn a_sender_whom_the_platform_does_not_know_is_told_to_the_operator() {
    let settings = Settings::cheap().var("MAIL_TRANSPORT", "send_email");
    let server = worker(&settings.clone().var("MAIL_FROM", "MixVel <somebody@mixvel.com>"));
    let employee = asks_for_mail(&server);
    let why = failed_once(&employee);
    assert!(why.starts_with("send_email: ") && why.contains("somebody@mixvel.com"), "{why}");
    server.restart(&settings);
    turn_comes(&server, &employee);
    assert_eq!(settled(&employee, 2)["state"], "sent");
    sent(&server);
}
