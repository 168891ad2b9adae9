//! Programs from crates.io that a command needs, each at one version: taken from PATH, else from a per-user
//! cache, else installed there.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::error::{OrStop as _, Stop};
use crate::process;
use crate::progress::{Stopwatch, say};
use crate::project::Project;
use crate::version::Version;

/// How often a long installation says that it is alive.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// One program at one version.
#[derive(Clone, Debug)]
pub(crate) struct Tool {
    krate: &'static str,
    binary: &'static str,
    version: String,
    /// How long a build takes on two cores.
    minutes: u32,
}

impl Tool {
    /// Turns the edge into what the runtime loads; of one version with the `worker` crate.
    pub(crate) fn worker_build(project: &Project) -> Result<Self, Stop> {
        let version = project.locked_version("worker")?;
        Ok(Self { krate: "worker-build", binary: "worker-build", version, minutes: 5 })
    }

    /// Writes the JavaScript side of a wasm module; must be of one version with the crate.
    pub(crate) fn wasm_bindgen(project: &Project) -> Result<Self, Stop> {
        let version = project.locked_version("wasm-bindgen")?;
        Ok(Self { krate: "wasm-bindgen-cli", binary: "wasm-bindgen", version, minutes: 4 })
    }

    /// Checks licences, sources and advisories of the dependencies.
    pub(crate) fn cargo_deny() -> Self {
        Self { krate: "cargo-deny", binary: "cargo-deny", version: "0.20.2".to_owned(), minutes: 6 }
    }

    /// Finds dependencies that no code names.
    pub(crate) fn cargo_machete() -> Self {
        Self { krate: "cargo-machete", binary: "cargo-machete", version: "0.9.2".to_owned(), minutes: 2 }
    }

    /// Where the program is, installing it first when it is nowhere.
    pub(crate) fn ensure(&self) -> Result<PathBuf, Stop> {
        let home = cache()?.join("tools").join(format!("{}-{}", self.krate, self.version));
        let cached = home.join("bin").join(self.binary);
        let found = [PathBuf::from(self.binary), cached.clone()].into_iter().find(|path| self.is_at(path));
        if let Some(path) = found {
            return Ok(path);
        }
        self.install(&home)?;
        if self.is_at(&cached) {
            Ok(cached)
        } else {
            Err(Stop::new(format!("{} does not run", cached.display())))
        }
    }

    fn is_at(&self, path: &Path) -> bool {
        let said = process::read(Command::new(path).arg("--version")).ok();
        let found = said.and_then(|text| Version::find(&text));
        found.is_some() && found == Version::find(&self.version)
    }

    fn install(&self, home: &Path) -> Result<(), Stop> {
        fs::create_dir_all(home).or_stop(format_args!("{} cannot be made", home.display()))?;
        if self.fetch_prebuilt(home) {
            return Ok(());
        }
        let Self { krate, version, minutes, .. } = self;
        say(format_args!(
            "installing {krate} {version} once for this user: about {minutes} minutes on two cores"
        ));
        let locked = self.build(home, &["--locked"])?;
        if locked.success {
            return Ok(());
        }
        if !lock_is_stale(&locked.stderr) {
            return Err(self.failed(&locked.stderr));
        }
        say(format_args!("the lock file of {krate} names a version that was withdrawn; building without it"));
        let unlocked = self.build(home, &[])?;
        if unlocked.success { Ok(()) } else { Err(self.failed(&unlocked.stderr)) }
    }

    /// Downloads a ready program when the user has cargo-binstall and the release can be reached.
    fn fetch_prebuilt(&self, home: &Path) -> bool {
        if process::read(Command::new("cargo-binstall").arg("-V")).is_err() {
            return false;
        }
        let mut fetch = Command::new("cargo-binstall");
        fetch.args(["--no-confirm", "--disable-strategies", "compile", "--no-track", "--install-path"]);
        fetch.arg(home.join("bin")).arg(self.spec()).current_dir(home);
        process::run(&mut fetch).is_ok()
    }

    fn build(&self, home: &Path, options: &[&str]) -> Result<process::Watched, Stop> {
        let mut install = Command::new("cargo");
        install.args(["install", "--root"]).arg(home).arg(self.spec()).args(options);
        // The tree's own cargo configuration is for the tree alone.
        install.current_dir(home);
        let watch = Stopwatch::start();
        let (mut crates, mut next) = (0_u32, SIGN_OF_LIFE);
        process::watch(&mut install, |line| {
            crates += u32::from(line.trim_start().starts_with("Compiling"));
            if watch.elapsed() >= next {
                watch.step(format_args!("{}: {crates} crates begun", self.krate));
                next = watch.elapsed() + SIGN_OF_LIFE;
            }
        })
    }

    fn spec(&self) -> String {
        format!("{}@{}", self.krate, self.version)
    }

    fn failed(&self, stderr: &str) -> Stop {
        let errors: Vec<_> = stderr.lines().skip_while(|line| !line.starts_with("error")).take(20).collect();
        Stop::new(format!(
            "{} {} cannot be installed; install it yourself and put it on PATH\n{}",
            self.krate,
            self.version,
            errors.join("\n")
        ))
    }
}

/// Whether cargo refused the lock file of a crate, and may succeed with versions of its own choice.
fn lock_is_stale(stderr: &str) -> bool {
    [
        "failed to select a version",
        "cannot update the lock file",
        "is yanked",
        "needs to be updated but --locked",
    ]
    .iter()
    .any(|sign| stderr.lines().any(|line| line.starts_with("error") && line.contains(sign)))
}

/// The folder of this project in the user's cache.
fn cache() -> Result<PathBuf, Stop> {
    let home = || env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    let base = match env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty()) {
        Some(path) => Some(PathBuf::from(path)),
        None if cfg!(target_os = "macos") => home().map(|home| home.join("Library/Caches")),
        None => home().map(|home| home.join(".cache")),
    };
    base.map(|base| base.join("mixvel-auth"))
        .ok_or_else(|| Stop::new("HOME is not set: set it, or XDG_CACHE_HOME, so that tools have a place"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withdrawn_version_in_a_lock_file_is_a_reason_to_build_without_it() {
        let stderr = "    Updating crates.io index\n\
            error: failed to select a version for the requirement `webpki-roots = \"^1.0.10\"` (locked to 1.0.11)\n";
        assert!(lock_is_stale(stderr));
    }

    #[test]
    fn a_failed_build_or_a_mere_warning_is_none() {
        assert!(!lock_is_stale("error: could not compile `x` (lib) due to 1 previous error"));
        assert!(!lock_is_stale("warning: package `yoke-derive v0.8.3` in Cargo.lock is yanked in registry"));
    }
}
