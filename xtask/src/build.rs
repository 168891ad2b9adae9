//! `cargo xtask build`: the edge as the runtime loads it. wrangler calls it too, as its build command.

use std::env;
use std::thread;

use crate::args::{Args, Known};
use crate::edge::{self, Variant};
use crate::error::Stop;
use crate::progress::Stopwatch;
use crate::project::Project;
use crate::tools::Tool;
use crate::{build_log, frontend, install, local, npm, process, rust};

/// What the command understands.
pub(crate) const KNOWN: Known<'_> =
    Known { words: &[], switches: &["--local", "--deploy"], options: &[], lists: &[] };

/// Builds the edge; for a developer's machine, sets up keys and database as well.
pub(crate) fn run(project: &Project, args: &Args) -> Result<(), Stop> {
    let variant = match (args.has("--local"), args.has("--deploy")) {
        (true, true) => return Err(Stop::new("--local and --deploy exclude each other")),
        (true, false) => Variant::Local,
        (false, _) => Variant::Deploy,
    };
    refuse_misuse(variant, env::var("WRANGLER_COMMAND").ok().as_deref())?;
    let watch = Stopwatch::start();
    let outcome = match variant {
        Variant::Local => local_edge(project, watch),
        Variant::Deploy => edge(project, variant, watch),
    };
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

/// Builds the browser app and the edge that serves it, installing what that takes.
pub(crate) fn edge(project: &Project, variant: Variant, watch: Stopwatch) -> Result<(), Stop> {
    edge_beside(project, variant, watch, || Ok(()))
}

/// The same for a developer's machine, whose keys and database are made beside it.
pub(crate) fn local_edge(project: &Project, watch: Stopwatch) -> Result<(), Stop> {
    edge_beside(project, Variant::Local, watch, || local::set_up(project, watch))
}

/// What does not need each other goes side by side: to install is to wait for the network, and the end of each build is
/// one core's.
fn edge_beside(
    project: &Project,
    variant: Variant,
    watch: Stopwatch,
    other: impl FnOnce() -> Result<(), Stop> + Send,
) -> Result<(), Stop> {
    rust::ensure_wasm_target(project)?;
    rust::ensure_library_source(project)?;
    npm::ensure_installable(project)?;
    thread::scope(|scope| {
        let packages = scope.spawn(|| npm::ensure_packages(project));
        let wasm_bindgen = Tool::wasm_bindgen(project).and_then(|tool| install::ensure(&tool));
        process::joined(packages)?;
        let wasm_bindgen = wasm_bindgen?;
        let other = scope.spawn(other);
        let edge = scope.spawn(move || edge::build(project, variant, watch, &wasm_bindgen));
        frontend::build(project, watch).and(process::joined(edge)).and(process::joined(other))
    })
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
}
