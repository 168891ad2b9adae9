//! Mails of one client address over many sockets at the same moment.

use serde_json::json;
use shared::api::requests::Requirements;
use shared::consent;
use tests::browser::{Browser, problem};
use tests::connection::Request;
use tests::employee::{Employee, PASSWORD};
use tests::race::at_once;
use tests::server::Server;

/// People of one office; an address may cause fewer mails that prove nothing.
const COLLEAGUES: usize = 30;

#[test]
fn thirty_colleagues_who_ask_for_their_mail_at_once_have_one_each() {
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

    let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 200).map(problem).collect();
    assert_eq!(refused, []);
    let told = colleagues
        .iter()
        .filter(|employee| employee.events().contains(&"second_factor.mail_queued".to_owned()));
    assert_eq!(told.count(), COLLEAGUES);
    let keys = colleagues.iter().map(|employee| {
        server.count("SELECT count(*) FROM second_factor WHERE agency_code = ?1", &[json!(employee.agency)])
    });
    assert_eq!(keys.sum::<i64>(), i64::try_from(COLLEAGUES).unwrap(), "a key without its mail");
}
