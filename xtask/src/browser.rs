//! A Chromium with its driver, and a Firefox, for the tests that need a real browser.

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

/// Names a Firefox of one's own, and tells the tests which one was found.
pub(crate) const FIREFOX: &str = "FIREFOX";
/// Names and places that a Firefox is found under.
const FIREFOX_PLACES: [&str; 3] =
    ["firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];

/// What Debian's packages are installed for.
const PURPOSE: &str = "the browser tests";
/// Names a driver of one's own.
const DRIVER_VARIABLE: &str = "CHROMEDRIVER";

/// Finds a Chromium; on Debian, where this user may, installs it.
pub(crate) fn ensure_chromium(watch: Stopwatch) -> Result<PathBuf, Stop> {
    ensure("Chromium or Chrome", VARIABLE, &KNOWN_PLACES, "chromium", watch)
}

/// Finds a Firefox in the same way.
pub(crate) fn ensure_firefox(watch: Stopwatch) -> Result<PathBuf, Stop> {
    ensure("Firefox", FIREFOX, &FIREFOX_PLACES, "firefox-esr", watch)
}

/// Finds a browser by its variable or in these places, or installs its package.
fn ensure(
    what: &str,
    variable: &str,
    places: &[&str],
    package: &str,
    watch: Stopwatch,
) -> Result<PathBuf, Stop> {
    if let Some(own) = env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from) {
        let stop = || Stop::new(format!("{variable} names {}, which does not run", own.display()));
        return if runs(&own) { Ok(own) } else { Err(stop()) };
    }
    if let Some(found) = find(places) {
        return Ok(found);
    }
    install(package, PURPOSE, watch)?;
    find(places).ok_or_else(|| {
        Stop::new(format!(
            "the browser tests need {what} and found none: install one (Debian: `apt-get install {package}`), or name \
             one with {variable}=/path/to/it"
        ))
    })
}

/// Finds the driver that runs a component's tests in that Chromium; installs it in the same way.
pub(crate) fn ensure_driver(watch: Stopwatch) -> Result<PathBuf, Stop> {
    let driver = env::var_os(DRIVER_VARIABLE).filter(|path| !path.is_empty());
    let driver = driver.map_or_else(|| PathBuf::from("chromedriver"), PathBuf::from);
    if !runs(&driver) {
        install("chromium-driver", PURPOSE, watch)?;
    }
    if runs(&driver) {
        return Ok(driver);
    }
    Err(Stop::new(format!(
        "the tests of components need the driver of your Chromium and found none: install chromedriver (Debian: \
         `apt-get install chromium-driver`), or name one with {DRIVER_VARIABLE}=/path/to/it"
    )))
}

/// Installs a package where this is Debian and its administrator's account; elsewhere does nothing.
pub(crate) fn install(package: &str, purpose: &str, watch: Stopwatch) -> Result<(), Stop> {
    if !may_install() {
        return Ok(());
    }
    watch.step(format_args!("installing Debian's {package} for {purpose}"));
    process::run(Command::new("apt-get").args(["update", "--quiet", "--quiet"]))?;
    let mut install = Command::new("apt-get");
    install.args(["install", "--yes", "--quiet", "--quiet", "--no-install-recommends", package]);
    process::run(install.env("DEBIAN_FRONTEND", "noninteractive"))
}

fn find(places: &[&str]) -> Option<PathBuf> {
    places.iter().map(|place| whole_path(place)).find(runs)
}

/// Where a program of PATH is: those who start it do not all look there.
fn whole_path(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| PathBuf::from(name))
}

fn runs(path: &PathBuf) -> bool {
    process::read(Command::new(path).arg("--version")).is_ok()
}

/// Whether this is Debian and its administrator's account.
pub(crate) fn may_install() -> bool {
    let administrator = process::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    administrator && process::read(Command::new("apt-get").arg("--version")).is_ok()
}
