//! `cargo xtask check`: everything that can be said about the source without running it.

use std::process::Command;

use crate::args::{Args, Known};
use crate::error::Stop;
use crate::progress::{Stopwatch, say};
use crate::project::Project;
use crate::tools::Tool;
use crate::{process, rust};

/// What the command understands.
pub(crate) const KNOWN: Known = Known { words: &[], switches: &[], options: &[], lists: &[] };

/// Makes every check; the first that fails ends it.
pub(crate) fn run(project: &Project, _: &Args) -> Result<(), Stop> {
    let watch = Stopwatch::start();
    let before = tree(project)?;
    let cargo = |what: &str, arguments: &str| {
        watch.step(what);
        process::run(rust::cargo(project).args(arguments.split(' ')).env("RUSTDOCFLAGS", "-D warnings"))
    };
    cargo("format", "fmt --all --check")?;
    cargo("lints", "clippy --workspace --all-targets --all-features -- -D warnings")?;
    rust::ensure_wasm_target(project)?;
    for features in ["--no-default-features", "--all-features"] {
        let arguments = format!("clippy --package edge --target {} {features} -- -D warnings", rust::WASM);
        cargo(&format!("lints of the edge as it is deployed, {features}"), &arguments)?;
    }
    cargo("documentation", "doc --workspace --no-deps --all-features --document-private-items")?;
    dependencies(project, watch)?;
    watch.step("nothing in the source tree was changed by all this");
    if tree(project)? != before {
        return Err(Stop::new("the checks changed files that git knows; commit what `git status` shows"));
    }
    watch.step("all checks passed");
    Ok(())
}

fn dependencies(project: &Project, watch: Stopwatch) -> Result<(), Stop> {
    watch.step("unused dependencies");
    let mut machete = Command::new(Tool::cargo_machete().ensure()?);
    process::run(machete.arg("--skip-target-dir").current_dir(project.root()))?;

    let deny = Tool::cargo_deny().ensure()?;
    let check = |what: &[&str]| {
        let mut command = Command::new(&deny);
        command.args(["--workspace", "--all-features", "check", "--hide-inclusion-graph"]).args(what);
        command.current_dir(project.root());
        command
    };
    watch.step("licences, sources and banned dependencies");
    process::run(&mut check(&["licenses", "bans", "sources"]))?;
    watch.step("published advisories");
    let advisories = process::watch(&mut check(&["advisories"]), |_| ())?;
    if advisories.success {
        return Ok(());
    }
    if database_unreachable(&advisories.stderr) {
        say("  not checked: the advisory database cannot be reached from here");
        return Ok(());
    }
    Err(Stop::new(advisories.stderr))
}

/// Whether cargo-deny found no database rather than an advisory.
fn database_unreachable(stderr: &str) -> bool {
    stderr.contains("failed to fetch advisory database")
}

/// What git sees of the tree.
fn tree(project: &Project) -> Result<String, Stop> {
    process::read(Command::new("git").args(["status", "--porcelain"]).current_dir(project.root()))
}
