//! Passwords of one login name over many sockets at the same moment.

use std::thread;
use std::time::Duration;

use shared::value::product::Product;
use tests::browser::{Browser, json_of, problem, refused};
use tests::connection::{Request, Response};
use tests::employee::{Employee, PASSWORD};
use tests::race::at_once;
use tests::server::Server;
use tests::settings::Settings;
use tests::wait::until;

const MANY: usize = 200;
/// What the worker of a developer's machine logs for each password that it hashes.
const COMPARED: &str = "a password is compared";

/// How many passwords the worker has compared. Lines of the log come late but in their order, so that a last
/// comparison, with a login name of its own, tells that all others have come.
fn compared(server: &Server, before: usize) -> usize {
    let last = Employee::unknown(server, Product::Cashier);
    refused(&last.browser().credentials(&last.login, "wrong"), 401, "invalid-credentials");
    until(|| lines(server) > before + 3, "four comparisons are logged");
    lines(server) - before - 1
}

/// The comparisons that the log tells of so far.
fn lines(server: &Server) -> usize {
    server.log().matches(COMPARED).count()
}

fn wrong_passwords(employee: &Employee<'_>, browser: &Browser<'_>) -> Vec<Request> {
    (0..MANY).map(|n| browser.credentials_request(&employee.login, &format!("wrong{n}"))).collect()
}

/// The tries that were left after each password that was told to be wrong, the last one first.
fn attempts_left(answers: &[Response]) -> Vec<u64> {
    let wrong = answers.iter().filter(|answer| answer.status == 401);
    let mut left: Vec<_> = wrong.filter_map(|answer| json_of(answer)["attempts_left"].as_u64()).collect();
    left.sort_unstable();
    left
}

/// Sends wrong passwords from this browser, whose lock is told like this, and says how many rows tell that they were wrong.
fn only_three_are_looked_at(
    server: &Server,
    employee: &Employee<'_>,
    browser: &Browser<'_>,
    lock: &str,
) -> usize {
    let (before, rows) = (lines(server), employee.audit().len());
    let (answers, took) = at_once(server, &wrong_passwords(employee, browser));
    eprintln!("{MANY} wrong passwords at once: {took:?}");
    assert_eq!(attempts_left(&answers), [0, 1, 2]);
    for other in answers.iter().filter(|answer| answer.status != 401) {
        let told = problem(other);
        assert!(told == (429, "busy".to_owned()) || told == (403, "login-locked".to_owned()), "{told:?}");
    }
    refused(&browser.clone().credentials(&employee.login, PASSWORD), 403, "login-locked");
    assert_eq!(compared(server, before), 3, "the hasher was given more");
    let wrong = employee.audited("sign_in.refused", "invalid-credentials");
    assert_eq!(employee.audited("password.locked", lock), 1);
    // Two kinds of refusals.
    let others = employee.audited("sign_in.refused", "busy") + employee.audited("sign_in.refused", "locked");
    assert!((1..=2).contains(&others), "{:?}", employee.audit());
    assert_eq!(employee.audit().len(), rows + wrong + 1 + others, "{:?}", employee.audit());
    wrong
}

#[test]
fn of_200_wrong_passwords_at_once_three_are_looked_at_and_the_right_one_is_not() {
    let server = Server::reserve(&Settings::standard());
    let employee = Employee::cashier(&server).ready();
    assert_eq!(only_three_are_looked_at(&server, &employee, &employee.browser(), "cashier"), 3);
}

#[test]
fn of_200_passwords_at_once_for_a_name_that_nobody_has_three_are_looked_at_as_well() {
    let server = Server::reserve(&Settings::standard());
    let nobody = Employee::unknown(&server, Product::Cashier);
    // One row a minute.
    assert_eq!(only_three_are_looked_at(&server, &nobody, &nobody.browser(), "cashier"), 1);
}

#[test]
fn of_200_wrong_passwords_at_once_in_a_known_browser_three_are_looked_at_and_the_name_is_free() {
    let server = Server::reserve(&Settings::standard());
    let employee = Employee::cashier(&server).ready();
    let before = lines(&server);
    let mut known = employee.signed_in();
    known.sign_out();
    until(|| lines(&server) > before, "the sign-in is logged");
    assert_eq!(only_three_are_looked_at(&server, &employee, &known, "cashier known-device"), 3);
    assert_eq!(employee.browser().credentials(&employee.login, PASSWORD).status, 200);
}

/// Sends forty wrong passwords whose last byte is held back for so long, and lets them go among forty fresh ones; says
/// what was answered to either.
fn held_and_fresh(server: &Server, employee: &Employee<'_>, held_for: Duration) -> [Vec<Response>; 2] {
    let requests = wrong_passwords(employee, &employee.browser());
    let (slow, fresh) = (&requests[..40], &requests[40..80]);
    let mut connections: Vec<_> = slow.iter().map(|_| server.connect()).collect();
    for (connection, request) in connections.iter_mut().zip(slow) {
        connection.hold(request).expect("the head is taken");
    }
    thread::sleep(held_for);
    thread::scope(|scope| {
        let held: Vec<_> = connections
            .into_iter()
            .zip(slow)
            .map(|(mut connection, request)| scope.spawn(move || connection.let_go(request)))
            .collect();
        let (answers, _) = at_once(server, fresh);
        // Whoever was told that it is too late may have lost the connection before the last byte.
        [
            held.into_iter().filter_map(|thread| thread.join().expect("it does not panic").ok()).collect(),
            answers,
        ]
    })
}

#[test]
fn bodies_that_are_held_back_and_let_go_among_fresh_ones_get_three_looks_together() {
    let server = Server::reserve(&Settings::standard());
    let employee = Employee::cashier(&server).ready();
    let before = lines(&server);
    let [held, fresh] = held_and_fresh(&server, &employee, Duration::from_secs(7));
    assert_eq!(held.len(), 40, "each was whole in time");
    assert_eq!(attempts_left(&[held, fresh].concat()), [0, 1, 2]);
    assert_eq!(compared(&server, before), 3, "the hasher was given more");
    refused(&employee.browser().credentials(&employee.login, PASSWORD), 403, "login-locked");
}

#[test]
fn a_body_that_is_not_whole_in_time_is_refused_and_never_looked_at() {
    let server = Server::reserve(&Settings::standard());
    let employee = Employee::cashier(&server).ready();
    let before = lines(&server);
    let [held, fresh] = held_and_fresh(&server, &employee, Duration::from_secs(13));
    for late in &held {
        assert_eq!(problem(late), (400, "malformed-request".to_owned()));
    }
    assert_eq!(attempts_left(&fresh), [0, 1, 2]);
    assert_eq!(compared(&server, before), 3, "the hasher was given more");
}

#[test]
fn right_passwords_at_once_lock_nothing_and_leave_no_try_behind() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let right = employee.browser().credentials_request(&employee.login, PASSWORD);
    let (answers, took) = at_once(server, &vec![right; 50]);
    let accepted = answers.iter().filter(|answer| answer.status == 200).count();
    eprintln!("50 right passwords at once: {took:?}, {accepted} accepted");
    assert!(accepted >= 3, "{accepted}");
    assert!(answers.iter().filter(|answer| answer.status != 200).all(|answer| answer.status == 429));
    assert_eq!(employee.audited("sign_in.password_accepted", "cashier"), accepted);
    let mut browser = employee.browser();
    for left in [2, 1, 0] {
        let answer = browser.credentials(&employee.login, "wrong");
        refused(&answer, 401, "invalid-credentials");
        assert_eq!(json_of(&answer)["attempts_left"], left);
    }
    assert_eq!(employee.audited("password.locked", "cashier"), 1);
}
