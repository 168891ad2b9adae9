//! `cargo xtask build`: the edge as the runtime loads it. wrangler calls it too, as its build command.

use std::env;
use std::path::Path;
use std::thread;

use crate::args::{Args, Known};
use crate::error::Stop;
use crate::progress::Stopwatch;
use crate::project::Project;
use crate::tools::Tool;
use crate::{build_log, frontend, install, local, npm, process, rust};

/// What the command understands.
pub(crate) const KNOWN: Known<'_> =
    Known { words: &[], switches: &["--local", "--deploy"], options: &[], lists: &[] };

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

/// Builds the edge; for a developer's machine, sets up keys and database as well.
pub(crate) fn run(project: &Project, args: &Args) -> Result<(), Stop> {
    let variant = match (args.has("--local"), args.has("--deploy")) {
        (true, true) => return Err(Stop::new("--local and --deploy exclude each other")),
        (true, false) => Variant::Local,
        (false, _) => Variant::Deploy,
    };
    refuse_misuse(variant, env::var("WRANGLER_COMMAND").ok().as_deref())?;
    let watch = Stopwatch::start();
    let outcome = edge(project, variant, watch).and_then(|()| match variant {
        Variant::Local => local::set_up(project, watch),
        Variant::Deploy => Ok(()),
    });
    match outcome {
        // After a failed build wrangler lets requests wait for ever; better the last good build answers them.
        Err(stop) if build_log::is_followed() => {
            build_log::show(&format!("{stop}\nthe server goes on with the last good build"));
            Ok(())
        }
        outcome => outcome,
    }
}

/// wrangler says what it builds for; the local build belongs to `wrangler dev` alone.
fn refuse_misuse(variant: Variant, wrangler_command: Option<&str>) -> Result<(), Stop> {
    match (variant, wrangler_command) {
        (Variant::Local, Some(command)) if command != "dev" => Err(Stop::new(format!(
            "`wrangler {command}` would publish the local environment, which has demo accounts and no custom \
             domain. Name one that is meant for it: wrangler {command} --env demo, or --env production"
        ))),
        _ => Ok(()),
    }
}

/// Builds the browser app and the edge that serves it, installing what that takes. What does not need each other goes side
/// by side: to install is to wait for the network, and the end of each build is one core's.
pub(crate) fn edge(project: &Project, variant: Variant, watch: Stopwatch) -> Result<(), Stop> {
    rust::ensure_wasm_target(project)?;
    rust::ensure_library_source(project)?;
    // Alone, so that whoever has no npm is told at once.
    npm::ensure_packages(project)?;
    let [worker_build, wasm_bindgen] = [Tool::worker_build(project)?, Tool::wasm_bindgen(project)?];
    thread::scope(|scope| {
        let worker_build = scope.spawn(move || install::ensure(&worker_build));
        let wasm_bindgen = install::ensure(&wasm_bindgen)?;
        let edge = scope
            .spawn(move || compile(project, variant, watch, &process::joined(worker_build)?, &wasm_bindgen));
        frontend::build(project, watch).and(process::joined(edge))
    })
}

/// Builds the edge alone.
fn compile(
    project: &Project,
    variant: Variant,
    watch: Stopwatch,
    worker_build: &Path,
    wasm_bindgen: &Path,
) -> Result<(), Stop> {
    let folder = variant.folder();
    let first = !project.path(folder).join("index.js").is_file();
    let patience = if first { "; the first time takes some minutes" } else { "" };
    watch.step(format_args!("building the edge into {folder}{patience}"));
    let mut build = std::process::Command::new(worker_build);
    build.arg("edge").args(["--release", "--out-dir"]).arg(project.path(folder));
    build.args(variant.features()).current_dir(project.root());
    build.env("WASM_BINDGEN_BIN", wasm_bindgen).env("ESBUILD_BIN", npm::esbuild(project));
    build.env("RUST_LIB_BACKTRACE", "0");
    let mut all_said = false;
    let outcome = process::watch(&mut build, |line| {
        // What follows repeats at length that the compiler failed.
        all_said |= line.starts_with("Error: Compiling your crate");
        if !all_said && !is_noise(line) {
            build_log::show(line);
        }
    })?;
    if outcome.success {
        Ok(())
    } else {
        Err(Stop::new("the edge cannot be built; the messages above say why"))
    }
}

/// Lines of a successful build that tell nothing about this project.
fn is_noise(line: &str) -> bool {
    ["`target_features` custom section is missing", "[INFO]", "index.js  ", "Done in"]
        .iter()
        .any(|noise| line.contains(noise))
        || line.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_environment_cannot_be_published() {
        for command in ["deploy", "versions upload"] {
            let stop = refuse_misuse(Variant::Local, Some(command)).unwrap_err();
            assert!(stop.to_string().contains("--env demo"), "{stop}");
            assert_eq!(refuse_misuse(Variant::Deploy, Some(command)), Ok(()));
        }
        assert_eq!(refuse_misuse(Variant::Local, Some("dev")), Ok(()));
        assert_eq!(refuse_misuse(Variant::Local, None), Ok(()));
    }

    #[test]
    fn compiler_messages_are_not_taken_for_noise() {
        assert!(!is_noise("error[E0425]: cannot find value `x` in this scope"));
        assert!(!is_noise("warning: unused variable: `y`"));
        assert!(is_noise("[INFO]: Done in 1.20s"));
    }
}
