//! Pages in a real browser, driven by the scripts in `tests/browser`.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::env;
use std::path::PathBuf;

use tests::project;
use tests::server::Server;
use tests::settings::Settings;

#[test]
fn the_start_page_renders_under_its_policy_and_its_links_lead_somewhere() {
    let server = Server::start(&Settings::cheap());
    let mut browser = project::node("tests/browser/start_page.mjs");
    browser.arg(format!("http://127.0.0.1:{}/", server.port())).arg(chromium());
    let said = browser.output().expect("node starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

/// The Chromium that `cargo xtask test` found, else the first of that name on PATH.
fn chromium() -> PathBuf {
    let name = env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("chromium"), PathBuf::from);
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("{} is missing: `cargo xtask test` installs it", name.display()))
}
