//! Programs from crates.io that a command needs, each at one version: taken from PATH, else from a per-user
//! cache, else installed there, so that another clone of the tree does not build them again.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Stop;
use crate::process;
use crate::project::Project;
use crate::version::Version;

/// One program at one version.
#[derive(Clone, Debug)]
pub(crate) struct Tool {
    /// The package that brings it.
    pub(crate) krate: &'static str,
    /// The name of the program.
    pub(crate) binary: &'static str,
    /// Its version, and the package's.
    pub(crate) version: String,
    /// What of it is built, for cargo.
    pub(crate) options: &'static [&'static str],
    /// How long a build takes on two cores.
    pub(crate) minutes: u32,
}

impl Tool {
    /// Writes the JavaScript side of a wasm module; must be of one version with the crate.
    pub(crate) fn wasm_bindgen(project: &Project) -> Result<Self, Stop> {
        let version = project.locked_version("wasm-bindgen")?;
        // Nothing is fetched over TLS with it.
        let options = &["--no-default-features"];
        Ok(Self { krate: "wasm-bindgen-cli", binary: "wasm-bindgen", version, options, minutes: 1 })
    }

    /// Checks licences, sources and advisories of the dependencies.
    pub(crate) fn cargo_deny() -> Self {
        Self {
            krate: "cargo-deny",
            binary: "cargo-deny",
            version: "0.20.2".to_owned(),
            options: &[],
            minutes: 1,
        }
    }

    /// Finds dependencies that no code names.
    pub(crate) fn cargo_machete() -> Self {
        Self {
            krate: "cargo-machete",
            binary: "cargo-machete",
            version: "0.9.2".to_owned(),
            options: &[],
            minutes: 1,
        }
    }

    /// Where installing it puts it.
    pub(crate) fn home(&self) -> Result<PathBuf, Stop> {
        Ok(cache()?.join("tools").join(format!("{}-{}", self.krate, self.version)))
    }

    /// Whether this is the program, of this version.
    pub(crate) fn is_at(&self, path: &Path) -> bool {
        let said = process::read(Command::new(path).arg("--version")).ok();
        let found = said.and_then(|text| Version::find(&text));
        found.is_some() && found == Version::find(&self.version)
    }
}

/// The folder of this project in the user's cache.
fn cache() -> Result<PathBuf, Stop> {
    let variable = |name| env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let of_system = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
    variable("XDG_CACHE_HOME")
        .or_else(|| Some(variable("HOME")?.join(of_system)))
        .map(|base| base.join("mixvel-auth"))
        .ok_or_else(|| Stop::new("HOME is not set: set it, or XDG_CACHE_HOME, so that tools have a place"))
}
