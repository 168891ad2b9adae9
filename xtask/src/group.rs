//! A program together with all that it starts, ended as one: nothing we started outlives us.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, exit};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::error::{OrStop as _, Stop};
use crate::progress::Stopwatch;

/// How long a group may take to end by itself before it is ended.
const GRACE: Duration = Duration::from_secs(5);
/// How often an ending group is looked at.
const LOOK: Duration = Duration::from_millis(50);
/// Exit code of a program ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// The groups that run now, and whether they are all being ended.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());
static ENDING: AtomicBool = AtomicBool::new(false);

/// On Ctrl-C, SIGTERM or a closed terminal: ends every group, then this program.
pub(crate) fn end_all_on_signal() -> Result<(), Stop> {
    let end = || {
        ENDING.store(true, Ordering::SeqCst);
        let groups = RUNNING.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for group in &groups {
            end(*group, || ());
        }
        exit(INTERRUPTED);
    };
    ctrlc::set_handler(end).or_stop("Ctrl-C cannot be caught")
}

/// A running program in a process group of its own.
#[derive(Debug)]
pub(crate) struct Group {
    child: Child,
    id: Pid,
}

impl Group {
    /// Starts a program.
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        // The list is held while the program starts, so that a signal cannot miss it.
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let child = command.process_group(0).spawn()?;
        let id = Pid::from_raw(i32::try_from(child.id()).map_err(io::Error::other)?);
        running.push(id);
        Ok(Self { child, id })
    }

    /// The program itself, for its pipes.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// How the program ended, when it has.
    pub(crate) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Waits for the program's end.
    pub(crate) fn wait(&mut self) -> io::Result<ExitStatus> {
        let status = self.child.wait()?;
        while ENDING.load(Ordering::SeqCst) {
            // The signal's thread still ends the rest and then this program; its end is not news to report.
            thread::park();
        }
        Ok(status)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            end(self.id, || drop(self.child.try_wait()));
            let _ = self.child.wait();
        }
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).retain(|id| *id != self.id);
    }
}

/// Asks a group to end, and makes it when it takes too long. A program that ended counts as there until its
/// parent looks, which is what `reap` does where nobody else would.
fn end(group: Pid, mut reap: impl FnMut()) {
    let _ = killpg(group, Signal::SIGTERM);
    let watch = Stopwatch::start();
    while watch.elapsed() < GRACE && killpg(group, None).is_ok() {
        thread::sleep(LOOK);
        reap();
    }
    let _ = killpg(group, Signal::SIGKILL);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_group_takes_its_grandchildren_along() {
        let group = Group::start(Command::new("sh").args(["-c", "sleep 60 & sleep 60"])).unwrap();
        let id = group.id;
        assert!(killpg(id, None).is_ok());
        drop(group);
        assert!(killpg(id, None).is_err());
    }
}
