//! A Chromium for the tests that need a real browser.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::error::Stop;
use crate::process;
use crate::progress::Stopwatch;

/// Names a Chromium of one's own, and tells the tests which one was found.
pub(crate) const VARIABLE: &str = "CHROMIUM";

/// Names and places that a Chromium is found under.
const KNOWN_PLACES: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Finds a Chromium; on Debian, where this user may, installs it.
pub(crate) fn ensure_chromium(watch: Stopwatch) -> Result<PathBuf, Stop> {
    if let Some(own) = env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from) {
        let stop = || Stop::new(format!("{VARIABLE} names {}, which does not run", own.display()));
        return if runs(&own) { Ok(own) } else { Err(stop()) };
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    if may_install() {
        watch.step("installing Debian's chromium for the browser tests");
        process::run(Command::new("apt-get").args(["update", "--quiet", "--quiet"]))?;
        let mut install = Command::new("apt-get");
        install.args(["install", "--yes", "--quiet", "--quiet", "--no-install-recommends", "chromium"]);
        process::run(install.env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    find().ok_or_else(|| {
        Stop::new(format!(
            "the browser tests need Chromium or Chrome and found none: install one (Debian: `apt-get install \
             chromium`), or name one with {VARIABLE}=/path/to/it"
        ))
    })
}

fn find() -> Option<PathBuf> {
    KNOWN_PLACES.into_iter().map(PathBuf::from).find(runs)
}

fn runs(path: &PathBuf) -> bool {
    process::read(Command::new(path).arg("--version")).is_ok()
}

/// Whether this is Debian and its administrator's account.
fn may_install() -> bool {
    let administrator = process::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    administrator && process::read(Command::new("apt-get").arg("--version")).is_ok()
}
