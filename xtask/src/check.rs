//! `cargo xtask check`: everything that can be said about the source without running it.

use std::process::Command;

use crate::args::{Args, Known};
use crate::error::Stop;
use crate::progress::{Stopwatch, say};
use crate::project::Project;
use crate::tools::Tool;
use crate::{install, process, rust};

/// What the command understands.
pub(crate) const KNOWN: Known<'_> = Known { words: &[], switches: &[], options: &[], lists: &[] };

/// What cargo itself checks: a name and the arguments. The edge is looked at as it is deployed and as it runs
/// locally, and each module of the windows once more, because much of them exists only in wasm.
const BY_CARGO: [(&str, &str); 9] = [
    ("format", "fmt --all --check"),
    ("lints", "clippy --workspace --all-targets --all-features -- -D warnings"),
    ("lints of the deployed edge", "clippy --package edge --target wasm32-unknown-unknown -- -D warnings"),
    (
        "lints of the local edge",
        "clippy --package edge --target wasm32-unknown-unknown --features local -- -D warnings",
    ),
    (
        "lints of the login window",
        "clippy --package frontend --target wasm32-unknown-unknown --features login -- -D warnings",
    ),
    (
        "lints of the later windows",
        "clippy --package frontend --target wasm32-unknown-unknown --features steps --all-targets -- -D warnings",
    ),
    (
        "lints of administration",
        "clippy --package frontend --target wasm32-unknown-unknown --features boss -- -D warnings",
    ),
    (
        "lints of support's pages",
        "clippy --package frontend --target wasm32-unknown-unknown --features support -- -D warnings",
    ),
    ("documentation", "doc --workspace --no-deps --all-features --document-private-items"),
];

/// Makes every check and names those that failed.
pub(crate) fn run(project: &Project, _: &Args) -> Result<(), Stop> {
    let watch = Stopwatch::start();
    rust::ensure_wasm_target(project)?;
    let before = tree(project)?;
    let mut failed = Vec::new();
    let mut note = |name: &'static str, outcome: Result<(), Stop>| {
        if let Err(stop) = outcome {
            say(stop);
            failed.push(name);
        }
    };
    for (name, arguments) in BY_CARGO {
        watch.step(name);
        let mut cargo = rust::cargo(project);
        note(name, process::run(cargo.args(arguments.split(' ')).env("RUSTDOCFLAGS", "-D warnings")));
    }
    watch.step("unused dependencies");
    note("unused dependencies", unused_dependencies(project));
    watch.step("licences, bans and sources of dependencies");
    note("licences, bans and sources", process::run(&mut deny(project, &["licenses", "bans", "sources"])?));
    watch.step("published advisories");
    note("advisories", advisories(project));
    let changed = tree(project)? != before;
    let outcome = if changed { Err(Stop::new("the checks changed files; see `git status`")) } else { Ok(()) };
    note("an unchanged source tree", outcome);
    watch.step("done");
    if failed.is_empty() { Ok(()) } else { Err(Stop::new(format!("failed: {}", failed.join(", ")))) }
}

fn unused_dependencies(project: &Project) -> Result<(), Stop> {
    let mut machete = Command::new(install::ensure(&Tool::cargo_machete())?);
    process::run(machete.arg("--skip-target-dir").current_dir(project.root()))
}

fn deny(project: &Project, what: &[&str]) -> Result<Command, Stop> {
    let mut command = Command::new(install::ensure(&Tool::cargo_deny())?);
    command.args(["--workspace", "--all-features", "check", "--hide-inclusion-graph"]).args(what);
    command.current_dir(project.root());
    Ok(command)
}

/// Looks for published flaws of dependencies, where the database of them can be had.
fn advisories(project: &Project) -> Result<(), Stop> {
    let checked = process::watch(&mut deny(project, &["advisories"])?, |_| ())?;
    if !checked.success && !database_unreachable(&checked.stderr) {
        return Err(Stop::new(checked.stderr));
    }
    if !checked.success {
        say("not checked: the advisory database cannot be reached from here");
    }
    Ok(())
}

/// Whether cargo-deny found no database rather than an advisory.
fn database_unreachable(stderr: &str) -> bool {
    stderr.contains("failed to fetch advisory database")
}

/// What git sees of the tree.
fn tree(project: &Project) -> Result<String, Stop> {
    process::read(Command::new("git").args(["status", "--porcelain"]).current_dir(project.root()))
}
