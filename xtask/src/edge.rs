//! The edge as the runtime loads it: a script that is all of its JavaScript, and the wasm.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use crate::error::{OrStop as _, Stop};
use crate::progress::Stopwatch;
use crate::project::Project;
use crate::{build_log, npm, process, rust};

/// For whom the edge is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// A developer's machine and the tests.
    Local,
    /// A deployed environment.
    Deploy,
}

impl Variant {
    /// Where the result is, from the root; `main` of wrangler.toml says the same.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Local => "build/local",
            Self::Deploy => "build/deploy",
        }
    }

    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Local => &["--features", "local,contract"],
            Self::Deploy => &[],
        }
    }
}

/// What the runtime calls, from the root; it imports the glue that lies beside it once it is copied.
const ENTRY: &str = "edge/entry.js";

/// What wasm-bindgen is to write besides: where the wasm has stopped, the next call begins with a new memory, which the
/// `worker` crate asks for.
const RESTART: [&str; 2] = ["--experimental-reset-state-function", "--force-enable-abort-handler"];

/// Builds it into the variant's folder, where an older one makes room once all of this one is there. One build at a
/// time: cargo has one place for the wasm of both variants, and what is for a developer's machine must not be deployed.
pub(crate) fn build(
    project: &Project,
    variant: Variant,
    watch: Stopwatch,
    wasm_bindgen: &Path,
) -> Result<(), Stop> {
    let folder = project.path(variant.folder());
    let first = !folder.join("index.js").is_file();
    let patience = if first { "; the first time takes some minutes" } else { "" };
    watch.step(format_args!("building the edge into {}{patience}", variant.folder()));
    let target = rust::target(project)?;
    let lock = target.join("edge.lock");
    let lock = fs::create_dir_all(&target).and_then(|()| File::create(&lock)).or_stop(lock.display())?;
    if lock.try_lock().is_err() {
        watch.step("waiting for another build of the edge");
        lock.lock().or_stop("it cannot be waited for")?;
    }
    compile(project, variant)?;
    let bound = target.join(variant.folder());
    for folder in [&bound, &folder] {
        fs::create_dir_all(folder).or_stop(format_args!("{} cannot be made", folder.display()))?;
    }
    let mut bind = Command::new(wasm_bindgen);
    bind.args(["--target", "module", "--no-typescript", "--out-name", "index", "--out-dir"]).arg(&bound);
    // Its warnings are of features that the compiler of this release has by itself.
    process::read(bind.args(RESTART).arg(target.join(rust::WASM).join("release/edge.wasm")))?;
    bundle(project, &folder, &bound)
}

fn compile(project: &Project, variant: Variant) -> Result<(), Stop> {
    let mut cargo = rust::cargo(project);
    cargo.args(["build", "--package", "edge", "--lib", "--release", "--target", rust::WASM]);
    // The macros of wasm-bindgen read it: the `worker` crate brings js-sys' futures alone.
    cargo.args(variant.features()).env("WASM_BINDGEN_USE_JS_SYS", "1");
    if !process::watch(&mut cargo, build_log::show)?.success {
        return Err(Stop::new("the edge cannot be built; the messages above say why"));
    }
    Ok(())
}

/// Makes one script of the glue and what the runtime calls, and puts the wasm beside it.
fn bundle(project: &Project, folder: &Path, bound: &Path) -> Result<(), Stop> {
    let failed = || format!("{} cannot be written", folder.display());
    let glue = bound.join("index.js");
    // Of a form that the runtime has and no bundler yet (the source phase of imports).
    let text = fs::read_to_string(&glue).or_stop(failed())?.replace("import source ", "import ");
    fs::write(&glue, text).or_stop(failed())?;
    let entry = bound.join("entry.js");
    fs::copy(project.path(ENTRY), &entry).or_stop(failed())?;
    let mut esbuild = Command::new(npm::esbuild(project));
    esbuild.arg(entry).args(["--bundle", "--minify", "--format=esm", "--log-level=error"]);
    esbuild.args(["--external:./index_bg.wasm", "--external:cloudflare:*"]);
    let script = process::read(&mut esbuild)?;
    let new = |name: &str| folder.join(format!("{name}.new"));
    fs::copy(bound.join("index_bg.wasm"), new("index_bg.wasm")).or_stop(failed())?;
    fs::write(new("index.js"), script).or_stop(failed())?;
    ["index_bg.wasm", "index.js"]
        .into_iter()
        .try_for_each(|name| fs::rename(new(name), folder.join(name)))
        .or_stop(failed())
}
