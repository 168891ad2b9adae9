//! The pinned npm tools: installs them when they are not what package-lock.json says, and runs wrangler.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::error::{OrStop as _, Stop};
use crate::process;
use crate::progress::say;
use crate::project::Project;
use crate::version::Version;

/// What wrangler asks for.
const OLDEST_NODE: Version = Version(22, 12, 0);
/// Keeps wrangler quiet, off the network and without questions.
const QUIET: [(&str, &str); 5] = [
    ("WRANGLER_SEND_METRICS", "false"),
    ("WRANGLER_SEND_ERROR_REPORTS", "false"),
    ("WRANGLER_HIDE_BANNER", "true"),
    ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
    ("CI", "1"),
];

/// Makes `node_modules` what package-lock.json says; does nothing when it is.
pub(crate) fn ensure_packages(project: &Project) -> Result<(), Stop> {
    let wanted = project.text("package-lock.json")?;
    let installed = project.text("node_modules/.package-lock.json").unwrap_or_default();
    if matches(&wanted, &installed) && node(project).is_ok() {
        return Ok(());
    }
    say("installing the npm tools of package-lock.json");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut install = Command::new(npm);
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    if process::read(Command::new(npm).arg("--version")).is_err() {
        return Err(Stop::new(
            "npm was not found: install Node.js, which brings it (https://nodejs.org, or your system's packages \
             `nodejs` and `npm`), then run the same command again",
        ));
    }
    process::run(install.current_dir(project.root()))?;
    node(project).map(drop)
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

/// The pinned Node, else the system's when it is new enough.
fn node(project: &Project) -> Result<PathBuf, Stop> {
    let pinned = project.path("node_modules/.bin/node");
    let candidates = [pinned, PathBuf::from("node")];
    let new_enough = |node: &PathBuf| {
        let said = process::read(Command::new(node).arg("--version")).ok();
        said.and_then(|text| Version::find(&text)).is_some_and(|version| version >= OLDEST_NODE)
    };
    candidates.into_iter().find(new_enough).ok_or_else(|| {
        let Version(major, minor, _) = OLDEST_NODE;
        Stop::new(format!(
            "no Node.js of this platform came with the npm tools and the system's is older than {major}.{minor}: \
             install a newer one (https://nodejs.org), then run the same command again"
        ))
    })
}

/// Runs a script of `node_modules` with the right Node, at the root of the tree.
pub(crate) fn script(project: &Project, path: &str) -> Result<Command, Stop> {
    let mut command = Command::new(node(project)?);
    command.arg(project.path("node_modules").join(path)).current_dir(project.root());
    command.env("PATH", path_with_tools(project)?).envs(QUIET);
    Ok(command)
}

/// Runs wrangler, quiet and offline unless the command itself asks otherwise.
pub(crate) fn wrangler(project: &Project) -> Result<Command, Stop> {
    script(project, "wrangler/bin/wrangler.js")
}

/// The native esbuild of this platform.
pub(crate) fn esbuild(project: &Project) -> PathBuf {
    let system = if cfg!(target_os = "macos") { "darwin" } else { env::consts::OS };
    let machine = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
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
