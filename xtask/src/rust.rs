//! The Rust side of the tools: the wasm target, and cargo itself.

use std::process::Command;

use crate::error::Stop;
use crate::process;
use crate::progress::say;
use crate::project::Project;

/// What the edge is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Cargo at the root of the tree, with the toolchain of rust-toolchain.toml.
pub(crate) fn cargo(project: &Project) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(project.root());
    command
}

/// Makes sure that the compiler can build for the runtime.
pub(crate) fn ensure_wasm_target(project: &Project) -> Result<(), Stop> {
    let mut ask = Command::new("rustc");
    let libraries =
        process::read(ask.args(["--print", "target-libdir", "--target", WASM]).current_dir(project.root()))?;
    if std::path::Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    say(format_args!("adding the Rust target {WASM}"));
    let mut add = Command::new("rustup");
    process::run(add.args(["target", "add", WASM]).current_dir(project.root())).map_err(|stop| {
        Stop::new(format!(
            "{stop}\nThe Rust compiler lacks the target {WASM}: install Rust with rustup (https://rustup.rs), or \
             your system's package of that target"
        ))
    })
}
