//! What is uploaded when the worker is deployed: JavaScript and WebAssembly.

use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::project;

/// Most bytes of both after `gzip -9`.
pub const BUDGET: usize = 450_000;

/// Bytes of both after `gzip -9`. The local build is measured: it holds all that a deployed one does.
pub fn gzipped_bytes() -> usize {
    let gzipped = |file| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&fs::read(project::build(file)).unwrap()).unwrap();
        encoder.finish().unwrap().len()
    };
    gzipped("index.js") + gzipped("index_bg.wasm")
}
