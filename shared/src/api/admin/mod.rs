//! The administration API, `/api/admin/*`: one file a group of endpoints, with their paths, requests and answers.
//!
//! Boss's pages send the cookie of a session to Boss's host, operators a key as a bearer token to the API host; who may do
//! what to whose agency is decided by the edge's table of rights. Every refusal is a problem document (RFC 9457).
//! In a path, logins and names are percent-encoded. Times are milliseconds since 1970-01-01T00:00:00Z.

pub mod agencies;
pub mod applications;
pub mod audit;
pub mod employees;
pub mod mails;
pub mod operators;
pub mod structure_units;
pub mod texts;

use serde::{Deserialize, Serialize};

/// What every path begins with.
pub const PREFIX: &str = "/api/admin";

/// A part of a list, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The part.
    pub items: Vec<T>,
    /// Where the next part begins, as `cursor` of the same query; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A request that says nothing but that it is meant, and such an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Whether a change was due: repeated, it is told so and is no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Whether it was made now, and not before.
    pub changed: bool,
}

/// What ends with a block, a removal or a rotation: the preview of a confirmation, and the count afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Live sessions.
    pub sessions: u32,
    /// Sign-ins under way.
    pub sign_ins: u32,
    /// Live tokens.
    pub tokens: u32,
    /// Whether the change was made now, and not before; false in a preview.
    pub changed: bool,
}

/// `POST`: whose sessions to end, without blocking anybody; answered with an [`Ending`]. Exactly one member says whose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndSessions {
    /// Those of one employee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// Those of all employees of an agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<u32>,
    /// Everybody's.
    #[serde(default)]
    pub all: bool,
}

impl EndSessions {
    /// Where it is sent.
    pub const PATH: &'static str = "/api/admin/sessions/end";
}

/// `POST`: a current code, or without an active key the password, for changes that ask for one (`step-up-required`).
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepUp {
    /// Six digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The browser's clock, in milliseconds since 1970.
    #[serde(default)]
    pub device_now_ms: i64,
    /// The password of whoever has no active key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Whose page it is: what is meant for another one counts against nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
}

impl StepUp {
    /// Where it is sent; answered with [`Nothing`].
    pub const PATH: &'static str = "/api/admin/step-up";
}

/// How the installation is: `GET /api/admin/health`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Size of the database in bytes.
    pub database_bytes: i64,
    /// When the mail that waits longest was written.
    pub oldest_waiting_mail_at_ms: Option<i64>,
    /// Mails that were given up.
    pub dead_mails: u32,
    /// Whether the store of copies (KV) answers; without it texts and notices are read from the database.
    pub copies_answer: bool,
    /// The keys of tokens that the worker has read.
    pub token_keys: Vec<TokenKey>,
    /// The name of the pepper for new passwords.
    pub pepper: String,
    /// The name of the seal key for new second factors and links.
    pub seal_key: String,
}

/// A key of tokens, without its secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenKey {
    /// Its name, the `kid` of tokens.
    pub kid: String,
    /// `added`, `signing` or `replaced`.
    pub state: String,
    /// When it came into this state.
    pub since_ms: i64,
}
