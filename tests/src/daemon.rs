//! A server that others wrote, run for a test as its owner wants it: with a folder of its own, and on this machine alone.
//! `cargo xtask test` fetches them.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use crate::project;
use crate::wait::until;

/// A running server. It ends with this value, and its folder goes.
#[derive(Debug)]
pub struct Daemon {
    child: Child,
    folder: PathBuf,
}

impl Daemon {
    /// Starts it in its folder, and waits until it answers.
    pub fn start(mut command: Command, folder: PathBuf, answers: impl Fn() -> bool) -> Self {
        let output = fs::File::create(folder.join("output")).unwrap();
        command.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
        let child = command.process_group(0).spawn();
        let child = child.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut daemon = Self { child, folder };
        let is_over = |child: &mut Child| child.try_wait().unwrap().is_some();
        until(|| answers() || is_over(&mut daemon.child), &format!("an answer of {command:?}"));
        assert!(answers(), "{command:?} has ended: {}", daemon.output());
        daemon
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it has written where people see it.
    pub fn output(&self) -> String {
        fs::read_to_string(self.folder.join("output")).unwrap_or_default()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // Those who serve a connection may be processes of their own, and nothing of what they keep is wanted any more.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.child.wait();
        // They may still write their last lines.
        until(|| fs::remove_dir_all(&self.folder).is_ok(), "the end of a server");
    }
}

/// The root of a package that was unpacked in this folder of `target`.
pub fn unpacked(home: &str, package: &str) -> PathBuf {
    let root = project::root().join("target").join(home).join(package).join("root");
    assert!(
        root.is_dir(),
        "{package} is missing: `cargo xtask test` fetches it on Debian, as the administrator; elsewhere this test fails"
    );
    root
}

/// A folder that everybody may read.
pub fn own_folder() -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = env::temp_dir().join(format!("mixvel-auth-daemon-{}-{number}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}
