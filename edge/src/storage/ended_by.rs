//! Why a session is over, as storage and the audit log say it.

use super::row::Column;
use super::statement::Value;

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// No input for too long.
    Idle,
    /// It has lasted as long as a session may.
    Absolute,
    /// Its owner signed out.
    Owner,
    /// Its owner ended it from another browser, or something that it depends on was blocked, taken away or changed.
    Elsewhere,
    /// It goes on under another value, which its browser holds by now.
    Renewed,
}

impl EndedBy {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::Idle, Self::Absolute, Self::Owner, Self::Elsewhere, Self::Renewed];

    /// The word in storage and in the audit log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Absolute => "absolute",
            Self::Owner => "owner",
            Self::Elsewhere => "elsewhere",
            Self::Renewed => "renewed",
        }
    }
}

impl From<EndedBy> for Value {
    fn from(reason: EndedBy) -> Self {
        reason.as_str().into()
    }
}

impl Column for EndedBy {
    fn read(value: &Value) -> Option<Self> {
        let word = String::read(value)?;
        // Whatever has ended a session, it has ended.
        Some(Self::ALL.into_iter().find(|reason| reason.as_str() == word).unwrap_or(Self::Elsewhere))
    }
}
