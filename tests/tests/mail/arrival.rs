//! What arrives, over which connections.

use serde_json::json;
use tests::smtp::{Kind, SmtpServer};

use crate::worker::{asks_for_mail, settled, stored, turn_comes, worker};

#[test]
fn a_mail_arrives_byte_for_byte_over_starttls_from_whom_the_server_knows() {
    let smtp = SmtpServer::start(Kind::default());
    let server = worker(&smtp.settings());
    let employee = asks_for_mail(&server);
    assert_eq!(smtp.wait_for("auth"), json!({ "event": "auth", "method": "PLAIN", "secure": true }));
    let mail = smtp.mail();
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice(), mail.auth.as_str()),
        ("no-reply@mixvel.com", &[employee.login.clone()][..], "PLAIN")
    );
    assert_eq!(settled(&employee, 1)["state"], "sent");
    assert!(stored(&employee)["raw"].is_null(), "the outbox keeps no secret");
    let id = stored(&employee)["mail_id"].as_str().unwrap().to_owned();
    assert_eq!(mail.field("Message-ID"), format!("<{id}@mixvel.com>"));

    // The local transport keeps what all others send.
    server.restart(&smtp.settings().var("MAIL_TRANSPORT", "local"));
    employee.sql("UPDATE outbox SET state = 'waiting' WHERE agency_code = ?1", &[]);
    turn_comes(&server, &employee);
    assert_eq!(stored(&employee)["raw"], String::from_utf8(mail.raw).unwrap());
}

#[test]
fn a_server_with_tls_from_the_first_byte_and_login_alone_gets_its_mail() {
    let smtp = SmtpServer::start(Kind { tls: true, method: Some("LOGIN"), ..Kind::default() });
    let server = worker(&smtp.settings());
    let employee = asks_for_mail(&server);
    let mail = smtp.mail();
    assert_eq!((mail.auth.as_str(), mail.to), ("LOGIN", vec![employee.login.clone()]));
    assert_eq!(settled(&employee, 1)["state"], "sent");
}

#[test]
fn a_sign_in_is_answered_while_its_mail_is_still_on_its_way() {
    let smtp = SmtpServer::start(Kind::default());
    let server = worker(&smtp.settings());
    smtp.next(&[json!({ "is": "held" })]);
    // The answer is here; the server has not let go of the mail, and does so for nobody but us.
    let employee = asks_for_mail(&server);
    smtp.wait_for("held");
    assert_eq!((&stored(&employee)["state"], &stored(&employee)["attempts"]), (&json!("waiting"), &json!(1)));
    smtp.release();
    assert_eq!(settled(&employee, 1)["state"], "sent");
}
