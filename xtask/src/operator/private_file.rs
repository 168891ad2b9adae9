//! Files that hold secrets: readable by their owner alone, replaced in one step or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// A private file that is gone when this value is.
pub(crate) struct Temporary(PathBuf);

impl Temporary {
    /// Writes a new file; fails when the path is taken.
    pub(crate) fn create(path: PathBuf, content: &str) -> io::Result<Self> {
        let mut file = create_new(&path)?;
        let temporary = Self(path);
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
        Ok(temporary)
    }

    /// Lets the file stay.
    pub(crate) fn keep(self) {
        std::mem::forget(self);
    }

    /// Gives the file its final name, in place of whatever had it.
    pub(crate) fn rename(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After a rename there is nothing left to remove, and a leftover is private anyway.
        let _ = fs::remove_file(&self.0);
    }
}

/// A new private file that grows part by part, and stays.
pub(crate) struct Growing {
    path: PathBuf,
    file: File,
}

impl Growing {
    /// Begins the file, whose name is on the disk from then on; fails when the path is taken.
    pub(crate) fn create(path: PathBuf) -> io::Result<Self> {
        let file = create_new(&path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()?;
        Ok(Self { path, file })
    }

    /// Writes one more part, and says what the disk has of it. Nothing stays of one that the disk has no room for.
    pub(crate) fn append(&mut self, part: &str) -> io::Result<Vec<u8>> {
        let path = &self.path;
        whole_or_not(&mut self.file, |file, begin| {
            file.write_all(part.as_bytes())?;
            file.sync_all()?;
            let mut written = File::open(path)?;
            written.seek(SeekFrom::Start(begin))?;
            let mut bytes = Vec::new();
            written.read_to_end(&mut bytes)?;
            Ok(bytes)
        })
    }

    /// Takes the file away, if there is nothing in it; says whether it stays.
    pub(crate) fn end(self) -> io::Result<bool> {
        let stays = self.file.metadata()?.len() > 0;
        if !stays {
            fs::remove_file(&self.path)?;
        }
        Ok(stays)
    }
}

/// Prepares new content beside `path`; [`Temporary::rename`] puts it in place. A leftover of a broken run goes.
pub(crate) fn prepare(path: &Path, content: &str) -> io::Result<Temporary> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".next");
    let next = path.with_file_name(name);
    match fs::remove_file(&next) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Temporary::create(next, content),
    }
}

/// Replaces the content of `path`: a reader sees the old or the new content, never a part.
pub(crate) fn replace(path: &Path, content: &str) -> io::Result<()> {
    prepare(path, content)?.rename(path)
}

/// Writes behind the end of the file, which is told; what fails leaves the file as it was.
fn whole_or_not<T>(file: &mut File, write: impl FnOnce(&mut File, u64) -> io::Result<T>) -> io::Result<T> {
    let begin = file.metadata()?.len();
    let written = write(file, begin);
    if written.is_err() {
        // A disk that takes nothing back either leaves a part of a line, and its reader says so.
        let _ = file.set_len(begin).and_then(|()| file.seek(SeekFrom::Start(begin)));
    }
    written
}

fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::super::scratch::Scratch;
    use super::*;

    #[test]
    fn a_replaced_file_is_private_and_leaves_nothing_beside_it() {
        let scratch = Scratch::new();
        let path = scratch.path().join("secret");
        fs::write(&path, "old and open to all").unwrap();
        fs::write(scratch.path().join("secret.next"), "a leftover").unwrap();
        replace(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    }

    #[test]
    fn nothing_stays_of_a_part_that_the_disk_had_no_room_for() {
        let scratch = Scratch::new();
        let path = scratch.path().join("rows");
        let mut growing = Growing::create(path.clone()).unwrap();
        assert_eq!(growing.append("{\"a\":1}\n").unwrap(), b"{\"a\":1}\n");
        let full = whole_or_not(&mut growing.file, |file, _| {
            file.write_all(b"{\"b\"")?;
            Err::<(), _>(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(full.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(growing.append("{\"c\":3}\n").unwrap(), b"{\"c\":3}\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), "{\"a\":1}\n{\"c\":3}\n");
    }

    #[test]
    fn a_new_file_is_private_replaces_none_and_goes_unless_it_is_kept() {
        let scratch = Scratch::new();
        let path = scratch.path().join("operator.key");
        let temporary = Temporary::create(path.clone(), "secret").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(Temporary::create(path.clone(), "").is_err());
        drop(temporary);
        assert!(!path.exists());
        Temporary::create(path.clone(), "secret").unwrap().keep();
        assert!(path.exists());
    }
}
