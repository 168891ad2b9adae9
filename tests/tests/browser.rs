//! Pages in a real browser, driven by the scripts in `tests/browser`.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use tests::project;
use tests::script;
use tests::server::Server;
use tests::settings::Settings;

#[test]
fn the_start_page_renders_under_its_policy_and_its_links_lead_somewhere() {
    let server = Server::start(&Settings::cheap());
    let mut browser = project::node("tests/browser/start_page.mjs");
    browser.arg(format!("http://127.0.0.1:{}/", server.port())).arg(script::chromium());
    let said = browser.output().expect("node starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn a_fresh_employee_arrives_through_mailbox_qr_code_and_generated_codes() {
    script::run("first_day.mjs", Server::shared(), &Settings::cheap());
}
