//! The audit log: `GET` [`PATH`].

use serde::{Deserialize, Serialize};

/// The list. `GET` takes `login` (who or whom), `agency` (0: none known), `event`, `since` and `until` in milliseconds since
/// 1970, `cursor` and `limit` (at most 10 000), and answers a [`LogPage`], newest first.
pub const PATH: &str = "/api/admin/audit";

/// `POST`: records a move of the key ring, which the platform's own command has made.
pub const KEY_MOVES_PATH: &str = "/api/admin/key-moves";

/// A part of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPage {
    /// The part.
    pub items: Vec<AuditRow>,
    /// Where the next part begins, as `cursor` of the same query; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// In the last part: rows up to this moment were copied and have left the log, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_until_ms: Option<i64>,
}

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

/// `POST` [`OldRows`]: a part of what is older, answered with [`Exported`].
pub const EXPORTS_PATH: &str = "/api/admin/audit/exports";

/// Asks for the oldest rows that no confirmed part holds. Operators alone do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldRows {
    /// Rows before this moment, at least 90 days ago, in milliseconds since 1970.
    pub before_ms: i64,
}

/// What there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Its first part; none when nothing is left.
    pub part: Option<ExportPart>,
}

/// At most a thousand rows. A week after they were confirmed they leave the log, unless an operator was removed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPart {
    /// Names it in [`Confirmation::path`].
    pub id: String,
    /// How many rows.
    pub rows: u32,
    /// Each an [`AuditRow`] as JSON on a line of its own, oldest first.
    pub text: String,
    /// Moment of the last row.
    pub last_at_ms: i64,
}

/// The text of a part was written down and read back; answered with [`Nothing`](super::Nothing).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// SHA-256 of the text, in base64url.
    pub digest: String,
}

impl Confirmation {
    /// That of a text as somebody has it.
    #[cfg(feature = "server")]
    pub fn of(text: impl AsRef<[u8]>) -> Self {
        use base64::Engine as _;
        use sha2::Digest as _;
        let digest = sha2::Sha256::digest(text);
        Self { digest: base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest) }
    }

    /// Where it is posted.
    pub fn path(id: &str) -> String {
        format!("{EXPORTS_PATH}/{id}/confirm")
    }
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
