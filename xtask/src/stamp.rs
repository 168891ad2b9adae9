//! Remembers in a file that some input was dealt with.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::error::{OrStop as _, Stop};

/// A fingerprint of input, and the file that says it was dealt with.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    fingerprint: String,
}

impl Stamp {
    /// The stamp of all files directly in `folder`, kept in `file`.
    pub(crate) fn of_folder(file: PathBuf, folder: &Path) -> Result<Self, Stop> {
        let unreadable = || format!("{} cannot be read", folder.display());
        let entries = fs::read_dir(folder).or_stop(unreadable())?;
        let mut paths = Vec::new();
        for entry in entries {
            paths.push(entry.or_stop(unreadable())?.path());
        }
        Self::of_files(file, paths)
    }

    /// The stamp of these files, kept in `file`.
    pub(crate) fn of_files(file: PathBuf, mut paths: Vec<PathBuf>) -> Result<Self, Stop> {
        paths.sort();
        let mut hasher = DefaultHasher::new();
        for path in paths.iter().filter(|path| path.is_file()) {
            path.file_name().hash(&mut hasher);
            fs::read(path).or_stop(format_args!("{} cannot be read", path.display()))?.hash(&mut hasher);
        }
        Ok(Self { file, fingerprint: format!("{:016x}\n", hasher.finish()) })
    }

    /// Whether this very input was dealt with before.
    pub(crate) fn is_set(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|text| text == self.fingerprint)
    }

    /// Remembers that the input is dealt with.
    pub(crate) fn set(&self) -> Result<(), Stop> {
        fs::write(&self.file, &self.fingerprint)
            .or_stop(format_args!("{} cannot be written", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_lasts_until_a_file_changes_or_comes() {
        let place = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let input = place.join("input");
        fs::create_dir_all(&input).unwrap();
        fs::write(input.join("1.sql"), "one").unwrap();
        let stamp = || Stamp::of_folder(place.join("stamp"), &input).unwrap();

        assert!(!stamp().is_set());
        stamp().set().unwrap();
        assert!(stamp().is_set());
        fs::write(input.join("1.sql"), "two").unwrap();
        assert!(!stamp().is_set());
        stamp().set().unwrap();
        fs::write(input.join("2.sql"), "").unwrap();
        assert!(!stamp().is_set());
        fs::remove_dir_all(place).unwrap();
    }
}
