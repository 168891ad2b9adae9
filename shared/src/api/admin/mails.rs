//! Mails that wait or were given up: `GET` [`PATH`]; `POST` [`PATH`]`/ID/retry`, [`RETRY_ALL_PATH`].

use serde::{Deserialize, Serialize};

/// The list. `GET` takes `state` (`waiting`, `dead`), `agency`, `cursor` and `limit`, and answers a page of [`Mail`],
/// newest first.
pub const PATH: &str = "/api/admin/mails";

/// `POST`: one more try of every mail that was given up; answered with a [`Retried`].
pub const RETRY_ALL_PATH: &str = "/api/admin/mails/retry-all";

/// A mail, without its body and its links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Names it.
    pub id: String,
    /// What it is about.
    pub kind: String,
    /// Code of the agency.
    pub agency: u32,
    /// To whom.
    pub login: String,
    /// `waiting`, `sent` or `dead`.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was written.
    pub created_at_ms: i64,
    /// When it is tried next.
    pub next_at_ms: Option<i64>,
    /// When it was given up.
    pub dead_at_ms: Option<i64>,
    /// What the last try said.
    pub error: String,
}

/// How many mails are tried once more. `POST …/retry` of one is answered with its [`Mail`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retried {
    /// So many.
    pub mails: u32,
}
