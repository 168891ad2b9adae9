//! Texts with versions, and notices: `GET` and `POST` [`PATH`]; `GET` and `POST` [`NOTICES_PATH`]; `POST`
//! [`NOTICES_PATH`]`/ID/withdraw`.

use serde::{Deserialize, Serialize};

/// The versions of all texts, newest first, and where one is published. `GET` answers a page of [`TextVersion`].
pub const PATH: &str = "/api/admin/texts";

/// Notices that are or will be shown, and where one is announced. `GET` answers a page of [`Notice`].
pub const NOTICES_PATH: &str = "/api/admin/notices";

/// A version of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextVersion {
    /// `consent` or `policy`.
    pub kind: String,
    /// `cashier` or `boss`.
    pub product: String,
    /// Names the version: its hash.
    pub version: String,
    /// From when on it counts.
    pub since_ms: i64,
    /// When it was published; absent for the one built in.
    pub published_at_ms: Option<i64>,
    /// Who has published it; empty for the one built in.
    pub published_by: String,
}

/// `POST`: a new version in both languages; answered with a [`TextVersion`]. It counts two minutes after its publication at
/// the earliest. Plain text in paragraphs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishText {
    /// `consent` or `policy`.
    pub kind: String,
    /// `cashier` or `boss`.
    pub product: String,
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
    /// From when on; absent: as soon as possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since_ms: Option<i64>,
}

/// A notice in the windows of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Names it.
    pub id: String,
    /// `cashier` or `boss`.
    pub product: String,
    /// `information` or `warning`.
    pub level: String,
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
    /// From when on it is shown.
    pub from_ms: i64,
    /// Until when.
    pub until_ms: i64,
}

/// `POST`: a notice to show; answered with a [`Notice`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    /// `cashier` or `boss`.
    pub product: String,
    /// `information` or `warning`.
    pub level: String,
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
    /// From when on; absent: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_ms: Option<i64>,
    /// Until when.
    pub until_ms: i64,
}
