//! `cargo xtask test`: everything the tests need, then all tests of all layers in one run of cargo.

use crate::args::{Args, Known};
use crate::build::{self, Variant};
use crate::error::Stop;
use crate::progress::Stopwatch;
use crate::project::Project;
use crate::{browser, npm, process, rust};

/// What the command understands.
pub(crate) const KNOWN: Known = Known { words: &["filter"], switches: &[], options: &[], lists: &[] };

/// Runs the tests whose name contains the filter, or all.
pub(crate) fn run(project: &Project, args: &Args) -> Result<(), Stop> {
    let watch = Stopwatch::start();
    build::edge(project, Variant::Local, watch)?;
    // Nothing runs it, but its size is measured.
    build::edge(project, Variant::Deploy, watch)?;
    let chromium = browser::ensure_chromium(watch)?;
    watch.step("running the tests");
    let mut test = rust::cargo(project);
    // The real-process tests start node and a browser by these.
    test.env("PATH", npm::path_with_tools(project)?).env(browser::VARIABLE, chromium);
    test.args(["test", "--workspace", "--all-features", "--no-fail-fast"]).args(args.word(0));
    let outcome = process::run(&mut test);
    watch.step(if outcome.is_ok() { "all tests passed" } else { "tests failed" });
    outcome
}
