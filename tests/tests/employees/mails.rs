//! Mails of one client address over many sockets at the same moment.

use serde_json::json;
use shared::api::requests::Requirements;
use shared::consent;
use tests::browser::{Browser, problem};
use tests::connection::Request;
use tests::employee::{Employee, PASSWORD};
use tests::race::at_once;
use tests::server::Server;

/// Mails that one address may cause within an hour.
const MAILS: usize = 20;
const COLLEAGUES: usize = 30;

#[test]
fn of_thirty_colleagues_who_ask_for_their_mail_at_once_twenty_get_one() {
    let server = Server::shared();
    let colleagues: Vec<_> = (0..COLLEAGUES).map(|_| Employee::cashier(server)).collect();
    let office = colleagues[0].address.clone();
    let both = json!({"consent": consent::version(), "two_factor": true});
    let half_done = |employee: &Employee<'_>| -> Request {
        let mut browser = Browser::new(server, employee.product, &office);
        assert_eq!(browser.credentials(&employee.login, PASSWORD).status, 200);
        browser.post(Requirements::PATH, &both)
    };
    let requests: Vec<_> = colleagues.iter().map(half_done).collect();
    let (answers, took) = at_once(server, &requests);
    eprintln!("{COLLEAGUES} set-up mails at once from one address: {took:?}");

    let sent = answers.iter().filter(|answer| answer.status == 200).count();
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert_eq!((sent, refused.len()), (MAILS, COLLEAGUES - MAILS));
    for answer in refused {
        assert_eq!(problem(answer), (429, "too-many-requests".to_owned()));
        let wait: u32 = answer.field("retry-after").and_then(|wait| wait.parse().ok()).expect("a number");
        assert!((3500..=3600).contains(&wait), "{wait}");
    }
    let count = |sql| server.count(sql, &[json!(office)]);
    assert_eq!(count("SELECT count(*) FROM mail_cause WHERE address = ?1"), i64::try_from(MAILS).unwrap());
    let told = colleagues
        .iter()
        .filter(|employee| employee.events().contains(&"second_factor.mail_queued".to_owned()));
    assert_eq!(told.count(), MAILS);
    let keys = colleagues.iter().map(|employee| {
        server.count("SELECT count(*) FROM second_factor WHERE agency_code = ?1", &[json!(employee.agency)])
    });
    assert_eq!(keys.sum::<i64>(), i64::try_from(MAILS).unwrap(), "a key without its mail");
}
