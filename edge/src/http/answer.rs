//! An answer on its way out, and the header fields that every answer carries.

use shared::code::Code;

/// Header fields of every answer (norms W1, W2, S6). An answer may set one of them to a value of its own.
pub const ALWAYS: [(&str, &str); 8] = [
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("Referrer-Policy", "no-referrer"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
];

/// Status, header fields and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header fields, each at most once but `Set-Cookie`.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
    /// Whether a mail waits to be sent behind this answer.
    pub mail_queued: bool,
    /// Why the request was refused, if it was; for the log.
    pub refused: Option<Code>,
}

impl Answer {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), mail_queued: false, refused: None }
    }

    /// An answer with a body of this media type.
    pub fn with_body(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::empty(status).with("Content-Type", media_type) }
    }

    /// The answer with one more header field.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Whether the browser is told to drop a value that it holds, and given none.
    pub fn drops_cookies(&self) -> bool {
        let mut told = self.headers.iter().filter(|(name, _)| *name == "Set-Cookie").peekable();
        told.peek().is_some() && told.all(|(_, value)| value.contains("; Max-Age=0;"))
    }

    /// The answer as it leaves: with the fields that every answer carries, and without a body for `HEAD`.
    #[must_use]
    pub fn finished(mut self, method: &str, request_id: &str) -> Self {
        if method == "HEAD" {
            self.body.clear();
        }
        self.protected().with("X-Request-Id", request_id)
    }

    /// The answer with the fields that every answer carries.
    #[must_use]
    pub fn protected(mut self) -> Self {
        for (name, value) in ALWAYS {
            if self.headers.iter().all(|(set, _)| *set != name) {
                self.headers.push((name, value.to_owned()));
            }
        }
        self
    }
}
