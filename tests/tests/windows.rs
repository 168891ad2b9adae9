//! Every window and error state in a real browser, over a stand-in for the worker that plays the contract.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::thread;

use tests::{project, script};

#[test]
fn no_window_or_error_state_has_a_barrier_scrolls_sideways_or_moves_while_it_loads() {
    let languages = ["en", "ru"].map(|language| {
        let mut check = project::node("tests/browser/screens.mjs");
        check.args(["check", "--language", language]).env("CHROMIUM", script::chromium());
        thread::spawn(move || check.output().expect("node starts"))
    });
    for language in languages {
        let said = language.join().expect("it does not panic");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }
}
