//! What a command works with.

use shared::time::UnixMillis;

use super::api::Api;
use super::place::Destination;
use super::refusal::Refusal;
use crate::args::Args;

/// What a command works with.
pub(super) struct Context {
    /// The installation.
    pub(super) place: Destination,
    /// Its options.
    pub(super) args: Args,
    /// When it was started.
    pub(super) now: UnixMillis,
}

impl Context {
    /// The way into the installation.
    pub(super) fn api(&self) -> Result<Api<'_>, Refusal> {
        Api::open(&self.place)
    }
}
