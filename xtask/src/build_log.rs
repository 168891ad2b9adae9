//! Shows what rebuilds say: wrangler swallows it at the level we run it on, so it goes through a file.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use crate::error::{OrStop as _, Stop};
use crate::progress::say;
use crate::project::Project;

/// Names the file to a build that wrangler starts.
const VARIABLE: &str = "MIXVEL_BUILD_LOG";

/// The file that rebuilds write to, read from where it was left.
#[derive(Debug)]
pub(crate) struct BuildLog {
    path: PathBuf,
    file: File,
}

impl BuildLog {
    /// Starts with an empty file.
    pub(crate) fn new(project: &Project) -> Result<Self, Stop> {
        let path = project.path(".wrangler/build.log");
        let cannot = || format!("{} cannot be used", path.display());
        fs::write(&path, "").or_stop(cannot())?;
        let file = File::open(&path).or_stop(cannot())?;
        Ok(Self { path, file })
    }

    /// What the server's environment needs for builds to find the file.
    pub(crate) fn variable(&self) -> (&'static str, &PathBuf) {
        (VARIABLE, &self.path)
    }

    /// All that was written since the last time.
    pub(crate) fn news(&mut self) -> String {
        let mut bytes = Vec::new();
        // A message that cannot be read is no reason to stop the server.
        let _ = self.file.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Whether `dev` reads the file.
pub(crate) fn is_followed() -> bool {
    env::var_os(VARIABLE).is_some()
}

/// Shows a line of a build: in the file when `dev` reads one, else on the terminal.
pub(crate) fn show(line: &str) {
    let file = env::var_os(VARIABLE).and_then(|path| OpenOptions::new().append(true).open(path).ok());
    match file {
        Some(mut file) => {
            let _ = writeln!(file, "{line}");
        }
        None => say(line),
    }
}
