//! What a browser sends: every request is a `POST` of JSON with the header field [`CSRF_HEADER`].

use serde::{Deserialize, Serialize};

/// Header field that only a script of our own pages can send (norm W3); its value is [`CSRF_VALUE`].
pub const CSRF_HEADER: &str = "x-mixvel-auth";
/// Value of [`CSRF_HEADER`].
pub const CSRF_VALUE: &str = "1";

/// Login and password, the first step.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Login, as typed.
    pub login: String,
    /// Password, as typed.
    pub password: String,
}

impl Credentials {
    /// Where it is sent.
    pub const PATH: &'static str = "/api/auth/credentials";
}

/// Consent and two-factor authentication, ticked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirements {
    /// `version` of the text that was consented to.
    pub consent: Option<String>,
    /// Whether to send the set-up mail.
    pub two_factor: bool,
}

impl Requirements {
    /// Where it is sent.
    pub const PATH: &'static str = "/api/auth/requirements";
}

/// An authentication code.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Six digits.
    pub code: String,
    /// The browser's clock, in milliseconds since 1970, to tell a clock that is wrong from a code that is.
    pub device_now_ms: i64,
    /// Whose sign-in the window shows: a code that is meant for another one counts against nobody.
    #[serde(default)]
    pub who: Option<String>,
}

impl Code {
    /// Where it is sent.
    pub const PATH: &'static str = "/api/auth/code";
}

/// The point of sale that was selected.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelectPointOfSale {
    /// `StructureUnitID`.
    pub id: String,
}

impl SelectPointOfSale {
    /// Where it is sent.
    pub const PATH: &'static str = "/api/auth/point-of-sale";
}

/// The seance that was selected.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelectSeance {
    /// Its name.
    pub seance: String,
}

impl SelectSeance {
    /// Where it is sent.
    pub const PATH: &'static str = "/api/auth/seance";
}

/// The user's own input, reported at most once a minute.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// Milliseconds since that input.
    pub age_ms: u32,
}

impl Activity {
    /// Where it is sent.
    pub const PATH: &'static str = "/api/auth/activity";
}

/// The end of the session: its owner's wish, or for lack of input.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOut {
    /// Whether the page ends it for lack of input: the audit log tells that from the button. Where input is known, of
    /// which that page may not have heard, nothing ends.
    #[serde(default)]
    pub idle: bool,
}

impl SignOut {
    /// Where it is sent.
    pub const PATH: &'static str = "/api/auth/sign-out";
}

/// `POST {}`: the mail with the set-up link once more.
pub const RESEND_PATH: &str = "/api/auth/setup-mail";
/// `POST {}`: one window back; from the session to the point of sale, from anywhere else to where the sign-in began:
/// the credentials, or the workspace whose place was to be changed. Answered with a state also when nothing is under
/// way.
pub const BACK_PATH: &str = "/api/auth/back";
/// `POST {}`: ends the half-done sign-in ("not you?", `Change`). Answered with a state also when nothing is under way.
pub const CANCEL_PATH: &str = "/api/auth/cancel";
/// `POST {}`: back to the point of sale, still signed in.
pub const CHANGE_POINT_OF_SALE_PATH: &str = "/api/auth/change-point-of-sale";
