//! What a command says while it works: on standard error, so that standard output stays for results.

use std::fmt;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

/// Writes a line for the person at the terminal; a terminal that is gone is nobody's failure.
pub(crate) fn say(line: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// A clock that runs from a command's start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts a clock.
    #[expect(clippy::disallowed_methods, reason = "a tool measures how long its steps take")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// Says which step begins now, and how long it took to get here.
    pub(crate) fn step(self, what: impl fmt::Display) {
        say(format_args!("[{:>6.1} s] {what}", self.elapsed().as_secs_f64()));
    }
}
