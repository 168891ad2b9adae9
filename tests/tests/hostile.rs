//! Ten thousand hostile documents: none is our fault, and none leaves anything behind.
#![cfg(target_os = "linux")]

use tests::hostile;
use tests::server::Server;
use tests::settings::Settings;

/// How much more memory the runtime may hold after them than after it was warmed up.
const BUDGET_KIB: u64 = 10 * 1024;

#[test]
fn ten_thousand_hostile_documents_are_refused_and_leave_no_trace_in_memory() {
    let server = Server::start(&Settings::cheap().inspected());
    let outcome = hostile::post_all(&server);
    eprintln!("{outcome:?}");
    assert!(outcome.statuses[&400] > 5_000, "most are refused for what they are: {outcome:?}");
    // Not all: so many wrong passwords of one login make strangers wait.
    assert!(outcome.statuses[&200] > 200, "some are valid and reach the password: {outcome:?}");
    assert!(outcome.grown_kib() <= BUDGET_KIB, "{outcome:?}");
}
