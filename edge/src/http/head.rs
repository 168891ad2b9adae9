//! A request without its body.

use shared::code::Code;
use shared::failure::Failure;

/// Milliseconds that a body may take from its head to its last byte.
pub const BODY_MS: u64 = 10_000;

/// Header fields in the order they came, names in lower case.
#[derive(Clone, Debug, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The value of a field that may stand once; `None` if it is absent or stands more than once.
    pub fn only(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(field, _)| field == name);
        let first = values.next()?;
        if values.next().is_some() { None } else { Some(&first.1) }
    }

    /// The values of a field that may stand more than once.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        Self(
            fields
                .into_iter()
                .map(|(name, value)| (name.into().to_ascii_lowercase(), value.into()))
                .collect(),
        )
    }
}

/// Method, target and header fields of a request.
#[derive(Clone, Debug)]
pub struct Head {
    /// Method, as it came.
    pub method: String,
    /// Host with port, as it came.
    pub host: String,
    /// Country of the client, as the platform saw it.
    pub country: Option<String>,
    /// Path, still percent-encoded.
    pub path: String,
    /// Path and query.
    pub path_and_query: String,
    /// Header fields.
    pub headers: Headers,
}

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// It is longer than the limit; the rest was not read.
    TooLarge,
    /// The connection broke.
    Broken,
    /// It was not whole after [`BODY_MS`].
    Late,
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => Code::PayloadTooLarge.into(),
            BodyError::Broken => {
                let told = "the body is cut off: fewer bytes came than were announced";
                Self::with_detail(Code::MalformedRequest, told)
            }
            BodyError::Late => {
                let told = format!("the body was not whole after {} s", BODY_MS / 1000);
                Self::with_detail(Code::MalformedRequest, told)
            }
        }
    }
}

/// The body of a request, not read yet.
pub trait Body {
    /// Reads the whole body, or gives up as soon as it is longer than `limit` bytes or takes longer than [`BODY_MS`].
    async fn read(&mut self, limit: usize) -> Result<Vec<u8>, BodyError>;
}

/// A body that was read before anybody asked for it, so that the request's moment is the one at which it was whole.
#[derive(Clone, Debug)]
pub struct Whole(Result<Vec<u8>, BodyError>);

impl Whole {
    /// Reads at most so many bytes. What went wrong is told to whoever asks for them.
    pub async fn of<B: Body>(body: &mut B, limit: usize) -> Self {
        Self(body.read(limit).await)
    }

    /// That of a request whose body nobody reads here.
    pub fn unread() -> Self {
        Self(Ok(Vec::new()))
    }
}

impl Body for Whole {
    async fn read(&mut self, limit: usize) -> Result<Vec<u8>, BodyError> {
        match &mut self.0 {
            Ok(bytes) if bytes.len() > limit => Err(BodyError::TooLarge),
            Ok(bytes) => Ok(std::mem::take(bytes)),
            Err(error) => Err(*error),
        }
    }
}
