//! The source tree: where things are and which versions it asks for.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{OrStop as _, Stop};

/// The root of the source tree.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// Finds the tree that this program belongs to: cargo names it, a program run by itself looks upwards.
    pub(crate) fn find() -> Result<Self, Stop> {
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(xtask) => PathBuf::from(xtask),
            None => env::current_dir().or_stop("the current directory cannot be read")?,
        };
        let root = start.ancestors().find(|directory| directory.join("wrangler.toml").is_file());
        root.map(Self::at)
            .ok_or_else(|| Stop::new("run this inside the source tree: no wrangler.toml in any folder above"))
    }

    /// The tree in this folder.
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The root itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A file or folder by its path from the root.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Reads a text file by its path from the root.
    pub(crate) fn text(&self, relative: &str) -> Result<String, Stop> {
        fs::read_to_string(self.path(relative)).or_stop(format_args!("{relative} cannot be read"))
    }

    /// The version of a crate in Cargo.lock.
    pub(crate) fn locked_version(&self, name: &str) -> Result<String, Stop> {
        let lock = self.text("Cargo.lock")?;
        locked_version(&lock, name).map(str::to_owned).ok_or_else(|| {
            Stop::new(format!("Cargo.lock names no {name}; run `cargo check --workspace` first"))
        })
    }
}

fn locked_version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    after.split_once('"').map(|(version, _)| version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_version_is_that_of_the_whole_name() {
        let lock = "[[package]]\nname = \"worker-macros\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"worker\"\nversion = \"0.8.7\"\n";
        assert_eq!(locked_version(lock, "worker"), Some("0.8.7"));
        assert_eq!(locked_version(lock, "macros"), None);
    }
}
