//! Runs other programs and says which one failed.

use std::io::{self, BufRead as _, BufReader};
use std::panic::resume_unwind;
use std::process::{Command, Stdio};
use std::thread::ScopedJoinHandle;

use crate::error::{OrStop as _, Stop};
use crate::group::Group;

/// Runs a program to its end, its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<(), Stop> {
    let started = Group::start(command.stdin(Stdio::null()));
    let mut group = started.map_err(|error| cannot_start(command, &error))?;
    let status = group.wait().or_stop(line(command))?;
    if status.success() { Ok(()) } else { Err(Stop::new(format!("`{}` failed: {status}", line(command)))) }
}

/// Runs a program and returns what it writes to standard output.
pub(crate) fn read(command: &mut Command) -> Result<String, Stop> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Stop::new(format!("`{}` failed: {}\n{}", line(command), output.status, said.trim_end())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// How a program that was watched ended.
pub(crate) struct Watched {
    /// Whether it succeeded.
    pub(crate) success: bool,
    /// All it wrote to standard error.
    pub(crate) stderr: String,
}

/// Runs a program and hands each line of its standard error to `see` as it comes.
pub(crate) fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<Watched, Stop> {
    let started = Group::start(command.stdin(Stdio::null()).stderr(Stdio::piped()));
    let mut group = started.map_err(|error| cannot_start(command, &error))?;
    let mut stderr = String::new();
    if let Some(pipe) = group.child().stderr.take() {
        for line in BufReader::new(pipe).split(b'\n') {
            let bytes = line.or_stop("a program's messages cannot be read")?;
            let line = String::from_utf8_lossy(&bytes);
            see(&line);
            stderr.push_str(&line);
            stderr.push('\n');
        }
    }
    let status = group.wait().or_stop(line(command))?;
    Ok(Watched { success: status.success(), stderr })
}

/// What a thread has come to.
pub(crate) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// A command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Why a program did not even start.
pub(crate) fn cannot_start(command: &Command, error: &io::Error) -> Stop {
    let program = command.get_program().to_string_lossy();
    if error.kind() == io::ErrorKind::NotFound {
        Stop::new(format!("`{program}` was not found; install it or put it on PATH, then try again"))
    } else {
        Stop::new(format!("`{program}` cannot be started: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_program_is_named_with_its_arguments_and_its_words() {
        let stop = read(Command::new("sh").args(["-c", "echo because >&2; exit 3"])).unwrap_err();
        assert_eq!(stop.to_string(), "`sh -c echo because >&2; exit 3` failed: exit status: 3\nbecause");
    }

    #[test]
    fn a_program_that_is_not_there_is_named_with_what_to_do() {
        let stop = run(&mut Command::new("no-such-program-here")).unwrap_err();
        let message = "`no-such-program-here` was not found; install it or put it on PATH, then try again";
        assert_eq!(stop.to_string(), message);
    }

    #[test]
    fn a_watched_program_shows_its_lines_as_they_come() {
        let mut seen = Vec::new();
        let command = &mut Command::new("sh");
        let watched = watch(command.args(["-c", "echo a >&2; echo b >&2; exit 1"]), |l| {
            seen.push(l.to_owned());
        });
        let watched = watched.unwrap();
        assert_eq!(
            (seen, watched.success, watched.stderr),
            (vec!["a".into(), "b".into()], false, "a\nb\n".into())
        );
    }
}
