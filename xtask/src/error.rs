//! Why a command stops.

use std::fmt;

/// A message for the person at the terminal: what went wrong and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stop(String);

impl Stop {
    /// Stops with this message.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Stop {}

/// Turns the failure of a step into a [`Stop`] that names the step.
pub(crate) trait OrStop<T> {
    /// Stops with "`what`: the failure".
    fn or_stop(self, what: impl fmt::Display) -> Result<T, Stop>;
}

impl<T, E: fmt::Display> OrStop<T> for Result<T, E> {
    fn or_stop(self, what: impl fmt::Display) -> Result<T, Stop> {
        self.map_err(|error| Stop(format!("{what}: {error}")))
    }
}
