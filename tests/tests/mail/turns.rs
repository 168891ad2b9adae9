//! Many rounds and many mails at the same time.

use std::collections::BTreeSet;
use std::thread;

use serde_json::json;
use tests::smtp::{Kind, SmtpServer};

use crate::worker::{asks_for_mail, settled, stored, worker};

const MAILS: usize = 12;
const ROUNDS: usize = 4;

#[test]
fn rounds_at_the_same_time_send_each_mail_once() {
    let smtp = SmtpServer::start(Kind::default());
    let server = worker(&smtp.settings().var("MAIL_TRANSPORT", ""));
    let employees: Vec<_> = (0..MAILS).map(|_| asks_for_mail(&server)).collect();
    assert!(
        employees.iter().all(|employee| stored(employee)["attempts"] == 0),
        "without a transport they wait"
    );

    server.restart(&smtp.settings());
    // Each round hangs on its first mail until all of them do.
    smtp.next(&vec![json!({ "is": "held" }); ROUNDS]);
    let received: Vec<_> = thread::scope(|scope| {
        scope.spawn(|| server.run_crons(ROUNDS));
        for _ in 0..ROUNDS {
            smtp.wait_for("held");
        }
        smtp.release();
        (0..MAILS).map(|_| smtp.mail()).collect()
    });
    let names: BTreeSet<_> = received.iter().map(|mail| mail.field("Message-ID")).collect();
    assert_eq!(names.len(), MAILS, "each has a name of its own");
    assert!(employees.iter().all(|employee| settled(employee, 1)["state"] == "sent"));
    server.run_cron();
    assert!(!smtp.other_events().contains(&"mail".to_owned()));
}

#[test]
fn a_round_whose_mail_hangs_is_overtaken_and_its_late_word_changes_nothing() {
    let smtp = SmtpServer::start(Kind::default());
    let server = worker(&smtp.settings());
    smtp.next(&[json!({ "is": "held" })]);
    let employee = asks_for_mail(&server);
    smtp.wait_for("held");
    // Its time is over, as it is when its worker has died.
    employee.sql("UPDATE outbox SET next_at = 0 WHERE agency_code = ?1", &[]);
    smtp.next(&[json!({ "at": "rcpt", "code": 450, "text": "greylisted" })]);
    server.run_cron();
    let overtaken = settled(&employee, 2);
    assert_eq!(overtaken["state"], "waiting");
    smtp.release();
    let name = smtp.mail().field("Message-ID");
    let late = format!(
        "mail {} was sent by a try that another one has overtaken",
        overtaken["mail_id"].as_str().unwrap()
    );
    server.logged(&late);
    assert_eq!(stored(&employee), overtaken);
    assert_eq!(name, format!("<{}@mixvel.com>", overtaken["mail_id"].as_str().unwrap()));
}
