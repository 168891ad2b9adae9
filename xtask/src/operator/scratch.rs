//! A directory of a test's own, with a stand-in for wrangler when one is needed.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::ambient::random_text;

/// A fresh directory, removed with this value.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("xtask-test-{}", random_text::<12>().unwrap()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Puts a shell script where wrangler is, and one where node is, which runs the first and takes every request. `$@`
    /// is what wrangler would be given; the working directory is the scratch, where `asked` has the requests.
    pub(crate) fn with_wrangler(script: &str) -> Self {
        const NODE: &str = r#"#!/bin/sh
            [ "$1" = --input-type=module ] || exec /bin/sh "$@"
            cat >> "${0%/node_modules/*}/asked"
            echo '{"status":200,"location":null,"retry_after":null,"body":"{}"}'"#;
        let scratch = Self::new();
        let modules = scratch.0.join("node_modules");
        std::fs::create_dir_all(modules.join(".bin")).unwrap();
        std::fs::create_dir_all(modules.join("wrangler/bin")).unwrap();
        std::fs::write(modules.join("wrangler/bin/wrangler.js"), script).unwrap();
        let node = modules.join(".bin/node");
        std::fs::write(&node, NODE).unwrap();
        std::fs::set_permissions(node, std::fs::Permissions::from_mode(0o755)).unwrap();
        scratch
    }

    /// Puts Node in its place, which requests go by.
    pub(crate) fn with_node() -> Self {
        let scratch = Self::new();
        let tools = scratch.0.join("node_modules/.bin");
        std::fs::create_dir_all(&tools).unwrap();
        std::os::unix::fs::symlink(node(), tools.join("node")).unwrap();
        scratch
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The node that wrangler runs on: the project's, else the first on PATH.
pub(crate) fn node() -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/.bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::iter::once(project).chain(std::env::split_paths(&path)).map(|folder| folder.join("node"));
    let found = found.into_iter().find_map(|node| node.canonicalize().ok());
    found.expect("node is missing: `cargo xtask test` installs it")
}
