//! The pinned npm tools: installs them when they are not what package-lock.json says, and runs wrangler.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::error::{OrStop as _, Stop};
use crate::progress::say;
use crate::project::Project;
use crate::{node, process};

/// Keeps wrangler quiet, off the network and without questions.
const QUIET: [(&str, &str); 5] = [
    ("WRANGLER_SEND_METRICS", "false"),
    ("WRANGLER_SEND_ERROR_REPORTS", "false"),
    ("WRANGLER_HIDE_BANNER", "true"),
    ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
    ("CI", "1"),
];

/// Where the packages stand that only tests and measurements of the login window need.
const COMPARISON: &str = "tests/comparison/";

/// Makes `node_modules` what package-lock.json says; does nothing when it is.
pub(crate) fn ensure_packages(project: &Project) -> Result<(), Stop> {
    ensure(project, "")?;
    node::ensure(project)
}

/// The same for what the login window is compared with.
pub(crate) fn ensure_comparison(project: &Project) -> Result<(), Stop> {
    ensure(project, COMPARISON)
}

/// Refuses at once what would be refused once npm is needed.
pub(crate) fn ensure_installable(project: &Project) -> Result<(), Stop> {
    if are_there(project, "")? { Ok(()) } else { ensure_npm() }
}

fn ensure_npm() -> Result<(), Stop> {
    if process::read(Command::new("npm").arg("--version")).is_ok() {
        return Ok(());
    }
    Err(Stop::new(
        "npm was not found: install Node.js, which brings it (https://nodejs.org, or your system's packages `nodejs` \
         and `npm`), then run the same command again",
    ))
}

fn ensure(project: &Project, folder: &str) -> Result<(), Stop> {
    if are_there(project, folder)? { Ok(()) } else { install(project, folder) }
}

fn are_there(project: &Project, folder: &str) -> Result<bool, Stop> {
    let wanted = project.text(&format!("{folder}package-lock.json"))?;
    let installed = project.text(&format!("{folder}node_modules/.package-lock.json")).unwrap_or_default();
    Ok(matches(&wanted, &installed))
}

fn install(project: &Project, folder: &str) -> Result<(), Stop> {
    ensure_npm()?;
    say(format_args!("installing the npm packages of {folder}package-lock.json"));
    let mut install = Command::new("npm");
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    process::run(install.current_dir(project.path(folder)))
}

/// Whether what npm installed is what the lock file asks for. Optional packages are those of other platforms.
fn matches(wanted: &str, installed: &str) -> bool {
    let (Some(wanted), Some(installed)) = (packages(wanted), packages(installed)) else {
        return false;
    };
    wanted.iter().all(|(path, package)| match installed.get(path) {
        Some(found) => found.get("version") == package.get("version"),
        None => package.get("optional") == Some(&Value::Bool(true)),
    })
}

fn packages(lock: &str) -> Option<BTreeMap<String, Value>> {
    let lock: Value = serde_json::from_str(lock).ok()?;
    let packages = lock.get("packages")?.as_object()?.iter();
    Some(packages.filter(|(path, _)| !path.is_empty()).map(|(path, p)| (path.clone(), p.clone())).collect())
}

/// Runs wrangler at the root of the tree, quiet and offline.
pub(crate) fn wrangler(project: &Project) -> Result<Command, Stop> {
    let mut command = Command::new(node::path(project));
    command.arg(project.path("node_modules/wrangler/bin/wrangler.js")).current_dir(project.root());
    command.env("PATH", path_with_tools(project)?).envs(QUIET);
    Ok(command)
}

/// wasm-opt, a script for node.
pub(crate) fn wasm_opt(project: &Project) -> PathBuf {
    project.path("node_modules/binaryen/bin/wasm-opt")
}

/// The native esbuild of this platform, else the script that looks for it.
pub(crate) fn esbuild(project: &Project) -> PathBuf {
    let (system, machine) = node::platform();
    let native = project.path(&format!("node_modules/@esbuild/{system}-{machine}/bin/esbuild"));
    if native.is_file() { native } else { project.path("node_modules/.bin/esbuild") }
}

/// PATH with the pinned tools in front, the pinned Node among them.
pub(crate) fn path_with_tools(project: &Project) -> Result<OsString, Stop> {
    let path = env::var_os("PATH").unwrap_or_default();
    let tools = project.path("node_modules/.bin");
    let all = std::iter::once(tools).chain(env::split_paths(&path));
    env::join_paths(all).or_stop("the folder of this source tree cannot be put on PATH; rename it")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"{"packages": {
        "": {"name": "x"},
        "node_modules/a": {"version": "1.0.0"},
        "node_modules/a-mac": {"version": "1.0.0", "optional": true}
    }}"#;

    #[test]
    fn packages_of_other_platforms_may_be_missing_and_nothing_else() {
        assert!(matches(LOCK, r#"{"packages": {"node_modules/a": {"version": "1.0.0"}}}"#));
        assert!(!matches(LOCK, r#"{"packages": {"node_modules/a-mac": {"version": "1.0.0"}}}"#));
    }

    #[test]
    fn another_version_or_no_installation_at_all_does_not_match() {
        assert!(!matches(LOCK, r#"{"packages": {"node_modules/a": {"version": "1.0.1"}}}"#));
        assert!(!matches(LOCK, ""));
    }
}
