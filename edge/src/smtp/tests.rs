//! Conversations with a server that is a list of what it says.

use std::collections::VecDeque;

use futures_executor::block_on;

use super::submit::{Connection, submit};
use crate::config::{Security, SmtpCredentials, SmtpServer};
use crate::ports::carrier::{CarryError, Letter};

const RAW: &[u8] = b"Subject: a\r\n\r\n.b\r\n";

/// Says the next thing whenever it is listened to, and keeps what it is told.
#[derive(Default)]
struct Script {
    says: VecDeque<&'static str>,
    told: String,
}

impl Script {
    fn saying(says: &[&'static str]) -> Self {
        Self { says: says.iter().copied().collect(), told: String::new() }
    }
}

impl Connection for Script {
    async fn read(&mut self) -> Result<Vec<u8>, String> {
        Ok(self.says.pop_front().unwrap_or_default().as_bytes().to_vec())
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.told += std::str::from_utf8(bytes).unwrap();
        Ok(())
    }

    async fn start_tls(&mut self) -> Result<(), String> {
        self.told += "-- secret from here --\r\n";
        Ok(())
    }
}

/// What the server is told, and what comes of it.
fn converse(
    security: Security,
    to: &str,
    raw: &[u8],
    says: &[&'static str],
) -> (String, Result<(), CarryError>) {
    let credentials = SmtpCredentials { user: "mixvel".to_owned(), password: "hunter2".to_owned() };
    let server = SmtpServer { host: "mail.example.com".to_owned(), port: 587, security, credentials };
    let mut script = Script::saying(says);
    let letter = Letter { raw, from: "no-reply@mixvel.com", to };
    let result = block_on(submit(&mut script, &server, &letter));
    (script.told, result)
}

fn start_tls(says: &[&'static str]) -> (String, Result<(), CarryError>) {
    converse(Security::StartTls, "a@b.com", RAW, says)
}

fn tls(says: &[&'static str]) -> (String, Result<(), CarryError>) {
    converse(Security::Tls, "a@b.com", RAW, says)
}

fn failed(why: &str) -> Result<(), CarryError> {
    Err(CarryError::Failed(why.to_owned()))
}

const HELLO: &str = "250-mail.example.com\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n";
const OK: &str = "250 ok\r\n";
const AUTH: &str = "AUTH PLAIN AG1peHZlbABodW50ZXIy\r\n";

#[test]
fn a_mail_is_handed_over_once_the_connection_is_secret_and_we_are_known() {
    let says =
        ["220 hi\r\n", HELLO, "220 go\r\n", HELLO, "235 in\r\n", OK, OK, "354 go on\r\n", "250 queued\r\n"];
    let (told, result) = start_tls(&says);
    assert_eq!(result, Ok(()));
    let expected = format!(
        "EHLO mixvel.com\r\nSTARTTLS\r\n-- secret from here --\r\nEHLO mixvel.com\r\n{AUTH}\
         MAIL FROM:<no-reply@mixvel.com>\r\nRCPT TO:<a@b.com>\r\nDATA\r\nSubject: a\r\n\r\n..b\r\n.\r\n"
    );
    assert_eq!(told, expected);
}

#[test]
fn a_connection_that_is_secret_already_asks_for_no_more() {
    let says = ["220 hi\r\n", HELLO, "235 in\r\n", OK, OK, "354 go on\r\n", OK];
    let (told, result) = tls(&says);
    assert_eq!(result, Ok(()));
    assert!(told.starts_with(&format!("EHLO mixvel.com\r\n{AUTH}MAIL")), "{told}");
}

#[test]
fn a_server_that_knows_login_alone_is_told_name_and_password_one_by_one() {
    let hello = "250-x\r\n250 AUTH login CRAM-MD5\r\n";
    let says = [
        "220 hi\r\n",
        hello,
        "334 VXNlcm5hbWU6\r\n",
        "334 UGFzc3dvcmQ6\r\n",
        "235 in\r\n",
        OK,
        OK,
        "354 \r\n",
        OK,
    ];
    let (told, result) = tls(&says);
    assert_eq!(result, Ok(()));
    assert!(told.contains("\r\nAUTH LOGIN\r\nbWl4dmVs\r\naHVudGVyMg==\r\nMAIL"), "{told}");
}

#[test]
fn nothing_secret_leaves_over_an_open_connection() {
    let open = "250-x\r\n250 AUTH PLAIN LOGIN\r\n";
    for (says, why) in [
        (["220 hi\r\n", open, "235 in\r\n"], "STARTTLS: the server does not offer it"),
        (["220 hi\r\n", HELLO, "454 not now\r\n"], "STARTTLS: 454 not now"),
        (["220 hi\r\n", HELLO, "220 go\r\n235 in\r\n"], "STARTTLS: the server says more than it was asked"),
        (["220 hi\r\n", HELLO, "220 go\r\n2"], "STARTTLS: the server says more than it was asked"),
    ] {
        let (told, result) = start_tls(&says);
        assert_eq!(result, failed(why));
        assert!(!told.contains("AUTH") && !told.contains("MAIL") && !told.contains("secret"), "{told}");
    }
}

#[test]
fn what_was_offered_in_the_open_counts_no_more_afterwards() {
    let says = ["220 hi\r\n", HELLO, "220 go\r\n", "250 mail.example.com\r\n"];
    assert_eq!(start_tls(&says).1, failed("AUTH: the server offers neither PLAIN nor LOGIN"));
}

#[test]
fn a_server_that_quotes_our_password_is_not_quoted() {
    let quoting = "535 5.7.8 what is AUTH PLAIN AG1peHZlbABodW50ZXIy?\r\n";
    assert_eq!(tls(&["220 hi\r\n", HELLO, quoting]).1, failed("AUTH: 535"));
}

/// The answer of a server that says yes up to a stage, and there this.
fn answered(stage: &str, answer: &'static str) -> Result<(), CarryError> {
    let mut says = vec!["220 hi\r\n", HELLO, "235 in\r\n", OK, OK, "354 go on\r\n", OK];
    let place = ["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "end of the mail"];
    let place = place.iter().position(|name| *name == stage).unwrap();
    says.truncate(place);
    says.push(answer);
    tls(&says).1
}

#[test]
fn only_what_a_server_says_of_recipient_or_mail_is_for_good() {
    for (stage, answer, for_good) in [
        ("greeting", "554 go away\r\n", false),
        ("EHLO", "550 who?\r\n", false),
        ("MAIL", "550 not from you\r\n", false),
        ("MAIL", "451 later\r\n", false),
        ("RCPT", "550 5.1.1 unknown\r\n", true),
        ("RCPT", "552 full\r\n", true),
        ("RCPT", "450 greylisted\r\n", false),
        ("RCPT", "530 who are you?\r\n", false),
        ("RCPT", "503 what?\r\n", false),
        ("DATA", "554 no\r\n", true),
        ("DATA", "250 strange\r\n", false),
        ("end of the mail", "554 spam\r\n", true),
        ("end of the mail", "451 try again\r\n", false),
        ("end of the mail", "354 strange\r\n", false),
    ] {
        let told = format!("{stage}: {}", answer.trim_end());
        let expected = if for_good { CarryError::Refused(told) } else { CarryError::Failed(told) };
        assert_eq!(answered(stage, answer), Err(expected), "{stage} {answer}");
    }
}

#[test]
fn a_server_that_hangs_up_or_talks_nonsense_has_taken_no_mail() {
    for stage in ["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "end of the mail"] {
        assert_eq!(answered(stage, ""), failed(&format!("{stage}: the server hung up")));
        assert_eq!(
            answered(stage, "HTTP/1.1 400 Bad Request\r\n"),
            failed(&format!("{stage}: the server says what is no reply"))
        );
    }
}

#[test]
fn an_address_beyond_ascii_needs_a_server_that_says_so() {
    let to = "kassir@почта.рф";
    let (told, result) = converse(Security::Tls, to, RAW, &["220 hi\r\n", HELLO, "235 in\r\n", OK]);
    assert_eq!(result, Err(CarryError::Refused("the server does not offer 8BITMIME".to_owned())));
    assert!(!told.contains("MAIL"));
    let hello = "250-x\r\n250-AUTH PLAIN\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n";
    let says = ["220 hi\r\n", hello, "235 in\r\n", OK, OK, "354 go on\r\n", OK];
    let (told, result) = converse(Security::Tls, to, RAW, &says);
    assert_eq!(result, Ok(()));
    assert!(
        told.contains("MAIL FROM:<no-reply@mixvel.com> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<kassir@почта.рф>")
    );
}

#[test]
fn an_address_cannot_say_a_command() {
    for to in ["", "a@b.com>\r\nRSET", "a\0@b.com"] {
        let (told, result) = converse(Security::Tls, to, RAW, &["220 hi\r\n", HELLO]);
        assert!(matches!(result, Err(CarryError::Refused(_))) && told.is_empty(), "{to:?} {told}");
    }
}
