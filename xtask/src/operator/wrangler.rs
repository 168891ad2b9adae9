//! Runs the project's wrangler with the project's node and takes down what it says.

use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::refusal::Refusal;

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
    let bin = root.join("node_modules/.bin");
    let mut child = Command::new(bin.join("node"))
        .arg("node_modules/wrangler/bin/wrangler.js")
        .args(words)
        .current_dir(root)
        .env("PATH", path_with(&bin))
        .env_remove("WRANGLER_LOG")
        .envs([
            ("CI", "1"),
            ("WRANGLER_HIDE_BANNER", "true"),
            ("WRANGLER_SEND_METRICS", "false"),
            ("WRANGLER_SEND_ERROR_REPORTS", "false"),
            ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| unavailable(&error))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A process that ends without reading its input says why by its exit code.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().map_err(|error| unavailable(&error))?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Answer { success: output.status.success(), stdout: text(output.stdout), stderr: text(output.stderr) })
}

fn path_with(first: &Path) -> OsString {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(first.to_owned()).chain(std::env::split_paths(&rest));
    std::env::join_paths(all).unwrap_or(rest)
}
