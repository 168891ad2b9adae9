//! Browsers that accounts know.

use shared::audit::Row;
use shared::value::login::Login;

use super::outbox::NewNotice;
use crate::error::Internal;
use crate::locks::LockKey;
use crate::secret::SecretHash;

/// A browser as an account is to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDevice {
    /// Digest of what it holds from now on.
    pub holds: SecretHash,
    /// Names its counter of wrong passwords.
    pub lock_key: LockKey,
    /// Tells that it became known.
    pub row: Row,
}

/// A browser at the end of a sign-in, as the account is to know it from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Digest of what its cookie held for the account, if it held anything.
    pub held: Option<SecretHash>,
    /// Its new value; counter and row are for one that the account did not know.
    pub device: NewDevice,
    /// Queued if the account did not know it, unless this is the first sign-in of its life.
    pub notice: NewNotice,
}

/// Browsers that accounts know. They become known in [`open_session`](super::sessions::Sessions::open_session), and again
/// in [`change_password`](super::account::Accounts::change_password).
pub trait Devices {
    /// The counter of the browser that holds this value now, or held it before its last sign-in, whose answer may have
    /// been lost. `None` if the account of the login does not know it. Read from the primary: what was forgotten
    /// counts no more on the very next request.
    async fn device_counter(&self, login: &Login, holds: &SecretHash) -> Result<Option<LockKey>, Internal>;
}
