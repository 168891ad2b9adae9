//! Codes of one account over many sockets at the same moment.

use serde_json::{Value, json};
use tests::browser::{Browser, at, json_of, problem, refused};
use tests::connection::{Request, Response};
use tests::employee::{Employee, PASSWORD, code, now, wrong_codes};
use tests::race::at_once;
use tests::server::Server;

const WRONG: usize = 200;
const RIGHT: usize = 50;

/// Browsers that have brought the right password. The platform lets one address have 300 passwords checked a minute.
fn half_done<'a>(employee: &Employee<'a>, count: usize) -> Vec<Browser<'a>> {
    (0..count).map(|n| employee.at(u8::try_from(n % 250).unwrap()).past_password()).collect()
}

fn count(answers: &[Response], status: u16, code: &str) -> usize {
    let refusals = answers.iter().filter(|answer| answer.status != 200);
    refusals.filter(|answer| problem(answer) == (status, code.to_owned())).count()
}

/// Sends a wrong code by each request; three are looked at, and the third one locks the account.
fn only_three_are_looked_at(server: &Server, employee: &Employee<'_>, browsers: &mut [Browser<'_>]) {
    let codes = wrong_codes(now(), WRONG);
    let senders = browsers.iter().cycle();
    let requests: Vec<Request> =
        codes.iter().zip(senders).map(|(code, browser)| browser.code_request(code)).collect();
    let (answers, took) = at_once(server, &requests);
    eprintln!("{WRONG} wrong codes at once over {} sign-ins: {took:?}", browsers.len());

    let invalid = answers.iter().filter(|answer| problem(answer).1 == "invalid-code");
    let mut left: Vec<_> = invalid.filter_map(|answer| json_of(answer)["attempts_left"].as_u64()).collect();
    left.sort_unstable();
    assert_eq!(left, [1, 2]);
    let (busy, locked) = (count(&answers, 429, "busy"), count(&answers, 403, "code-locked"));
    // Whoever came when the sign-ins were ended already stands at the password again.
    let late = count(&answers, 409, "step-mismatch");
    assert!(locked >= 1 && 2 + busy + locked + late == WRONG, "{busy} busy, {locked} locked, {late} late");

    assert_eq!(employee.audited("code.refused", "invalid-code"), 3);
    assert_eq!(employee.audited("code.locked", "cashier"), 1);
    assert_eq!(counter(employee), json!({"failed": 0, "leases": 0, "locked": 1}));
    for browser in browsers.iter_mut().take(3) {
        refused(&browser.code(&code(now())), 409, "step-mismatch");
    }
    let alive = "SELECT count(*) FROM sign_in WHERE agency_code = ?1 AND ended_at IS NULL";
    assert_eq!(server.count(alive, &[json!(employee.agency)]), 0, "half-done sign-ins live on");
    refused(&employee.browser().credentials(&employee.login, PASSWORD), 403, "code-locked");
    assert_eq!(employee.audited("sign_in.refused", "code-locked"), 1);
    let accepted = employee.events().iter().filter(|event| *event == "code.accepted").count();
    assert_eq!((accepted, employee.audited("session.opened", "cashier")), (0, 0));
}

/// The counter of wrong codes.
fn counter(employee: &Employee<'_>) -> Value {
    let sql = "SELECT failed, (SELECT count(*) FROM lease WHERE key LIKE 'code % ' || login) AS leases, \
               locked_at IS NOT NULL AS locked FROM second_factor WHERE agency_code = ?1 AND login = ?2";
    employee.sql(sql, &[])[0].clone()
}

#[test]
fn of_200_wrong_codes_at_once_over_one_sign_in_three_are_looked_at_and_the_account_is_locked() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    only_three_are_looked_at(server, &employee, &mut half_done(&employee, 1));
}

#[test]
fn of_200_wrong_codes_at_once_over_as_many_sign_ins_three_are_looked_at_and_all_sign_ins_end() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    only_three_are_looked_at(server, &employee, &mut half_done(&employee, WRONG));
}

/// Sends one right code by each request; exactly one is accepted, and none is counted as wrong.
fn only_one_is_accepted(server: &Server, employee: &Employee<'_>, requests: &[Request]) -> usize {
    let (answers, took) = at_once(server, requests);
    let accepted: Vec<_> = (0..RIGHT).filter(|n| answers[*n].status == 200).collect();
    let (busy, replayed) = (count(&answers, 429, "busy"), count(&answers, 403, "code-replayed"));
    let late = count(&answers, 409, "step-mismatch");
    eprintln!("{RIGHT} right codes at once: {took:?}, {busy} busy, {replayed} replayed, {late} late");
    assert_eq!(accepted.len(), 1);
    assert_eq!(1 + busy + replayed + late, RIGHT);
    assert_eq!(at(&answers[accepted[0]]), "point_of_sale");
    assert_eq!(counter(employee), json!({"failed": 0, "leases": 0, "locked": 0}));
    assert_eq!(employee.audited("code.accepted", ""), 1);
    // One row a minute, and a minute may end meanwhile.
    let rows = employee.audited("code.replayed", "");
    assert!((replayed.min(1)..=replayed.min(2)).contains(&rows), "{rows} rows of {replayed}");
    assert_eq!(employee.audited("code.refused", "invalid-code"), 0);
    accepted[0]
}

#[test]
fn of_50_right_codes_at_once_over_one_sign_in_one_is_accepted_and_none_is_wrong() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let mut browser = employee.past_password();
    let request = browser.code_request(&code(now()));
    only_one_is_accepted(server, &employee, &vec![request; RIGHT]);
    assert_eq!(browser.step(), "point_of_sale");
}

#[test]
fn of_50_right_codes_at_once_over_as_many_sign_ins_one_is_accepted_and_the_others_may_try_the_next() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let mut browsers = half_done(&employee, RIGHT);
    let sent_at = now();
    let requests: Vec<_> = browsers.iter().map(|browser| browser.code_request(&code(sent_at))).collect();
    let accepted = only_one_is_accepted(server, &employee, &requests);
    let other = &mut browsers[(accepted + 1) % RIGHT];
    assert_eq!(other.state()["step"]["attempts_left"], 3, "a try was lost");
    assert_eq!(at(&other.code(&code(sent_at.plus_ms(30_000)))), "point_of_sale");
    assert_eq!(employee.audited("code.accepted", ""), 2);
}
