//! Structure units: `GET` and `POST` [`PATH`]; `GET` and `PATCH` [`PATH`]`/12036_ALPHA`; `POST` `…/block`, `…/unblock`;
//! `GET` `…/ending`; `GET` [`SUGGESTION_PATH`].

use serde::{Deserialize, Serialize};

/// The list, and where a unit is created. `GET` takes `agency`, `search`, `state` (`active`, `blocked`), `cursor` and
/// `limit`, and answers a page of [`StructureUnit`], ordered by identifier.
pub const PATH: &str = "/api/admin/structure-units";

/// `GET` with `agency`: an identifier of five letters that is free, as a [`Suggestion`].
pub const SUGGESTION_PATH: &str = "/api/admin/structure-units/suggestion";

/// A structure unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructureUnit {
    /// `StructureUnitID`, such as `12036_ALPHA`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is; may be empty.
    pub address: String,
    /// Its seances in the order of the list.
    pub seances: Vec<String>,
    /// Since when it is blocked.
    pub blocked_at_ms: Option<i64>,
    /// Employees who may work there.
    pub employees: u32,
    /// Applications that may work there.
    pub applications: u32,
    /// Counts its changes.
    pub version: u32,
}

/// A free identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// `StructureUnitID`.
    pub id: String,
}

/// `POST`: a new unit; answered with a [`StructureUnit`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateStructureUnit {
    /// `StructureUnitID`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    #[serde(default)]
    pub address: String,
    /// Its seances.
    #[serde(default)]
    pub seances: Vec<String>,
}

/// `PATCH`: what is to be different; answered with a [`StructureUnit`]. Sessions at a seance that goes end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeStructureUnit {
    /// The version that was read; another one meanwhile is `overtaken`.
    pub version: u32,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// All the seances it has from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seances: Option<Vec<String>>,
}
