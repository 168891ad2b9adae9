//! `cargo xtask test`: everything the tests need, then all tests of all layers.

use std::path::Path;

use crate::args::{Args, Known};
use crate::build;
use crate::edge::Variant;
use crate::error::Stop;
use crate::progress::{Stopwatch, say};
use crate::project::Project;
use crate::tools::Tool;
use crate::{browser, foreign, install, npm, process, rust};

/// What the command understands.
pub(crate) const KNOWN: Known<'_> = Known { words: &["filter"], switches: &[], options: &[], lists: &[] };

/// Runs the tests whose name contains the filter, or all; those of components last, in the browser itself.
pub(crate) fn run(project: &Project, args: &Args) -> Result<(), Stop> {
    let watch = Stopwatch::start();
    build::edge(project, Variant::Local, watch)?;
    // Nothing runs it, but its size is measured.
    build::edge(project, Variant::Deploy, watch)?;
    npm::ensure_comparison(project)?;
    let chromium = browser::ensure_chromium(watch)?;
    let firefox = browser::ensure_firefox(watch)?;
    let driver = browser::ensure_driver(watch)?;
    foreign::ensure(project, watch);
    watch.step("running the tests");
    let mut test = rust::cargo(project);
    // The real-process tests start node and a browser by these.
    test.env("PATH", npm::path_with_tools(project)?).env(browser::VARIABLE, chromium);
    test.env(browser::FIREFOX, firefox);
    test.args(["test", "--workspace", "--all-features", "--no-fail-fast"]).args(args.word(0));
    let all = process::run(&mut test);
    watch.step("running the tests of components");
    let components = components(project, &driver, args.word(0));
    watch.step(if all.is_ok() && components.is_ok() { "all tests passed" } else { "tests failed" });
    if let (Err(_), Err(stop)) = (&all, &components) {
        say(stop);
    }
    all.and(components)
}

/// Runs what `frontend/tests` has for a browser; `frontend/webdriver.json` says how it is started.
fn components(project: &Project, driver: &Path, filter: Option<&str>) -> Result<(), Stop> {
    // The runner lies beside the program of the same package.
    let runner = install::ensure(&Tool::wasm_bindgen(project)?)?.with_file_name("wasm-bindgen-test-runner");
    let mut test = rust::cargo(project);
    test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner).env("CHROMEDRIVER", driver);
    test.args(["test", "--package", "frontend", "--target", rust::WASM, "--features", "steps"]);
    process::run(test.args(["--test", "in_browser"]).args(filter))
}
