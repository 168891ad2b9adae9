//! Operators and their keys: `GET` and `POST` [`PATH`]; `POST` [`PATH`]`/NAME/remove`.

use serde::{Deserialize, Serialize};

/// The list, ordered by name, and where an operator is created.
pub const PATH: &str = "/api/admin/operators";

/// An operator; the key is known by its SHA-256 alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The name, which the audit log says.
    pub name: String,
    /// Since when.
    pub created_at_ms: i64,
    /// When the key ends by itself.
    pub expires_at_ms: i64,
    /// When the operator was removed.
    pub removed_at_ms: Option<i64>,
}

/// `POST`: a new operator; answered with an [`Operator`]. The key is made where the command runs, and only its digest is
/// sent, so that nothing but the key file ever holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateOperator {
    /// The name: 1 to 64 small Latin letters, digits, `.` and `-`.
    pub name: String,
    /// SHA-256 of the key's text in base64url.
    pub key_hash: String,
}
