//! Agencies: `GET` and `POST` [`PATH`]; `GET` and `PATCH` [`PATH`]`/12036`; `POST` `…/block`, `…/unblock`;
//! `GET` `…/ending`.

use serde::{Deserialize, Serialize};

/// The list, and where an agency is created. `GET` takes `search`, `cursor` and `limit`, and answers a page of
/// [`Agency`], ordered by code.
pub const PATH: &str = "/api/admin/agencies";

/// An agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// Its code, 1 to 99999.
    pub code: u32,
    /// Its name.
    pub name: String,
    /// Whether its employees may choose among their points of sale.
    pub may_change_point_of_sale: bool,
    /// Whether its administrator, and not the employee, issues a QR code again.
    pub reissue_by_administrator: bool,
    /// Since when it is blocked.
    pub blocked_at_ms: Option<i64>,
    /// Counts its changes.
    pub version: u32,
}

/// `POST`: a new agency; answered with an [`Agency`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateAgency {
    /// Its code, 1 to 99999.
    pub code: u32,
    /// Its name.
    pub name: String,
}

/// `PATCH`: what is to be different; answered with an [`Agency`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeAgency {
    /// The version that was read; another one meanwhile is `overtaken`.
    pub version: u32,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether its employees may choose among their points of sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_change_point_of_sale: Option<bool>,
    /// Whether its administrator, and not the employee, issues a QR code again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reissue_by_administrator: Option<bool>,
}
