//! One wasm module with its glue: compiled, bound, shrunk, named after its content.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{OrStop as _, Stop};
use crate::process;
use crate::project::Project;
use crate::{npm, rust};

use super::shrink::shrink;

/// A binary of the `frontend` crate that the browser loads.
pub(super) struct Module {
    /// Name of the binary and of its cargo feature.
    pub(super) name: &'static str,
    /// What its script does besides starting it.
    entry: &'static str,
}

impl Module {
    /// The login window.
    pub(super) const LOGIN: Self =
        Self { name: "login", entry: "import start from GLUE;\nstart({ module_or_path: WASM });\n" };
    /// All later windows; the first module calls `show` when `ready()` is. What was lost on its way is fetched again.
    pub(super) const STEPS: Self = Self {
        name: "steps",
        entry: "import start, { show } from GLUE;\nlet started;\n\
                const ready = () => started ??= start({ module_or_path: WASM }).catch(e => { started = null; throw e; });\n\
                ready().catch(() => {});\nexport { ready, show };\n",
    };

    /// The pages that links of mails lead to.
    pub(super) const LINKS: Self =
        Self { name: "links", entry: "import start from GLUE;\nstart({ module_or_path: WASM });\n" };

    /// Boss's administration.
    pub(super) const BOSS: Self =
        Self { name: "boss", entry: "import start from GLUE;\nstart({ module_or_path: WASM });\n" };

    /// The part of it where support alone works.
    pub(super) const SUPPORT: Self =
        Self { name: "support", entry: "import start from GLUE;\nstart({ module_or_path: WASM });\n" };

    /// Writes what was compiled into `assets` and returns the name of its files, without extension: that of the script
    /// and that of the wasm, joined by a comma.
    pub(super) fn write(
        &self,
        project: &Project,
        wasm_bindgen: &Path,
        work: &Path,
        assets: &Path,
    ) -> Result<String, Stop> {
        let name = self.name;
        let compiled = target(work).join(rust::WASM).join(PROFILE).join(format!("{name}.wasm"));
        let bound = work.join(name);
        fs::create_dir_all(&bound).or_stop(format_args!("{} cannot be made", bound.display()))?;
        let mut bind = Command::new(wasm_bindgen);
        bind.args([
            "--target",
            "web",
            "--no-typescript",
            "--omit-default-module-path",
            "--encode-into",
            "always",
        ]);
        bind.args(["--out-name", name, "--out-dir"]);
        process::run(bind.arg(&bound).arg(compiled))?;

        shrink(project, &bound, name)?;
        let wasm = bound.join(format!("{name}_bg.wasm"));
        let wasm = fs::read(&wasm).or_stop(format_args!("{} cannot be read", wasm.display()))?;
        let wasm_name = named(name, &wasm);
        let path = assets.join(format!("{wasm_name}.wasm"));
        fs::write(&path, &wasm).or_stop(format_args!("{} cannot be written", path.display()))?;

        let entry = bound.join("entry.js");
        let text = self.entry.replace("GLUE", &format!("\"./{name}.js\""));
        let text = text.replace("WASM", &format!("\"/assets/{wasm_name}.wasm\""));
        fs::write(&entry, text).or_stop(format_args!("{} cannot be written", entry.display()))?;
        let mut esbuild = Command::new(npm::esbuild(project));
        esbuild.arg(entry).args(["--bundle", "--minify", "--format=esm", "--log-level=error"]);
        let script = process::read(esbuild.args(["--target=chrome120,firefox120,safari16.4"]))?;
        let script_name = named(name, script.as_bytes());
        let path = assets.join(format!("{script_name}.js"));
        fs::write(&path, script).or_stop(format_args!("{} cannot be written", path.display()))?;
        Ok(format!("{script_name},{wasm_name}"))
    }
}

/// Compiles modules, each with the features of all of them, and the standard library with them.
pub(super) fn compile(project: &Project, work: &Path, modules: &[Module]) -> Result<(), Stop> {
    let mut cargo = rust::cargo(project);
    cargo.args(["build", "--quiet", "--package", "frontend", "--profile", PROFILE, "--target", rust::WASM]);
    cargo.args(modules.iter().flat_map(|module| ["--bin", module.name, "--features", module.name]));
    cargo.args(LIBRARY);
    // A folder of its own: build scripts look at the first variable, and all of them would run again whenever cargo is
    // called with and without it in turn.
    cargo.arg("--target-dir").arg(target(work));
    cargo.env("RUSTC_BOOTSTRAP", "1").env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    process::run(&mut cargo)
}

fn target(work: &Path) -> PathBuf {
    work.join("cargo")
}

/// Cargo's profile of the modules.
const PROFILE: &str = "browser";

/// A panic in the browser can do no more than stop the app, which a trap does as well. But as it comes, the standard
/// library carries the words, places and formatting of every panic, a fifth of what a person waits for at the login
/// window. The compiler leaves them out only where the library is built along, which it calls unstable; the compiler
/// is pinned (rust-toolchain.toml), and `RUSTC_BOOTSTRAP` lets that one release do it. The edge is not built so.
const FLAGS: [&str; 3] = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"];
const LIBRARY: [&str; 2] = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

/// Copies a style into `assets` under a name with a digest of its content, which is returned.
pub(super) fn keep(style: &Path, assets: &Path) -> Result<String, Stop> {
    let content = fs::read(style).or_stop(format_args!("{} cannot be read", style.display()))?;
    let name = format!("{}.css", named("boss", &content));
    let path = assets.join(&name);
    fs::write(&path, content).or_stop(format_args!("{} cannot be written", path.display()))?;
    Ok(name)
}

/// A file's name with a digest of its content, so that it may be kept for ever.
fn named(name: &str, content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{name}-{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_content_has_another_name() {
        assert_ne!(named("login", b"one"), named("login", b"two"));
        assert_eq!(named("login", b"one"), named("login", b"one"));
    }
}
