//! What is uploaded when the worker is deployed: JavaScript and WebAssembly.

use std::fs;

use crate::{gzip, project};

/// Most bytes of both after `gzip -9`.
pub const BUDGET: usize = 640_000;

/// Bytes of both after `gzip -9`, as they are deployed: the local build has more in it.
pub fn gzipped_bytes() -> usize {
    let gzipped = |file| gzip::run("gzip", &fs::read(project::build(file)).unwrap()).len();
    gzipped("deploy/index.js") + gzipped("deploy/index_bg.wasm")
}
