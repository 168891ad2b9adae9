//! The two ways a request can end badly: a refusal that the caller sees, or a fault that only the log sees.

use std::fmt;

use shared::code::Code;
use shared::failure::Failure;

/// Seconds after which a caller should come back when storage is away (`Retry-After`).
const STORAGE_RETRY_S: u32 = 5;

/// Why a request was not answered as asked.
#[derive(Debug)]
pub enum Error {
    /// The caller may see it.
    Failure(Failure),
    /// The caller may see it, and a mail that it has queued tells the owner of an account.
    Noticed(Failure),
    /// The caller must not see it: logged once, in `app::respond`.
    Internal(Internal),
}

/// A fault of ours, with what the log needs to find its cause. Never holds a secret.
#[derive(Debug)]
pub struct Internal {
    kind: Kind,
    context: String,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Storage,
    Fault,
}

impl Error {
    /// A refusal that the caller may see, whether or not it has queued a mail.
    pub fn refusal(failure: Failure, mail_queued: bool) -> Self {
        if mail_queued { Self::Noticed(failure) } else { Self::Failure(failure) }
    }

    /// Which failure the caller sees.
    pub fn code(&self) -> Code {
        match self {
            Self::Failure(failure) | Self::Noticed(failure) => failure.code,
            Self::Internal(internal) => internal.as_failure().code,
        }
    }
}

impl Internal {
    /// Storage did not do what was asked; nothing was written.
    pub fn storage(context: impl fmt::Display) -> Self {
        Self { kind: Kind::Storage, context: context.to_string() }
    }

    /// Anything else that must not happen: a broken configuration, a row that does not parse.
    pub fn fault(context: impl fmt::Display) -> Self {
        Self { kind: Kind::Fault, context: context.to_string() }
    }

    /// What the outside sees of it.
    pub fn as_failure(&self) -> Failure {
        match self.kind {
            Kind::Storage => Failure::retry_after(Code::StorageUnavailable, STORAGE_RETRY_S),
            Kind::Fault => Failure::from(Code::Internal),
        }
    }
}

impl fmt::Display for Internal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.context)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Failure(Failure::from(code))
    }
}

impl From<Internal> for Error {
    fn from(internal: Internal) -> Self {
        Self::Internal(internal)
    }
}
