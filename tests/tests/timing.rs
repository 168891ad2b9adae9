//! Whether a login is known cannot be told by a clock (norm L3).
#![cfg(test)] // Helpers are tests, too: clippy goes by this.
#![expect(clippy::disallowed_methods, reason = "it measures")]

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;
use shared::time::HOUR_MS;
use shared::value::product::Product;
use tests::agent::Agent;
use tests::browser::problem;
use tests::connection::Connection;
use tests::employee::Employee;
use tests::server::Server;
use tests::settings::Settings;

/// Tries of each kind in changing order, so that whatever else this machine does meets both alike.
const PAIRS: u8 = 100;
/// How far the medians may lie apart. The norm says 5 % over 500 tries on a calm machine; a login that is not hashed,
/// or hashed at another cost, is further off than this on any.
const TOLERANCE: f64 = 0.15;

#[test]
fn an_unknown_login_is_refused_in_the_time_of_a_wrong_password() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let server = Server::start(&Settings::standard());
    let agents = [&Agent::new(&server), &Agent::unknown(&server)];
    let mut connection = server.connect();
    let mut times = [Vec::new(), Vec::new()];
    for n in 0..PAIRS {
        if n % 10 == 0 {
            // So many wrong ones of one login would make strangers wait.
            server.sql("DELETE FROM login_count", &[]);
        }
        for index in if n % 2 == 0 { [0, 1] } else { [1, 0] } {
            times[index].push(refusal(&mut connection, agents[index], n));
        }
    }
    let [known, unknown] = times.map(median);
    let ratio = unknown.as_secs_f64() / known.as_secs_f64();
    eprintln!("wrong password {known:?}, unknown login {unknown:?}: {:.1} % apart", (ratio - 1.0) * 100.0);
    assert!((ratio - 1.0).abs() <= TOLERANCE, "{known:?} for a known login, {unknown:?} for an unknown one");
}

/// The time of one refusal, each time from another address, since waits are counted by them.
fn refusal(connection: &mut Connection, agent: &Agent<'_>, n: u8) -> Duration {
    let request = agent.at(n).login_request("wrong");
    let began = Instant::now();
    assert_eq!(connection.send(&request).status, 200);
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Rounds of three wrong passwords, of which the third one locks, and three tries of the locked name: 300 of each.
const ROUNDS: u8 = 100;
/// How far the medians may lie apart for employees.
const EMPLOYEE_TOLERANCE: f64 = 0.05;
/// A machine that is at other work may be further off; what differs by itself is so in each of these measurements.
const MEASUREMENTS: usize = 5;
/// One test at a time: each would be at other work for the others.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn a_login_name_that_nobody_has_is_refused_in_the_time_of_a_known_one_at_the_same_attempt() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let server = Server::start(&Settings::standard());
    let employees = [&Employee::cashier(&server).ready(), &Employee::unknown(&server, Product::Cashier)];
    // Each kind has to be even in some measurement.
    let mut uneven = vec!["wrong password", "locked"];
    for _ in 0..MEASUREMENTS {
        for (kind, times) in measured(&server, employees) {
            let [known, unknown] = times.map(median);
            let apart = unknown.as_secs_f64() / known.as_secs_f64() - 1.0;
            eprintln!("{kind}: known {known:?}, unknown {unknown:?}: {:.1} % apart", apart * 100.0);
            uneven.retain(|other| *other != kind || apart.abs() > EMPLOYEE_TOLERANCE);
        }
        if uneven.is_empty() {
            break;
        }
    }
    assert!(uneven.is_empty(), "known and unknown names can be told apart by a clock: {uneven:?}");
    let [known, unknown] = employees.map(|employee| {
        let locks = employee.audited("password.locked", "cashier");
        assert!(locks >= usize::from(ROUNDS), "{locks}");
        (locks, employee.audited("sign_in.refused", "invalid-credentials"))
    });
    assert_eq!(known.1, 3 * known.0);
    // Of a name that nobody has an address writes one row a minute, and each round has an address of its own.
    assert!((unknown.0..=3 * unknown.0).contains(&unknown.1), "{unknown:?}");
}

type Times = [Vec<Duration>; 2];

/// The times of wrong passwords, and of any password while its name is locked, for both names in changing order.
fn measured(server: &Server, employees: [&Employee<'_>; 2]) -> [(&'static str, Times); 2] {
    let mut connection = server.connect();
    let (mut wrong, mut locked) = (Times::default(), Times::default());
    for round in 0..ROUNDS {
        for attempt in 0..6 {
            let (times, expected) =
                if attempt < 3 { (&mut wrong, "invalid-credentials") } else { (&mut locked, "login-locked") };
            for index in if (round + attempt) % 2 == 0 { [0, 1] } else { [1, 0] } {
                let employee = employees[index].at(round);
                let request = employee.browser().credentials_request(&employee.login, "wrong");
                let began = Instant::now();
                let answer = connection.send(&request);
                times[index].push(began.elapsed());
                assert_eq!(problem(&answer).1, expected);
            }
        }
        server.sql("DELETE FROM password_try WHERE taken_at > ?1", &[json!(0)]);
    }
    [("wrong password", wrong), ("locked", locked)]
}

#[test]
fn a_reset_is_wished_for_in_the_same_time_whoever_has_the_address() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let server = Server::start(&Settings::standard());
    let employees = [&Employee::cashier(&server).ready(), &Employee::unknown(&server, Product::Cashier)];
    let even = (0..MEASUREMENTS).any(|_| {
        let [known, unknown] = requested(&server, employees).map(median);
        let apart = unknown.as_secs_f64() / known.as_secs_f64() - 1.0;
        eprintln!("reset: known {known:?}, unknown {unknown:?}: {:.1} % apart", apart * 100.0);
        apart.abs() <= EMPLOYEE_TOLERANCE
    });
    assert!(even, "known and unknown addresses can be told apart by a clock");
    assert!(!employees[0].mails().is_empty(), "the known address gets its mail");
    assert!(employees[1].mails().is_empty());
}

/// The times of requests for reset links, for both addresses in changing order. What comes behind the answers begins
/// after both, and is over before the next requests; each known one leads to a link and its mail.
fn requested(server: &Server, employees: [&Employee<'_>; 2]) -> Times {
    let mut connection = server.connect();
    let mut times = Times::default();
    for round in 0..ROUNDS {
        for index in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            let employee = employees[index].at(round);
            let request = employee.browser().reset_request(&employee.login);
            let began = Instant::now();
            let answer = connection.send(&request);
            times[index].push(began.elapsed());
            assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
        }
        for employee in employees {
            employee.worked_off();
        }
        employees[0].mailed();
        employees[0].age_mails(HOUR_MS);
    }
    server.sql("DELETE FROM mail_cause WHERE at > ?1", &[json!(0)]);
    times
}
