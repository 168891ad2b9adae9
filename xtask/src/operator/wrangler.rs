//! Runs wrangler and takes down what it says.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use super::refusal::Refusal;
use crate::npm;
use crate::project::Project;

/// What wrangler said.
pub(super) struct Answer {
    /// Whether it ended with exit code 0.
    pub(super) success: bool,
    /// Its standard output.
    pub(super) stdout: String,
    /// Its standard error.
    pub(super) stderr: String,
}

/// Runs wrangler in the project's directory. `input` goes to its standard input, where no other process can see
/// it; an argument can be seen by every process of the machine.
pub(super) fn run<W: AsRef<OsStr>>(root: &Path, words: &[W], input: &str) -> Result<Answer, Refusal> {
    let unavailable = |error: &dyn std::fmt::Display| {
        Refusal::new(
            "wrangler",
            format!("wrangler cannot be run: {error}; `npm ci` in the project's directory installs it"),
        )
    };
    let mut command = npm::wrangler(&Project::at(root)).map_err(|error| unavailable(&error))?;
    command.args(words).env_remove("WRANGLER_LOG");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| unavailable(&error))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A process that ends without reading its input says why by its exit code.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().map_err(|error| unavailable(&error))?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Answer { success: output.status.success(), stdout: text(output.stdout), stderr: text(output.stderr) })
}
