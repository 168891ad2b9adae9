//! What benches have in common.

use std::time::Instant;

use crate::connection::{Connection, Request};

/// How long an answer takes, in milliseconds. It must be no refusal.
#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
pub fn time(connection: &mut Connection, request: &Request) -> f64 {
    let start = Instant::now();
    let answer = connection.send(request);
    let taken = start.elapsed().as_secs_f64() * 1000.0;
    assert!(answer.status < 300, "{}: {}", answer.status, answer.text());
    taken
}

/// The median of what was measured.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
