//! Conversations with a server that is a list of what it says.

use std::collections::VecDeque;
use std::time::Duration;

use futures_executor::block_on;

use super::submit::{Connection, Progress, submit};
use crate::config::{Security, SmtpCredentials, SmtpServer};
use crate::ports::carrier::{CarryError, Letter};

const RAW: &[u8] = b"Subject: a\r\n\r\n.b\r\n";

/// Says the next thing whenever it is listened to, and keeps what it is told.
#[derive(Default)]
struct Script {
    says: VecDeque<&'static str>,
    told: String,
    /// How long it was listened to the last time.
    patience: Duration,
}

impl Script {
    fn saying(says: &[&'static str]) -> Self {
        Self { says: says.iter().copied().collect(), ..Self::default() }
    }
}

impl Connection for Script {
    async fn read(&mut self, patience: Duration) -> Result<Vec<u8>, String> {
        self.patience = patience;
        Ok(self.says.pop_front().unwrap_or_default().as_bytes().to_vec())
    }

    async fn write(&mut self, bytes: &[u8], _patience: Duration) -> Result<(), String> {
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
    let (script, result) = scripted(security, to, raw, says);
    (script.told, result)
}

fn scripted(
    security: Security,
    to: &str,
    raw: &[u8],
    says: &[&'static str],
) -> (Script, Result<(), CarryError>) {
    let credentials = SmtpCredentials { user: "mixvel".to_owned(), password: "hunter2".to_owned() };
    let server = SmtpServer { host: "mail.example.com".to_owned(), port: 587, security, credentials };
    let mut script = Script::saying(says);
    let letter = Letter { raw, from: "no-reply@mixvel.com", to };
    let result = block_on(submit(&mut script, &server, &letter, &Progress::new(security)));
    (script, result)
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
    let place = STAGES.iter().position(|name| *name == stage).unwrap();
    says.truncate(place);
    says.push(answer);
    tls(&says).1
}

#[test]
fn only_what_a_server_says_of_the_mailbox_or_of_the_size_is_for_good() {
    for (stage, answer, for_good) in [
        ("greeting", "554 5.1.1 go away\r\n", false),
        ("EHLO", "550 5.1.1 who?\r\n", false),
        ("MAIL", "550 5.1.1 not from you\r\n", false),
        ("MAIL", "451 later\r\n", false),
        ("RCPT", "550 5.1.1 unknown\r\n", true),
        ("RCPT", "550 5.1.2 no such domain\r\n", true),
        ("RCPT", "501 5.1.3 bad syntax\r\n", true),
        ("RCPT", "551 5.1.6 has moved\r\n", true),
        ("RCPT", "556 5.1.10 takes no mail\r\n", true),
        ("RCPT", "552 5.2.2 full\r\n", true),
        ("RCPT", "552 4.2.2 full\r\n", false),
        ("RCPT", "450 5.1.1 unknown\r\n", false),
        ("RCPT", "550 5.7.1 Helo command rejected\r\n", false),
        ("RCPT", "553 5.7.1 not owned by user\r\n", false),
        ("RCPT", "554 5.7.1 Client host blocked\r\n", false),
        ("RCPT", "550 5.1.7 bad sender\r\n", false),
        ("RCPT", "550 5.1.8 no such domain of the sender\r\n", false),
        ("RCPT", "550 5.1.0 rejected\r\n", false),
        ("RCPT", "550 relay not permitted\r\n", false),
        ("RCPT", "552 full\r\n", false),
        ("RCPT", "450 greylisted\r\n", false),
        ("RCPT", "530 who are you?\r\n", false),
        ("RCPT", "503 what?\r\n", false),
        ("DATA", "554 5.5.1 no valid recipients\r\n", false),
        ("DATA", "250 strange\r\n", false),
        ("end of the mail", "552 5.3.4 too big\r\n", true),
        ("end of the mail", "554 5.7.1 spam\r\n", false),
        ("end of the mail", "554 spam\r\n", false),
        ("end of the mail", "451 try again\r\n", false),
        ("end of the mail", "354 strange\r\n", false),
    ] {
        let told = format!("{stage}: {}", answer.trim_end());
        let expected = if for_good { CarryError::Refused(told) } else { CarryError::Failed(told) };
        assert_eq!(answered(stage, answer), Err(expected), "{stage} {answer}");
    }
}

const STAGES: [&str; 7] = ["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "end of the mail"];

#[test]
fn a_server_that_hangs_up_or_talks_nonsense_has_taken_no_mail_but_at_its_last_word() {
    for stage in STAGES {
        for (answer, why) in
            [("", "the server hung up"), ("HTTP/1.1 400\r\n", "the server says what is no reply")]
        {
            let why = format!("{stage}: {why}");
            let lost = answered(stage, answer).unwrap_err();
            match stage {
                "end of the mail" => assert_eq!(lost, CarryError::Unknown(why)),
                "greeting" => {
                    let CarryError::Failed(told) = lost else { panic!("{lost:?}") };
                    let nothing_read = answer.is_empty();
                    assert_eq!(
                        told.starts_with("TLS: ") && told.contains("certificate"),
                        nothing_read,
                        "{told}"
                    );
                }
                _ => assert_eq!(lost, CarryError::Failed(why)),
            }
        }
    }
}

#[test]
fn tls_that_does_not_come_about_is_named_with_what_to_look_at() {
    let (_, result) = start_tls(&["220 hi\r\n", HELLO, "220 go\r\n"]);
    let Err(CarryError::Failed(why)) = result else { panic!("{result:?}") };
    assert!(
        why.starts_with("TLS: the server hung up; unless the server is away, look at the certificate"),
        "{why}"
    );
    assert!(why.contains("TLS 1.2"), "{why}");
    assert_eq!(start_tls(&[]).1, failed("greeting: the server hung up"));
}

#[test]
fn a_server_has_five_minutes_for_a_word_and_ten_for_a_mail() {
    let minutes = |says: &[&'static str]| {
        let (script, _) = scripted(Security::Tls, "a@b.com", RAW, says);
        script.patience.as_secs() / 60
    };
    assert_eq!(minutes(&["220 hi\r\n", HELLO, "235 in\r\n", OK, OK]), 5);
    assert_eq!(minutes(&["220 hi\r\n", HELLO, "235 in\r\n", OK, OK, "354 go on\r\n"]), 10);
}

#[test]
fn a_conversation_that_is_broken_off_says_where_it_stood() {
    let progress = Progress::new(Security::StartTls);
    assert_eq!(progress.broken_off(), CarryError::Failed("greeting: no answer".to_owned()));
    let CarryError::Failed(why) = Progress::new(Security::Tls).broken_off() else { panic!() };
    assert!(why.starts_with("TLS: no answer"), "{why}");
}

#[test]
fn an_address_beyond_ascii_needs_a_server_that_says_so() {
    let to = "kassir@почта.рф";
    let (told, result) = converse(Security::Tls, to, RAW, &["220 hi\r\n", HELLO, "235 in\r\n", OK]);
    assert_eq!(result, failed("EHLO: the server does not offer 8BITMIME"), "it waits for one that does");
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
