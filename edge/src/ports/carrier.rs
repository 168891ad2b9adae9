//! Carrying a mail away: one try, and what became of it.

use crate::config::MailTransport;

/// A mail as it leaves: its bytes, and the envelope that they travel in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter<'a> {
    /// The bytes.
    pub raw: &'a [u8],
    /// The sender's address, without a name.
    pub from: &'a str,
    /// The recipient's address.
    pub to: &'a str,
}

/// Why nobody says that a mail was taken over, in words for the operator: where it happened and what the other side said, and
/// never a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CarryError {
    /// The other side will never take this mail.
    Refused(String),
    /// It was not taken; another try may succeed.
    Failed(String),
    /// It was handed over whole and the last word is missing: it may have been taken or not.
    Unknown(String),
}

/// What takes mails over.
pub trait Carrier {
    /// Hands the mail over by this transport within so many milliseconds. `Ok` says that the other side has taken it,
    /// `Unknown` that it may have.
    async fn carry(
        &self,
        transport: &MailTransport,
        letter: &Letter<'_>,
        limit_ms: u32,
    ) -> Result<(), CarryError>;
}
