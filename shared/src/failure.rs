//! What the outside may see of a refusal: a code and what the caller needs to mend the request.

use std::fmt;

use crate::api::problem::Problem;
use crate::code::Code;

/// A refusal as the caller sees it. Whatever must not be seen has no place to stand here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub code: Code,
    /// What exactly is wrong and where, in English; never a secret and never an internal cause.
    pub detail: Option<String>,
    /// Seconds after which the same request may succeed (`Retry-After` of RFC 9110 section 10.2.3).
    pub retry_after_s: Option<u32>,
    /// Methods that the address takes, for 405 (`Allow` of RFC 9110 section 10.2.1).
    pub allow: Option<&'static str>,
    /// What a window needs to say it well; the face of the browser fills in what it says of every failure.
    pub members: Option<Box<Problem>>,
}

impl Failure {
    /// A failure that says what exactly is wrong.
    pub fn with_detail(code: Code, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::from(code) }
    }

    /// A failure that says when to come back.
    pub fn retry_after(code: Code, seconds: u32) -> Self {
        Self { retry_after_s: Some(seconds), ..Self::from(code) }
    }

    /// A failure that a window says more about.
    pub fn with_members(code: Code, members: Problem) -> Self {
        Self { members: Some(Box::new(members)), ..Self::from(code) }
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self { code, detail: None, retry_after_s: None, allow: None, members: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.spec().slug)?;
        if let Some(detail) = &self.detail {
            write!(f, ": {detail}")?;
        }
        Ok(())
    }
}
