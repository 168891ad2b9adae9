//! Envelopes as a client library writes and reads them.

use roxmltree::{Document, Node};

use crate::connection::{Request, Response};

/// The request as the documentation prints it.
pub const SAMPLE: &str = include_str!("../golden/login.xml");

const ENVELOPE: &str = "https://www.mixvel.com/API/XSD/mixvel_envelope/1_06";
const AUTH: &str = "https://www.mixvel.com/API/XSD/mixvel_auth/1_01";

/// A login with these values, none of which may need escaping.
pub fn login(login: &str, password: &str, unit: &str) -> String {
    SAMPLE
        .replace("testUser.auth@mixvel.com", login)
        .replace("passWord1!", password)
        .replace("12036_ALPHA", unit)
}

/// The request that carries a document to the login.
pub fn post(document: impl Into<Vec<u8>>) -> Request {
    Request::post("/api/Accounts/login", "application/xml", document)
}

/// What an answer in an envelope says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// HTTP status.
    pub status: u16,
    /// `ReplyTo`.
    pub reply_to: Option<String>,
    /// `Token`, when the login succeeded.
    pub token: Option<String>,
    /// The error, when it did not.
    pub error: Option<Error>,
}

/// An error in an envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Error {
    /// `Body` or `AuthResponse`.
    pub place: String,
    /// `ErrorType`.
    pub kind: String,
    /// `CanRetry`.
    pub can_retry: bool,
    /// `RetryAfter`.
    pub retry_after: Option<u32>,
    /// `TicketId`.
    pub ticket: Option<String>,
    /// `Code`.
    pub code: String,
    /// Every `DescText`.
    pub texts: Vec<String>,
}

impl Envelope {
    /// Reads an answer that must be an envelope.
    #[track_caller]
    pub fn read(answer: &Response) -> Self {
        let text = answer.text();
        let document =
            Document::parse(&text).unwrap_or_else(|error| panic!("{error} in {}: {text}", answer.status));
        let root = document.root_element();
        assert!(root.has_tag_name((ENVELOPE, "Envelope")), "{text}");
        let media_type = answer.field("content-type").unwrap_or_default();
        assert_eq!(media_type, "application/xml; charset=utf-8", "{text}");
        let find = |name: &str| root.descendants().find(|node| node.tag_name().name() == name);
        Self {
            status: answer.status,
            reply_to: find("MessageInfo").and_then(|info| info.attribute("ReplyTo")).map(str::to_owned),
            token: find("Token").and_then(|token| token.text()).map(str::to_owned),
            error: find("Error").map(error),
        }
    }

    /// Reads an answer that must be an error: status, place, `Code` and first `DescText`.
    #[track_caller]
    pub fn refusal(answer: &Response) -> (u16, String, String, String) {
        let envelope = Self::read(answer);
        let error = envelope.error.unwrap_or_else(|| panic!("no error: {}", answer.text()));
        (answer.status, error.place, error.code, error.texts.first().cloned().unwrap_or_default())
    }
}

fn error(node: Node<'_, '_>) -> Error {
    let parent = node.parent().expect("an error stands in something").tag_name();
    assert!(parent.namespace() == Some(AUTH) || parent.name() == "Body", "{parent:?}");
    let texts = |name: &'static str| {
        node.children()
            .filter(move |child| child.has_tag_name(name))
            .map(|child| child.text().unwrap_or_default())
    };
    let text = |name| texts(name).next().map(str::to_owned);
    Error {
        place: parent.name().to_owned(),
        kind: text("ErrorType").unwrap_or_default(),
        can_retry: text("CanRetry").as_deref() == Some("true"),
        retry_after: text("RetryAfter").map(|seconds| seconds.parse().expect("a number of seconds")),
        ticket: text("TicketId"),
        code: text("Code").unwrap_or_default(),
        texts: texts("DescText").map(str::to_owned).collect(),
    }
}
