//! What Postfix and Exim really say, and what becomes of a mail then.

use serde_json::{Value, json};
use tests::employee::Employee;
use tests::mail_server::{Exim, MailServer};
use tests::server::Server;

use crate::worker::{asks_for_mail, failed_once, settled, stored, turn_comes, unknown_once, worker};

/// Mailboxes of all domains, and nobody has one.
const NO_MAILBOX: &str =
    "virtual_mailbox_domains = static:all\nvirtual_mailbox_maps = inline:{nobody@nowhere.test=x}";

fn name_of(mail: &Value) -> String {
    format!("<{}@mixvel.com>", mail["mail_id"].as_str().unwrap())
}

/// The server has this mail of an employee, and no other one.
#[track_caller]
fn has_arrived(server: &MailServer, employee: &Employee<'_>) {
    let (mails, name) = (server.mails(), name_of(&stored(employee)));
    assert!(mails.len() == 1 && mails[0].contains(&name), "{name}: {mails:?}\n{}", server.log());
}

/// A mail whose first try this server has turned away for now arrives at one that is in order.
#[track_caller]
fn waits_and_arrives(first: &MailServer, told: &str) {
    let server = worker(&first.settings());
    let employee = asks_for_mail(&server);
    let why = failed_once(&employee);
    assert!(why.contains(told), "{why}\n{}", first.log());
    assert!(first.mails().is_empty());
    let mended = MailServer::postfix("");
    server.restart(&mended.settings());
    turn_comes(&server, &employee);
    assert_eq!(settled(&employee, 2)["state"], "sent");
    has_arrived(&mended, &employee);
}

#[test]
fn postfix_and_exim_take_a_mail() {
    for smtp in [MailServer::postfix(""), MailServer::exim(Exim::default())] {
        let server = worker(&smtp.settings());
        let employee = asks_for_mail(&server);
        assert_eq!(settled(&employee, 1)["state"], "sent", "{}", smtp.log());
        has_arrived(&smtp, &employee);
    }
}

#[test]
fn what_postfix_has_against_us_is_said_at_the_recipient_and_kills_no_mail() {
    for (line, told) in [
        ("smtpd_helo_restrictions = check_helo_access static:REJECT", "Helo command rejected"),
        ("smtpd_client_restrictions = check_client_access static:REJECT", "Client host rejected"),
        (
            "smtpd_sender_login_maps = static:another\nsmtpd_sender_restrictions = reject_sender_login_mismatch",
            "not owned by user mixvel",
        ),
    ] {
        let smtp = MailServer::postfix(line);
        waits_and_arrives(&smtp, ": RCPT: 55");
        assert!(smtp.log().contains(told), "{}", smtp.log());
    }
}

#[test]
fn what_exim_says_without_an_enhanced_code_kills_no_mail() {
    let smtp = MailServer::exim(Exim { rcpt: "  deny message = relay not permitted\n", ..Exim::default() });
    waits_and_arrives(&smtp, "RCPT: 550 relay not permitted");
}

#[test]
fn a_mailbox_that_postfix_does_not_know_is_for_good() {
    let smtp = MailServer::postfix(NO_MAILBOX);
    let server = worker(&smtp.settings());
    let employee = asks_for_mail(&server);
    let mail = settled(&employee, 1);
    let why = mail["error"].as_str().unwrap();
    assert!(mail["state"] == "dead" && why.starts_with("RCPT: 550 5.1.1 "), "{mail}\n{}", smtp.log());
}

#[test]
fn a_name_beyond_ascii_waits_for_a_server_that_takes_it() {
    for deaf in [
        MailServer::postfix("smtputf8_enable = no"),
        MailServer::exim(Exim { main: "smtputf8_advertise_hosts =", ..Exim::default() }),
    ] {
        let server = worker(&deaf.settings().var("MAIL_TRANSPORT", ""));
        let employee = asks_for_mail(&server);
        let name = format!("вера.{}@mixvel.com", employee.agency);
        let hire = "INSERT INTO employee (agency_code, login, name, role, password_hash, created_at) \
                    VALUES (?1, ?2, 'Вера', 'cashier', '', 0)";
        let own = [json!(employee.agency), json!(name)];
        server.sql(hire, &own);
        server.sql("UPDATE outbox SET login = ?2 WHERE agency_code = ?1", &own);
        server.restart(&deaf.settings());
        turn_comes(&server, &employee);
        let mail = settled(&employee, 1);
        let why = mail["error"].as_str().unwrap();
        assert!(mail["state"] == "waiting" && why.ends_with("does not offer SMTPUTF8"), "{mail}");
        let able = MailServer::postfix("");
        server.restart(&able.settings());
        turn_comes(&server, &employee);
        assert_eq!(settled(&employee, 2)["state"], "sent", "{}", able.log());
        has_arrived(&able, &employee);
    }
}

#[test]
fn a_server_that_looks_at_a_mail_for_25_seconds_has_it_once() {
    let smtp = MailServer::exim(Exim { data: "  warn delay = 25s\n", ..Exim::default() });
    // It takes its time: no other test waits for its worker.
    let server = Server::start(&smtp.settings().var("MAIL_TRANSPORT", ""));
    let employee = asks_for_mail(&server);
    server.restart(&smtp.settings());
    turn_comes(&server, &employee);
    assert_eq!(settled(&employee, 1)["state"], "sent", "{}", smtp.log());
    has_arrived(&smtp, &employee);
}

#[test]
fn a_last_word_that_comes_too_late_behind_an_answer_puts_the_next_try_off() {
    let smtp = MailServer::exim(Exim { data: "  warn delay = 25s\n", ..Exim::default() });
    let server = Server::start(&smtp.settings());
    let employee = asks_for_mail(&server);
    let why = unknown_once(&employee);
    assert!(why.ends_with("end of the mail: no answer"), "{why}");
}

#[test]
fn tls_that_does_not_come_about_is_named() {
    for kind in [
        Exim { untrusted: true, ..Exim::default() },
        Exim { main: "tls_require_ciphers = NORMAL:-VERS-ALL:+VERS-TLS1.0:%COMPAT", ..Exim::default() },
    ] {
        let smtp = MailServer::exim(kind);
        let server = worker(&smtp.settings());
        let employee = asks_for_mail(&server);
        let why = failed_once(&employee);
        assert!(why.contains(": TLS: ") && why.contains("certificate"), "{why}\n{}", smtp.log());
        assert!(smtp.mails().is_empty() && !smtp.log().contains("mixvel.com"), "{}", smtp.log());
    }
}
