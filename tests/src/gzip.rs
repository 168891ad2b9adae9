//! Content codings by Node's zlib (`gzip.mjs`).

use std::io::Write as _;
use std::process::Stdio;
use std::thread;

use crate::project;

/// Runs bytes through `gzip`, `gunzip` or `brotli`.
pub fn run(method: &str, bytes: &[u8]) -> Vec<u8> {
    let mut command = project::node("tests/gzip.mjs");
    command.arg(method).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("node cannot be started: {error}"));
    let mut input = child.stdin.take().expect("its input is piped");
    thread::scope(|scope| {
        scope.spawn(move || input.write_all(bytes).expect("node reads all of it"));
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{method}: {}", output.status);
        output.stdout
    })
}
