//! What Lighthouse says of the pages that employees come to first.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use tests::server::Server;
use tests::settings::Settings;
use tests::{project, script};

#[test]
fn the_login_windows_are_as_accessible_and_well_made_as_lighthouse_can_tell() {
    let server = Server::start(&Settings::cheap());
    let mut lighthouse = project::node("tests/comparison/lighthouse.mjs");
    lighthouse.arg(script::chromium());
    lighthouse.args(["cashier", "lk"].map(|host| format!("http://{host}.localhost:{}/", server.port())));
    let said = lighthouse.output().expect("node starts");
    let told = [said.stdout, said.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(said.status.success(), "{told}");
    println!("{told}");
}
