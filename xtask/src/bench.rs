//! `cargo xtask bench`: measures the worker and how the login window loads; what is measured, and what it may be,
//! stands in the `tests` package.

use std::process::Command;

use crate::args::{Args, Known};
use crate::build;
use crate::edge::Variant;
use crate::error::Stop;
use crate::progress::Stopwatch;
use crate::project::Project;
use crate::{browser, frontend, node, npm, process, rust};

/// What the command understands.
pub(crate) const KNOWN: Known<'_> = Known { words: &["part"], switches: &[], options: &[], lists: &[] };

/// Builds what is measured and measures it, or one part alone.
pub(crate) fn run(project: &Project, args: &Args) -> Result<(), Stop> {
    let watch = Stopwatch::start();
    match args.word(0) {
        Some("loading") => loading(project, watch),
        Some("growth") => growth(project, watch),
        Some(other) => {
            Err(Stop::new(format!("{other:?} is not measured by itself; `loading` and `growth` are")))
        }
        None => {
            let measured = worker(project, watch).and(growth(project, watch));
            loading(project, watch).and(measured)
        }
    }
}

fn worker(project: &Project, watch: Stopwatch) -> Result<(), Stop> {
    build::edge(project, Variant::Local, watch)?;
    build::edge(project, Variant::Deploy, watch)?;
    watch.step("measuring the reader and writer of envelopes; budget 20 000 ns");
    let mut native = rust::cargo(project);
    process::run(native.args(["run", "--release", "--package", "shared", "--example", "time_login"]))?;
    watch.step("measuring the worker");
    let mut bench = rust::cargo(project);
    bench.args(["run", "--release", "--package", "tests", "--bin", "bench"]);
    process::run(bench.env("PATH", npm::path_with_tools(project)?))
}

fn growth(project: &Project, watch: Stopwatch) -> Result<(), Stop> {
    build::edge(project, Variant::Local, watch)?;
    watch.step("measuring the worker over a database with a million rows in every table that grows");
    let mut bench = rust::cargo(project);
    bench.args(["run", "--release", "--package", "tests", "--bin", "growth"]);
    process::run(bench.env("PATH", npm::path_with_tools(project)?))
}

fn loading(project: &Project, watch: Stopwatch) -> Result<(), Stop> {
    npm::ensure_packages(project)?;
    npm::ensure_comparison(project)?;
    frontend::build(project, watch)?;
    let chromium = browser::ensure_chromium(watch)?;
    watch.step("measuring how the login window loads");
    let mut measure = Command::new(node::path(project));
    measure.arg("tests/comparison/measure.mjs").arg(chromium).current_dir(project.root());
    process::run(&mut measure)
}
