//! All that the browser app is made from.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{OrStop as _, Stop};
use crate::project::Project;
use crate::stamp::Stamp;

/// Files and folders whose change makes a new app.
const PLACES: [&str; 15] = [
    "Cargo.lock",
    "Cargo.toml",
    "edge/_headers",
    "edge/src/http/openapi.json",
    "package-lock.json",
    "frontend/Cargo.toml",
    "frontend/build.rs",
    "frontend/src",
    "frontend/static",
    "locales",
    "rust-toolchain.toml",
    "xtask/src/frontend",
    "xtask/src/frontend.rs",
    "shared/assets",
    "shared/src",
];

/// The stamp of all of them, kept in `file`.
pub(super) fn stamp(project: &Project, file: PathBuf) -> Result<Stamp, Stop> {
    let mut all = Vec::new();
    for place in PLACES {
        collect(&project.path(place), &mut all)?;
    }
    Stamp::of_files(file, all)
}

/// Every file at or below a place.
fn collect(place: &Path, all: &mut Vec<PathBuf>) -> Result<(), Stop> {
    if place.is_dir() {
        let unreadable = || format!("{} cannot be read", place.display());
        for entry in fs::read_dir(place).or_stop(unreadable())? {
            collect(&entry.or_stop(unreadable())?.path(), all)?;
        }
    } else {
        all.push(place.to_owned());
    }
    Ok(())
}
