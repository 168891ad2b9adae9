//! Every window, error state and mail in a real browser; the windows over a stand-in for the worker that plays the contract.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::thread;

use tests::{project, script};

#[test]
fn no_mail_has_a_barrier_or_scrolls_sideways() {
    let mut check = project::node("tests/browser/mails.mjs");
    let said = check.arg("check").env("CHROMIUM", script::chromium()).output().expect("node starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

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
