//! One wasm module with its glue: compiled, bound, shrunk, named after its content.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::process::Command;

use crate::error::{OrStop as _, Stop};
use crate::process;
use crate::project::Project;
use crate::tools::Tool;
use crate::{node, npm, rust};

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
    /// All later windows; the first module calls `show` when it is ready.
    pub(super) const STEPS: Self = Self {
        name: "steps",
        entry: "import start, { show } from GLUE;\nexport const ready = start({ module_or_path: WASM });\nexport { show };\n",
    };

    /// Builds it into `assets` and returns the name of its files, without extension: that of the script and that of
    /// the wasm, joined by a comma.
    pub(super) fn build(&self, project: &Project, work: &Path, assets: &Path) -> Result<String, Stop> {
        let name = self.name;
        let mut cargo = rust::cargo(project);
        cargo.args([
            "build",
            "--quiet",
            "--package",
            "frontend",
            "--profile",
            "browser",
            "--target",
            rust::WASM,
        ]);
        process::run(cargo.args(["--bin", name, "--features", name]))?;

        let bound = work.join(name);
        fs::create_dir_all(&bound).or_stop(format_args!("{} cannot be made", bound.display()))?;
        let compiled = work.with_file_name(rust::WASM).join("browser").join(format!("{name}.wasm"));
        let mut bind = Command::new(Tool::wasm_bindgen(project)?.ensure()?);
        bind.args(["--target", "web", "--no-typescript", "--out-name", name, "--out-dir"]);
        process::run(bind.arg(&bound).arg(compiled))?;

        let wasm = smaller(project, &bound.join(format!("{name}_bg.wasm")))?;
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

/// What every browser of the last years reads, and no more: left to itself, wasm-opt writes newer forms.
const FEATURES: [&str; 7] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The module as wasm-opt leaves it, or as it was, whichever travels lighter.
fn smaller(project: &Project, wasm: &Path) -> Result<Vec<u8>, Stop> {
    let optimised = wasm.with_extension("opt.wasm");
    let mut optimise = Command::new(node::path(project));
    optimise
        .arg(project.path("node_modules/binaryen/bin/wasm-opt"))
        .arg(wasm)
        .arg("-o")
        .arg(&optimised)
        .args(["-Oz", "--strip-producers"]);
    process::run(optimise.args(FEATURES))?;
    let lighter = if brotli(project, &optimised)? < brotli(project, wasm)? { &optimised } else { wasm };
    fs::read(lighter).or_stop(format_args!("{} cannot be read", lighter.display()))
}

/// Bytes of a file as the network carries it.
fn brotli(project: &Project, file: &Path) -> Result<u64, Stop> {
    const MEASURE: &str =
        "console.log(require('zlib').brotliCompressSync(require('fs').readFileSync(process.argv[1])).length)";
    let mut node = Command::new(node::path(project));
    node.arg("-e").arg(MEASURE).arg(file);
    process::read(&mut node)?.trim().parse().or_stop("node printed no number")
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

    #[test]
    fn work_and_compiled_modules_lie_side_by_side() {
        let work = Path::new("/t/frontend");
        assert_eq!(work.with_file_name(rust::WASM), Path::new("/t/wasm32-unknown-unknown"));
    }
}
