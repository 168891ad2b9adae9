//! Why a command did not do what it was asked.

use std::fmt;

/// A slug for programs and a sentence for people that says what to do. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    slug: String,
    message: String,
}

impl Refusal {
    /// A refusal of this kind.
    pub(crate) fn new(slug: impl Into<String>, message: impl Into<String>) -> Self {
        Self { slug: slug.into(), message: message.into() }
    }

    /// An option that is missing, unknown or malformed.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new("usage", message)
    }

    /// What programs go by.
    pub(crate) fn slug(&self) -> &str {
        &self.slug
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
