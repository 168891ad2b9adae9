//! The coarse shield in front of operators' keys.

use crate::error::Internal;
use crate::secret::SecretHash;

/// Digests of keys that were right lately, and a count of all others by address.
pub trait OperatorKeys {
    /// Whether storage may be asked about a key: always about one that was right lately, about others as often a minute as
    /// their address may. So nobody locks an operator out who is at work.
    async fn admit_key(&self, key: &SecretHash, address: &str) -> Result<bool, Internal>;

    /// Remembers that the key was right.
    fn key_was_right(&self, key: &SecretHash);

    /// Forgets that it ever was.
    fn key_was_wrong(&self, key: &SecretHash);
}
