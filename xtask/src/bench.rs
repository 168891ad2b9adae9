//! `cargo xtask bench`: measures the local server; what is measured stands in the `tests` package.

use crate::args::{Args, Known};
use crate::build::{self, Variant};
use crate::error::Stop;
use crate::progress::Stopwatch;
use crate::project::Project;
use crate::{npm, process, rust};

/// What the command understands.
pub(crate) const KNOWN: Known = Known { words: &[], switches: &[], options: &[], lists: &[] };

/// Builds the edge and runs the measurements.
pub(crate) fn run(project: &Project, _: &Args) -> Result<(), Stop> {
    let watch = Stopwatch::start();
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
