//! The audit log: `GET` [`PATH`].

use serde::{Deserialize, Serialize};

/// The list. `GET` takes `login` (who or whom), `agency` (0: none known), `event`, `since` and `until` in milliseconds since
/// 1970, `cursor` and `limit` (at most 10 000), and answers a page of [`AuditRow`], newest first.
pub const PATH: &str = "/api/admin/audit";

/// `POST`: records a move of the key ring, which the platform's own command has made.
pub const KEY_MOVES_PATH: &str = "/api/admin/key-moves";

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// When.
    pub at_ms: i64,
    /// What: a word of [`Event`](crate::audit::Event).
    pub event: String,
    /// Code of the agency; 0 where none is known.
    pub agency: u32,
    /// Who.
    pub actor: String,
    /// Whom or what.
    pub subject: String,
    /// Reason or circumstances.
    pub detail: String,
    /// From where.
    pub address: String,
    /// The request that caused it.
    pub request_id: String,
}

/// A move of the key ring; answered with [`Nothing`](super::Nothing).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyMove {
    /// `key.added`, `key.promoted` or `key.retired`.
    pub event: String,
    /// The key.
    pub kid: String,
}
