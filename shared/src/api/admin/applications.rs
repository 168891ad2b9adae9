//! Applications and their tokens: `GET` and `POST` [`PATH`]; `GET` [`PATH`]`/LOGIN`; `GET` `…/ending`, `…/tokens`; `POST`
//! `…/block`, `…/unblock`, `…/rotate`, `…/allow`, `…/forbid`, `…/revoke-tokens`; `POST` [`TOKENS_PATH`]`/JTI/revoke`.

use serde::{Deserialize, Serialize};

/// The list, and where an application is created. `GET` takes `agency`, `search`, `unit`, `state` (`active`, `blocked`),
/// `cursor` and `limit`, and answers a page of [`Application`], ordered by login.
pub const PATH: &str = "/api/admin/applications";

/// Where tokens are, by `jti`.
pub const TOKENS_PATH: &str = "/api/admin/tokens";

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The login.
    pub login: String,
    /// Code of the agency.
    pub agency: u32,
    /// `StructureUnitID`s that it may work in.
    pub units: Vec<String>,
    /// Since when it is blocked.
    pub blocked_at_ms: Option<i64>,
    /// Whether its agency is blocked, so that it cannot log in.
    pub agency_blocked: bool,
    /// Live tokens.
    pub live_tokens: u32,
    /// When the last token was issued, as far as its row is still there.
    pub last_login_at_ms: Option<i64>,
    /// When it was created.
    pub created_at_ms: i64,
    /// How often its password was rotated.
    pub rotations: u32,
}

/// `POST`: a new application; answered with a [`WithPassword`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateApplication {
    /// The login.
    pub login: String,
    /// Code of the agency.
    pub agency: u32,
    /// `StructureUnitID`s that it may work in; at least one.
    pub units: Vec<String>,
    /// The password; absent: one of 125 random bits is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// `POST …/rotate`: another password; answered with a [`WithPassword`]. All tokens end.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotate {
    /// The password; absent: one of 125 random bits is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// An application with its password, which is told this once.
#[derive(Clone, Serialize, Deserialize)]
pub struct WithPassword {
    /// The application.
    pub application: Application,
    /// The password.
    pub password: String,
}

/// `POST …/allow` and `POST …/forbid`: a structure unit; answered with [`Changed`](super::Changed).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// `StructureUnitID`.
    pub unit: String,
}

/// A live token: `GET …/tokens` answers a page of them, newest first. `POST …/revoke-tokens` ends all and is answered with
/// an [`Ending`](super::Ending); `POST` [`TOKENS_PATH`]`/JTI/revoke` ends one and is answered with a [`Revoked`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Names it.
    pub jti: String,
    /// `StructureUnitID`.
    pub unit: String,
    /// When it was issued.
    pub issued_at_ms: i64,
    /// When it ends by itself.
    pub expires_at_ms: i64,
}

/// A token that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// The application it was issued to.
    pub login: String,
    /// Whether it ended now, and not before.
    pub changed: bool,
}
