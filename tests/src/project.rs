//! Where things are, and how node is started.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Keeps wrangler quiet, off the network and without questions.
const QUIET: [(&str, &str); 6] = [
    ("WRANGLER_SEND_METRICS", "false"),
    ("WRANGLER_SEND_ERROR_REPORTS", "false"),
    ("WRANGLER_HIDE_BANNER", "true"),
    ("WRANGLER_LOG", "none"),
    ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
    ("CI", "1"),
];

/// The root of the source tree.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand in the source tree")
}

/// A file of a built worker, as in `local/index.js`; `cargo xtask test` builds both.
pub fn build(file: &str) -> PathBuf {
    let path = root().join("build").join(file);
    assert!(path.is_file(), "{} is missing: run `cargo xtask build --local` and `--deploy`", path.display());
    path
}

/// A command that runs a script with the project's node, else with the system's.
pub fn node(script: impl AsRef<Path>) -> Command {
    let pinned = root().join("node_modules/.bin/node");
    let mut command = Command::new(if pinned.exists() { pinned } else { PathBuf::from("node") });
    command.arg("--no-warnings").arg(root().join(script)).envs(QUIET).current_dir(root());
    command
}
