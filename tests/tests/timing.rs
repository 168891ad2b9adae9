//! Whether a login is known cannot be told by a clock (norm L3).
#![cfg(test)] // Helpers are tests, too: clippy goes by this.
#![expect(clippy::disallowed_methods, reason = "it measures")]

use std::time::{Duration, Instant};

use tests::agent::Agent;
use tests::connection::Connection;
use tests::server::Server;
use tests::settings::Settings;

/// Tries of each kind in changing order, so that whatever else this machine does meets both alike.
const PAIRS: u8 = 100;
/// How far the medians may lie apart. The norm says 5 % over 500 tries on a calm machine; a login that is not hashed,
/// or hashed at another cost, is further off than this on any.
const TOLERANCE: f64 = 0.15;

#[test]
fn an_unknown_login_is_refused_in_the_time_of_a_wrong_password() {
    let server = Server::start(&Settings::standard());
    let agents = [&Agent::new(&server), &Agent::unknown(&server)];
    let mut connection = server.connect();
    let mut times = [Vec::new(), Vec::new()];
    for n in 0..PAIRS {
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
