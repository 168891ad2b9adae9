//! The browser app: five wasm modules, their glue, the prerendered pages, all in `frontend/dist`.

mod headers;
mod module;
mod shrink;
mod sources;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use crate::args::{Args, Known};
use crate::error::{OrStop as _, Stop};
use crate::process;
use crate::progress::Stopwatch;
use crate::project::Project;
use crate::tools::Tool;
use crate::{install, npm, rust};
use module::Module;

/// What the command understands.
pub(crate) const KNOWN: Known<'_> = Known { words: &[], switches: &[], options: &[], lists: &[] };

/// Header fields of the hashed files, which the platform serves without asking the worker.
const HEADERS: &str = "edge/_headers";
/// What the worker reads as it is, beside the pages, instead of carrying it.
const READ: [&str; 2] = ["shared/assets/common_passwords.txt", "edge/src/http/openapi.json"];
/// Where the result is, from the root.
const DIST: &str = "frontend/dist";

/// `cargo xtask frontend`: the browser app alone.
pub(crate) fn run(project: &Project, _: &Args) -> Result<(), Stop> {
    build(project, Stopwatch::start())
}

/// Builds the browser app; does nothing when its sources are those of the last build.
pub(crate) fn build(project: &Project, watch: Stopwatch) -> Result<(), Stop> {
    let stamp = sources::stamp(project, project.path(DIST).join("stamp"))?;
    if stamp.is_set() {
        return Ok(());
    }
    npm::ensure_packages(project)?;
    rust::ensure_wasm_target(project)?;
    rust::ensure_library_source(project)?;
    // Once, not by each of those who use it side by side.
    let wasm_bindgen = &install::ensure(&Tool::wasm_bindgen(project)?)?;
    let work = rust::target(project)?.join("frontend");
    let assets = work.join("assets");
    empty(&assets)?;
    // The login window is compiled without a trace of the others, which together are compiled in half the time. What
    // needs one core goes side by side: what writes the pages, and making what was compiled small.
    let groups: [&[Module]; 2] =
        [&[Module::LOGIN], &[Module::STEPS, Module::LINKS, Module::BOSS, Module::SUPPORT]];
    let mut names = thread::scope(|scope| {
        let writer = scope.spawn(|| process::run(prerender(project, "build").arg("--quiet")));
        let mut written = Vec::new();
        for group in groups {
            let names =
                group.iter().map(|module| format!("`{}`", module.name)).collect::<Vec<_>>().join(", ");
            watch.step(format_args!("building for the browser: {names}"));
            module::compile(project, &work, group)?;
            let write =
                |module: &'static Module| scope.spawn(|| module.write(project, wasm_bindgen, &work, &assets));
            written.extend(group.iter().map(write));
        }
        let names: Vec<_> = written.into_iter().map(process::joined).collect::<Result<_, _>>()?;
        process::joined(writer).map(|()| names)
    })?;
    watch.step("writing the pages");
    minify(
        project,
        &[
            "frontend/static/app.css",
            "frontend/static/boss.css",
            "frontend/static/page.js",
            "frontend/static/session.js",
        ],
        &work,
    )?;
    names.push(module::keep(&work.join("boss.css"), &assets)?);
    // All of it is there before the first old file goes, so that a failed build leaves the old app whole.
    let dist = project.path(DIST);
    empty(&dist)?;
    copy_all(&assets, &dist.join("assets"))?;
    write_headers(project, &dist)?;
    let mut write = prerender(project, "run");
    write.args(["--quiet", "--"]).arg(&work).arg(dist.join("pages")).args(&names);
    process::run(&mut write)?;
    for file in READ {
        copy(&project.path(file), &dist.join("pages"))?;
    }
    stamp.set()
}

/// Cargo, with the program that writes the pages.
fn prerender(project: &Project, what: &str) -> Command {
    let mut cargo = rust::cargo(project);
    cargo.args([what, "--package", "frontend", "--bin", "prerender", "--features", "prerender"]);
    cargo
}

fn write_headers(project: &Project, dist: &Path) -> Result<(), Stop> {
    let failed = || format!("{HEADERS} cannot be carried over");
    let for_all = fs::read_to_string(project.path(HEADERS)).or_stop(failed())?;
    let entries = fs::read_dir(dist.join("assets")).or_stop(failed())?;
    let mut files: Vec<_> = entries
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, _>>()
        .or_stop(failed())?;
    files.sort_unstable();
    fs::write(dist.join("_headers"), headers::rules(&for_all, &files)).or_stop(failed())
}

/// Makes the page's own style and script small; the pages carry both inline.
fn minify(project: &Project, sources: &[&str], work: &Path) -> Result<(), Stop> {
    let mut esbuild = Command::new(npm::esbuild(project));
    esbuild.args(sources).args([
        "--minify",
        "--log-level=warning",
        "--target=chrome120,firefox120,safari16.4",
    ]);
    esbuild.arg(format!("--outdir={}", work.display()));
    process::run(esbuild.current_dir(project.root()))
}

fn empty(folder: &Path) -> Result<(), Stop> {
    if folder.exists() {
        fs::remove_dir_all(folder).or_stop(format_args!("{} cannot be emptied", folder.display()))?;
    }
    fs::create_dir_all(folder).or_stop(format_args!("{} cannot be made", folder.display()))
}

fn copy_all(from: &Path, to: &Path) -> Result<(), Stop> {
    let failed = || format!("{} cannot be copied", from.display());
    fs::create_dir_all(to).or_stop(failed())?;
    for entry in fs::read_dir(from).or_stop(failed())? {
        copy(&entry.or_stop(failed())?.path(), to)?;
    }
    Ok(())
}

fn copy(file: &Path, to: &Path) -> Result<(), Stop> {
    let copied = to.join(file.file_name().unwrap_or_default());
    fs::copy(file, copied).map(drop).or_stop(format_args!("{} cannot be copied", file.display()))
}
