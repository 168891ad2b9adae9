//! The Node.js that runs wrangler, always at `node_modules/.bin/node`.
//!
//! It comes with the npm packages of each platform. Their link is made here when npm left it out, as npm 10 does,
//! and leads to the system's Node where no package fits the platform.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{OrStop as _, Stop};
use crate::process;
use crate::project::Project;
use crate::version::Version;

/// What wrangler asks for.
const OLDEST: Version = Version(22, 12, 0);

/// Where it is.
pub(crate) fn path(project: &Project) -> PathBuf {
    project.path("node_modules/.bin/node")
}

/// Makes sure that it is there and new enough.
pub(crate) fn ensure(project: &Project) -> Result<(), Stop> {
    let link = path(project);
    if is_new_enough(&link) {
        return Ok(());
    }
    let packaged = project.path("node_modules").join(package()).join("bin/node");
    let system = env::var_os("PATH").unwrap_or_default();
    let systems: Vec<_> = env::split_paths(&system).map(|folder| folder.join("node")).collect();
    let found = std::iter::once(packaged).chain(systems).find(|node| *node != link && is_new_enough(node));
    let target = found.ok_or_else(|| {
        let Version(major, minor, _) = OLDEST;
        Stop::new(format!(
            "no Node.js of this platform came with the npm tools, and the system's is older than {major}.{minor} or \
             missing: install a newer one (https://nodejs.org), then run the same command again"
        ))
    })?;
    // A link that leads nowhere is no file, yet in the way.
    let _ = fs::remove_file(&link);
    symlink(target, &link).or_stop(format_args!("{} cannot be made", link.display()))
}

/// The package that brings Node for this platform.
fn package() -> String {
    let (system, machine) = platform();
    let prefix = if (system, machine) == ("darwin", "arm64") { "node-bin" } else { "node" };
    format!("{prefix}-{system}-{machine}")
}

/// This platform in npm's words.
pub(crate) fn platform() -> (&'static str, &'static str) {
    let system = if cfg!(target_os = "macos") { "darwin" } else { env::consts::OS };
    let machine = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    (system, machine)
}

fn is_new_enough(node: &Path) -> bool {
    let said = process::read(Command::new(node).arg("--version")).ok();
    said.and_then(|text| Version::find(&text)).is_some_and(|version| version >= OLDEST)
}
