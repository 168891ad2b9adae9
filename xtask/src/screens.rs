//! `cargo xtask screens`: pictures of every window, error state and mail, in both languages and schemes, narrow to wide.

use std::process::Command;

use crate::args::{Args, Known};
use crate::error::Stop;
use crate::progress::Stopwatch;
use crate::project::Project;
use crate::{browser, frontend, node, process};

/// What the command understands.
pub(crate) const KNOWN: Known<'_> = Known { words: &["state"], switches: &[], options: &[], lists: &[] };

/// Draws all states, or the one that is named, into `tests/browser/out`.
pub(crate) fn run(project: &Project, args: &Args) -> Result<(), Stop> {
    let watch = Stopwatch::start();
    frontend::build(project, watch)?;
    let chromium = browser::ensure_chromium(watch)?;
    watch.step("drawing the windows into tests/browser/out; all of them take some minutes");
    let mut draw = Command::new(node::path(project));
    draw.arg("tests/browser/screens.mjs").arg("draw").current_dir(project.root());
    if let Some(state) = args.word(0) {
        draw.args(["--only", state]);
    }
    process::run(draw.env(browser::VARIABLE, &chromium))?;
    if args.word(0).is_some() {
        return Ok(());
    }
    watch.step("drawing the mails beside them");
    let mut draw = Command::new(node::path(project));
    draw.args(["tests/browser/mails.mjs", "draw"]).current_dir(project.root());
    process::run(draw.env(browser::VARIABLE, chromium))
}
