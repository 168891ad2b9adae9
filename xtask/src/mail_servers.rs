//! Postfix and Exim, for the tests that send mails to what people really run. They are unpacked, not installed: the two
//! shut each other out, and no machine gets a mail server by running our tests.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::browser::may_install;
use crate::error::{OrStop as _, Stop};
use crate::process;
use crate::progress::{Stopwatch, say};
use crate::project::Project;

/// Debian's packages, each unpacked with what it needs and the machine lacks; the last one names Exim's account to it.
const PACKAGES: [&str; 3] = ["postfix", "exim4-daemon-light", "libnss-wrapper"];
/// Where they are unpacked, a folder a package; `tests/src/mail_server.rs` looks there.
const HOME: &str = "target/mail-servers";

/// Fetches what is not there. Where that cannot be, says so: the tests that need it fail, and no others.
pub(crate) fn ensure(project: &Project, watch: Stopwatch) {
    let missing = PACKAGES.map(|package| (package, project.path(HOME).join(package)));
    let missing: Vec<_> = missing.into_iter().filter(|(_, home)| !home.join("root").is_dir()).collect();
    if missing.is_empty() {
        return;
    }
    if !may_install() {
        say("the tests of real mail servers will fail: they need Debian's postfix, exim4-daemon-light and \
             libnss-wrapper, which Debian's administrator alone can fetch (run `cargo xtask test` as root)");
        return;
    }
    watch.step("fetching Debian's Postfix and Exim for the tests of mails");
    let fetched = process::run(Command::new("apt-get").args(["update", "--quiet", "--quiet"]))
        .and_then(|()| missing.iter().try_for_each(|(package, home)| fetch(package, home)));
    if let Err(stop) = fetched {
        say(format_args!("the tests of real mail servers will fail: {stop}"));
    }
}

/// Downloads a package with what it needs, and unpacks all of it in one folder.
fn fetch(package: &str, home: &Path) -> Result<(), Stop> {
    let (archives, unpacked) = (home.join("archives"), home.join("unpacked"));
    for folder in [&archives.join("partial"), &unpacked] {
        fs::create_dir_all(folder).or_stop(format_args!("{} cannot be made", folder.display()))?;
    }
    let mut download = Command::new("apt-get");
    download.args(["install", "--download-only", "--reinstall", "--yes", "--quiet", "--quiet"]);
    download.arg("--no-install-recommends").arg("--option");
    download.arg(format!("Dir::Cache::archives={}", archives.display())).arg(package);
    process::run(download.env("DEBIAN_FRONTEND", "noninteractive"))?;
    let files = fs::read_dir(&archives).or_stop(archives.display())?;
    let files = files.filter_map(Result::ok).map(|file| file.path());
    for file in files.filter(|file| file.extension().is_some_and(|end| end == "deb")) {
        process::run(Command::new("dpkg").arg("--extract").arg(&file).arg(&unpacked))?;
    }
    // Whole, or not there.
    fs::rename(&unpacked, home.join("root")).or_stop(home.display())
}
