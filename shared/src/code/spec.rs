//! How a failure is told: the shape of a row of the table.

/// Logical category of an error in the envelope (`MixvelErrorTypeEnum` of the published schema).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorType {
    /// The request or its data is wrong.
    BadRequest,
    /// This side failed.
    InternalServerError,
}

impl ErrorType {
    /// The word in the envelope.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BadRequest",
            Self::InternalServerError => "InternalServerError",
        }
    }
}

/// Where in the envelope an error stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvelopePart {
    /// `Body/Error`, with the HTTP status of the table.
    Body,
    /// `AuthResponse/Error`, answered with HTTP 200: client libraries raise on any other status before they
    /// read the body.
    AuthResponse,
}

/// How one failure is told: HTTP status, envelope and problem document.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// HTTP status of the failure itself (RFC 9110); see [`EnvelopePart::AuthResponse`] for the exception.
    pub status: u16,
    /// Last part of the problem type URI (RFC 9457 section 3.1.1).
    pub slug: &'static str,
    /// Where the envelope carries it.
    pub place: EnvelopePart,
    /// Category in the envelope.
    pub error_type: ErrorType,
    /// Code in the envelope.
    pub xml_code: &'static str,
    /// First `DescText`: one word that programs may match.
    pub word: &'static str,
    /// What is wrong and what to do, for a reader of the log: second `DescText`, `title` of a problem.
    pub advice: &'static str,
    /// Whether the same request may succeed later.
    pub can_retry: bool,
}
