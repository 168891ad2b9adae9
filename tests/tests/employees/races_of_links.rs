//! Links to a new password over many sockets at the same moment.

use serde_json::json;
use tests::browser::{at, json_of, problem, refused};
use tests::connection::{Request, Response};
use tests::employee::{Employee, PASSWORD};
use tests::race::at_once;
use tests::server::Server;

const MANY: usize = 50;
/// Mails that one address may cause within an hour.
const MAILS: usize = 20;

/// The only request that was answered well, all others having been refused like this.
#[track_caller]
fn only(answers: &[Response], status: u16, code: &str) -> usize {
    let won: Vec<_> = (0..answers.len()).filter(|n| answers[*n].status == 200).collect();
    assert_eq!(won.len(), 1);
    for other in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(problem(other), (status, code.to_owned()));
    }
    won[0]
}

#[test]
fn of_50_redemptions_of_a_link_at_once_one_wins() {
    let server = Server::shared();
    let employee = Employee::boss(server).ready();
    let token = employee.reset_link();
    let browser = employee.browser();
    let password = |n: usize| format!("passphrase number {n}");
    let requests: Vec<_> = (0..MANY).map(|n| browser.save_request(&token, &password(n), true)).collect();
    let (answers, took) = at_once(server, &requests);
    eprintln!("{MANY} redemptions at once: {took:?}");
    let won = only(&answers, 410, "link-invalid");
    assert_eq!(json_of(&answers[won]), json!({"reissued": true}));
    assert_eq!(employee.audited("password.reset", "boss"), 1);
    assert_eq!(employee.audited("second_factor.reissued", "password-reset"), 1);
    let kinds = ["password-changed", "password-reset", "second-factor-changed", "two-factor-set-up"];
    assert_eq!(employee.mails(), kinds);
    let version =
        employee.sql("SELECT password_version FROM employee WHERE agency_code = ?1 AND login = ?2", &[]);
    assert_eq!(version, [json!({"password_version": 2})]);
    for other in [password((won + 1) % MANY), PASSWORD.to_owned()] {
        refused(&employee.browser().credentials(&employee.login, &other), 401, "invalid-credentials");
    }
    assert_eq!(at(&employee.browser().credentials(&employee.login, &password(won))), "code");
}

#[test]
fn a_request_that_many_deliver_at_once_becomes_one_link_and_one_mail() {
    let server = Server::shared();
    let employee = Employee::cashier(server);
    employee.sql("UPDATE employee SET password_version = 0 WHERE agency_code = ?1 AND login = ?2", &[]);
    let token = employee.invited("-raced");
    // Whoever looks at a link that is not made yet delivers what waits.
    let requests = vec![employee.browser().link_request(&token); MANY];
    let (answers, took) = at_once(server, &requests);
    eprintln!("{MANY} works-off at once: {took:?}");
    assert!(answers.iter().all(|answer| answer.status == 200), "the link is made for all of them");
    assert_eq!(employee.mails(), ["invitation"]);
    assert_eq!(employee.sql("SELECT 1 FROM link WHERE agency_code = ?1", &[]).len(), 1);
    assert_eq!(employee.audited("employee.invited", &format!("{}-raced", employee.agency)), 1);
    assert_eq!(employee.audited("employee.invite_refused", "registered"), 0);
}

#[test]
fn of_40_requests_of_one_address_at_once_20_are_noted_and_one_mail_is_sent() {
    let server = Server::shared();
    let employee = Employee::cashier(server);
    let requests: Vec<Request> = vec![employee.browser().reset_request(&employee.login); 2 * MAILS];
    let (answers, _) = at_once(server, &requests);
    let noted = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(noted, MAILS);
    for other in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(problem(other), (429, "too-many-requests".to_owned()));
        assert!(other.field("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
    }
    employee.worked_off();
    assert_eq!(employee.mails(), ["password-reset"]);
    assert_eq!(at(&employee.browser().credentials(&employee.login, PASSWORD)), "requirements");
}
