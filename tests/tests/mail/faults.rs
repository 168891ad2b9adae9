//! Servers that fail, each in its way: the mail waits, and arrives once they are mended.

use std::net::TcpListener;

use serde_json::{Value, json};
use tests::employee::Employee;
use tests::server::Server;
use tests::smtp::{self, Kind, PASSWORD, SmtpServer};

use crate::worker::{asks_for_mail, failed_once, settled, stored, turn_comes, unknown_once, worker};

/// The next turn of a mail that has failed once is its last.
#[track_caller]
fn arrives_at_last(server: &Server, smtp: &SmtpServer, employee: &Employee<'_>) {
    turn_comes(server, employee);
    assert_eq!(smtp.mail().to, [employee.login.as_str()]);
    assert_eq!(settled(employee, 2)["state"], "sent");
    turn_comes(server, employee);
    assert_eq!(stored(employee)["attempts"], 2);
    assert!(!smtp.other_events().contains(&"mail".to_owned()), "a second mail");
}

/// Asks for a mail whose first connection fares like this, says why it failed, and sees it arrive all the same.
#[track_caller]
fn fails_once(fate: Value) -> String {
    let smtp = SmtpServer::start(Kind::default());
    fails_once_at(&worker(&smtp.settings()), &smtp, fate)
}

#[track_caller]
fn fails_once_at(server: &Server, smtp: &SmtpServer, fate: Value) -> String {
    smtp.next(&[fate]);
    let employee = asks_for_mail(server);
    let why = failed_once(&employee);
    arrives_at_last(server, smtp, &employee);
    why
}

/// A port where nobody listens.
fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("smtp://localhost:{}", listener.local_addr().unwrap().port())
}

#[test]
fn a_server_that_is_not_there_gets_its_mail_when_it_comes_back() {
    let server = worker(&smtp::settings(&closed_port(), PASSWORD));
    let employee = asks_for_mail(&server);
    let why = failed_once(&employee);
    assert!(why.starts_with("localhost:") && why.contains("greeting: "), "{why}");
    let smtp = SmtpServer::start(Kind::default());
    server.restart(&smtp.settings());
    arrives_at_last(&server, &smtp, &employee);
}

#[test]
fn a_server_that_says_nothing_is_given_up_and_holds_no_mail() {
    // It takes its time: no other test waits for its worker.
    let smtp = SmtpServer::start(Kind::default());
    let server = Server::start(&smtp.settings());
    let why = fails_once_at(&server, &smtp, json!({ "is": "silent" }));
    assert!(why.ends_with("greeting: no answer"), "{why}");
}

#[test]
fn a_server_that_dies_amid_a_mail_gets_it_again() {
    let smtp = SmtpServer::start(Kind::default());
    let server = worker(&smtp.settings());
    smtp.next(&[json!({ "is": "dies in the mail" })]);
    let employee = asks_for_mail(&server);
    // Nobody knows how far it has come.
    let why = unknown_once(&employee);
    arrives_at_last(&server, &smtp, &employee);
    assert!(why.contains("mail: "), "{why}");
}

#[test]
fn a_server_that_says_later_gets_the_mail_later() {
    let why = fails_once(json!({ "at": "rcpt", "code": 450, "text": "greylisted" }));
    assert!(why.ends_with("RCPT: 450 greylisted"), "{why}");
    let why = fails_once(json!({ "at": "data", "code": 451, "text": "disk full" }));
    assert!(why.ends_with("end of the mail: 451 disk full"), "{why}");
}

#[test]
fn a_lost_answer_brings_the_mail_twice_under_one_name() {
    let smtp = SmtpServer::start(Kind::default());
    let server = worker(&smtp.settings());
    smtp.next(&[json!({ "is": "loses its answer" })]);
    let employee = asks_for_mail(&server);
    let first = smtp.mail();
    assert!(unknown_once(&employee).contains("end of the mail: "));
    turn_comes(&server, &employee);
    let second = smtp.mail();
    assert_eq!(first.field("Message-ID"), second.field("Message-ID"));
    assert_eq!(first, second);
    assert_eq!(settled(&employee, 2)["state"], "sent");
}

#[test]
fn a_mail_that_is_refused_for_good_is_dead_at_once() {
    for (fate, told) in [
        (json!({ "at": "rcpt", "code": 550, "text": "5.1.1 nobody here" }), "RCPT: 550 5.1.1 nobody here"),
        (json!({ "at": "data", "code": 552, "text": "5.3.4 too big" }), "end of the mail: 552 5.3.4 too big"),
    ] {
        let smtp = SmtpServer::start(Kind::default());
        let server = worker(&smtp.settings());
        smtp.next(&[fate]);
        let employee = asks_for_mail(&server);
        let mail = settled(&employee, 1);
        assert_eq!((mail["state"].as_str(), mail["error"].as_str()), (Some("dead"), Some(told)));
        assert!(mail["dead_at"].as_i64() >= mail["created_at"].as_i64());
        let detail = format!("{}: {told}", mail["mail_id"].as_str().unwrap());
        assert_eq!(employee.audited("mail.dead", &detail), 1);
        turn_comes(&server, &employee);
        assert_eq!(stored(&employee)["attempts"], 1);
    }
}

#[test]
fn after_a_day_of_failing_a_mail_is_dead() {
    let smtp = SmtpServer::start(Kind::default());
    let server = worker(&smtp.settings());
    smtp.next(&vec![json!({ "at": "rcpt", "code": 450, "text": "greylisted" }); 3]);
    let employee = asks_for_mail(&server);
    settled(&employee, 1);
    let older = "UPDATE outbox SET created_at = created_at - ?2 WHERE agency_code = ?1";
    let by = |ms: i64| server.sql(older, &[json!(employee.agency), json!(ms)]);
    by(23 * 3_600_000);
    turn_comes(&server, &employee);
    let mail = settled(&employee, 2);
    let left = mail["next_at"].as_i64().unwrap() - mail["created_at"].as_i64().unwrap();
    assert_eq!((mail["state"].as_str(), left / 60_000), (Some("waiting"), 23 * 60 + 5), "{mail}");
    by(3_600_000);
    turn_comes(&server, &employee);
    assert_eq!(settled(&employee, 3)["state"], "dead");
    assert!(employee.events().contains(&"mail.dead".to_owned()));
}

#[test]
fn a_certificate_that_nobody_has_signed_is_told_nothing() {
    for tls in [false, true] {
        let smtp = SmtpServer::start(Kind { tls, untrusted: true, ..Kind::default() });
        let server = worker(&smtp.settings());
        let employee = asks_for_mail(&server);
        let why = failed_once(&employee);
        assert!(
            why.starts_with("localhost:") && why.contains(": TLS: ") && why.contains("certificate"),
            "{why}"
        );
        let events = smtp.other_events();
        assert!(!events.contains(&"auth".to_owned()) && !events.contains(&"mail".to_owned()), "{events:?}");
    }
}

#[test]
fn a_server_without_starttls_is_told_nothing() {
    let smtp = SmtpServer::start(Kind { hides_start_tls: true, ..Kind::default() });
    let server = worker(&smtp.settings());
    let employee = asks_for_mail(&server);
    assert!(failed_once(&employee).ends_with("STARTTLS: the server does not offer it"));
    assert_eq!(smtp.other_events(), ["connected"]);
}

#[test]
fn a_wrong_password_is_told_to_the_operator_and_the_mail_waits_for_the_right_one() {
    const WRONG: &str = "hunter3-of-the-tests";
    let smtp = SmtpServer::start(Kind::default());
    let server = worker(&smtp::settings(smtp.url(), WRONG));
    let employee = asks_for_mail(&server);
    let why = failed_once(&employee);
    assert!(why.ends_with("AUTH: 535") && !why.contains(WRONG), "{why}");
    server.logged("AUTH: 535");
    assert!(!server.log().contains(WRONG), "{}", server.log());
    server.restart(&smtp.settings());
    arrives_at_last(&server, &smtp, &employee);
}
