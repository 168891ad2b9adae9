//! The Rust side of the tools: the wasm target, the library's source, and cargo itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{OrStop as _, Stop};
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

/// Cargo's folder for what it builds.
pub(crate) fn target(project: &Project) -> Result<PathBuf, Stop> {
    let mut ask = cargo(project);
    let metadata = process::read(ask.args(["metadata", "--no-deps", "--format-version", "1", "--offline"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).or_stop("cargo metadata cannot be read")?;
    let folder = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    folder.map(PathBuf::from).ok_or_else(|| Stop::new("cargo metadata names no target directory"))
}

/// Makes sure that the compiler can build for the runtime.
pub(crate) fn ensure_wasm_target(project: &Project) -> Result<(), Stop> {
    if Path::new(&printed(project, &["target-libdir", "--target", WASM])?).is_dir() {
        return Ok(());
    }
    add(project, "target", WASM)
}

/// Makes sure that the standard library can be built along.
pub(crate) fn ensure_library_source(project: &Project) -> Result<(), Stop> {
    if Path::new(&printed(project, &["sysroot"])?).join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        return Ok(());
    }
    add(project, "component", "rust-src")
}

/// What the compiler says about itself.
fn printed(project: &Project, what: &[&str]) -> Result<String, Stop> {
    let mut ask = Command::new("rustc");
    let said = process::read(ask.arg("--print").args(what).current_dir(project.root()))?;
    Ok(said.trim().to_owned())
}

fn add(project: &Project, kind: &str, name: &str) -> Result<(), Stop> {
    say(format_args!("adding the Rust {kind} {name}"));
    let mut add = Command::new("rustup");
    process::run(add.args([kind, "add", name]).current_dir(project.root())).map_err(|stop| {
        Stop::new(format!(
            "{stop}\nThe Rust compiler lacks the {kind} {name}: install Rust with rustup (https://rustup.rs), or \
             your system's package of it"
        ))
    })
}
