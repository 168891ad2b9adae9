//! Installs a program from crates.io: ready-made where that is to be had, else built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::error::{OrStop as _, Stop};
use crate::process::{self, Watched};
use crate::progress::{Stopwatch, say};
use crate::tools::Tool;

/// How often a long installation says that it is alive.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);

/// Where the program is, installing it first when it is nowhere.
pub(crate) fn ensure(tool: &Tool) -> Result<PathBuf, Stop> {
    let home = tool.home()?;
    let installed = home.join("bin").join(tool.binary);
    let on_path = PathBuf::from(tool.binary);
    if tool.is_at(&on_path) {
        return Ok(on_path);
    }
    if !tool.is_at(&installed) {
        into(&home, tool, || tool.is_at(&installed))?;
    }
    Ok(installed)
}

/// Installs a tool into a folder of its own; `runs` tells whether it is there.
fn into(home: &Path, tool: &Tool, runs: impl Fn() -> bool) -> Result<(), Stop> {
    fs::create_dir_all(home).or_stop(format_args!("{} cannot be made", home.display()))?;
    fetch(home, tool);
    if runs() {
        return Ok(());
    }
    let Tool { krate, version, minutes, .. } = tool;
    say(format_args!("installing {krate} {version} once for this user: about {minutes} min on two cores"));
    let mut built = build(home, tool, &["--locked"])?;
    if !built.success && lock_is_stale(&built.stderr) {
        say(format_args!("the lock file of {krate} names a version that was withdrawn; building without it"));
        built = build(home, tool, &[])?;
    }
    if built.success && runs() {
        return Ok(());
    }
    let errors: Vec<_> =
        built.stderr.lines().skip_while(|line| !line.starts_with("error")).take(20).collect();
    Err(Stop::new(format!(
        "{krate} {version} cannot be installed; install it yourself and put it on PATH\n{}",
        errors.join("\n")
    )))
}

/// Downloads a ready program when the user has cargo-binstall; whether it could is seen by the program.
fn fetch(home: &Path, tool: &Tool) {
    if process::read(Command::new("cargo-binstall").arg("-V")).is_err() {
        return;
    }
    let mut fetch = Command::new("cargo-binstall");
    fetch.args(["--no-confirm", "--disable-strategies", "compile", "--no-track", "--install-path"]);
    fetch.arg(home.join("bin")).arg(spec(tool)).current_dir(home);
    if let Err(stop) = process::run(&mut fetch) {
        say(stop);
    }
}

fn build(home: &Path, tool: &Tool, options: &[&str]) -> Result<Watched, Stop> {
    let mut install = Command::new("cargo");
    // Run elsewhere: the tree's own cargo configuration is for the tree alone.
    install.args(["install", "--root"]).arg(home).arg(spec(tool)).args(tool.options).args(options);
    install.current_dir(home);
    // A tool runs for a second and is built for minutes: without the optimiser it is there in a third of the time.
    for (setting, value) in [("OPT_LEVEL", "0"), ("LTO", "off"), ("CODEGEN_UNITS", "16")] {
        install.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    let watch = Stopwatch::start();
    let crates = AtomicU32::new(0);
    let count = |line: &str| {
        crates.fetch_add(u32::from(line.trim_start().starts_with("Compiling")), Ordering::Relaxed);
    };
    // Closed when the build ends.
    let (running, ended) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let (crates, krate) = (&crates, tool.krate);
        scope.spawn(move || {
            while ended.recv_timeout(SIGN_OF_LIFE) == Err(RecvTimeoutError::Timeout) {
                watch.step(format_args!("{krate}: {} crates begun", crates.load(Ordering::Relaxed)));
            }
        });
        let watched = process::watch(&mut install, count);
        drop(running);
        watched
    })
}

fn spec(tool: &Tool) -> String {
    format!("{}@{}", tool.krate, tool.version)
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
