//! `cargo xtask screens`: pictures of every window, error state and mail, in both languages and schemes, narrow to wide.

use std::process::Command;

use crate::args::{Args, Known};
use crate::error::Stop;
use crate::progress::Stopwatch;
use crate::project::Project;
use crate::{browser, frontend, node, process};

/// What the command understands.
pub(crate) const KNOWN: Known<'_> = Known { words: &["state"], switches: &[], options: &[], lists: &[] };

/// Draws all states, or the one that is named, into `tests/browser/out`; with all of them the pictures of the guides.
pub(crate) fn run(project: &Project, args: &Args) -> Result<(), Stop> {
    let watch = Stopwatch::start();
    frontend::build(project, watch)?;
    let chromium = browser::ensure_chromium(watch)?;
    let draw = |script: &[&str]| {
        let mut draw = Command::new(node::path(project));
        draw.args(script).current_dir(project.root()).env(browser::VARIABLE, &chromium);
        process::run(&mut draw)
    };
    let windows = "tests/browser/screens.mjs";
    watch.step("drawing the windows into tests/browser/out; all of them take some minutes");
    if let Some(state) = args.word(0) {
        return draw(&[windows, "draw", "--only", state]);
    }
    draw(&[windows, "draw"])?;
    watch.step("drawing the mails beside them");
    draw(&["tests/browser/mails.mjs", "draw"])?;
    watch.step("drawing the pictures of the guides into docs/pictures");
    draw(&[windows, "guides"])
}
