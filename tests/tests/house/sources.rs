//! Every source and manifest of the workspace.

use std::fs;
use std::path::Path;

/// A file, named from the root of the project.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// Lines of code with their numbers from 1: without comments, and nothing from the first test module on.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = self
            .text
            .find("#[cfg(test)]\nmod tests")
            .or_else(|| self.text.find("#[cfg(test)]\npub(crate) mod tests"));
        let code = self.text.get(..tests.unwrap_or(self.text.len())).unwrap_or_default();
        code.lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.split("// ").next().unwrap_or_default()))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Whether the file lies under this folder, or is this file.
    pub(crate) fn is_in(&self, place: &str) -> bool {
        self.path.starts_with(place)
    }

    /// Whether the file holds nothing but tests.
    pub(crate) fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.ends_with("tests.rs")
    }
}

/// All Rust sources and manifests.
pub(crate) fn all() -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    for member in ["locales", "shared", "edge", "frontend", "xtask", "tests"] {
        walk(root, &root.join(member), &mut found);
    }
    found
}

/// The text of one file, named from the root.
pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Whether a file is there, named from the root.
pub(crate) fn exists(path: &str) -> bool {
    root().join(path.trim_start_matches('/')).exists()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests live in the project")
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | "build" | "dist" | "fuzz" | "node_modules")
                && !name.starts_with('.')
            {
                walk(root, &path, found);
            }
        } else if name == "Cargo.toml" || path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a readable source");
            let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.push(Source { path, text });
        }
    }
}
