//! The account of an employee: the set-up page of two-factor authentication, and the account page.

use serde::{Deserialize, Serialize};

/// The token of a set-up link, taken from the fragment of its address.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevealKey {
    /// 256 random bits in base64url.
    pub token: String,
}

impl RevealKey {
    /// Where it is sent; answered with a [`KeyRevealed`], once for each link.
    pub const PATH: &'static str = "/api/auth/setup-key";
    /// The page that sends it.
    pub const PAGE: &'static str = "/two-factor";
}

/// The key of two-factor authentication, as its owner sees it once.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeyRevealed {
    /// `otpauth://` URI that the QR code holds.
    pub uri: String,
    /// The key in base32, without spaces.
    pub key: String,
    /// Whose, in full: the page is reached from the owner's mailbox.
    pub login: String,
}

/// `GET`: the account of whoever is signed in, as an [`Account`].
pub const PATH: &str = "/api/auth/account";
/// `POST {}`: ends all other sessions of the account; answered with an [`Account`], or refused as [`EndSession`] is.
pub const END_OTHER_SESSIONS_PATH: &str = "/api/auth/account/end-other-sessions";

/// The account page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The edge's clock, in milliseconds since 1970.
    pub now_ms: i64,
    /// Its live sessions, the one at hand first, then by last activity.
    pub sessions: Vec<OwnSession>,
    /// The consents that were given, newest first.
    pub consents: Vec<GivenConsent>,
    /// Whether there is an active key of two-factor authentication.
    pub two_factor: bool,
    /// Whether its QR code may be issued again here, and not by the administrator alone.
    pub may_reissue: bool,
}

/// A session of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Names it in [`EndSession`]; no session can be entered with it.
    pub id: String,
    /// Whether it is the one at hand.
    pub current: bool,
    /// `cashier` or `boss`.
    pub product: String,
    /// When it was opened, in milliseconds since 1970.
    pub opened_at_ms: i64,
    /// Its owner's last input, in milliseconds since 1970.
    pub active_at_ms: i64,
    /// The country that the platform saw: two capital letters (ISO 3166-1).
    pub country: Option<String>,
    /// The address, as far as limits look at it.
    pub address: Option<String>,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Where (Cashier).
    pub point_of_sale: Option<String>,
}

/// A consent that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenConsent {
    /// `cashier` or `boss`.
    pub product: String,
    /// Names the text: its hash.
    pub version: String,
    /// When, in milliseconds since 1970.
    pub given_at_ms: i64,
    /// Whether it is the text of today, which `/legal/consent` shows.
    pub current: bool,
}

/// One's own new password.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password of now, as typed (norm P6).
    pub current: String,
    /// The new one, as typed.
    pub password: String,
    /// Whose page the window shows: what is meant for another one counts against nobody.
    #[serde(default)]
    pub who: Option<String>,
}

impl ChangePassword {
    /// Where it is sent; answered with a state. All other sessions end, and the one at hand gets a new value.
    pub const PATH: &'static str = "/api/auth/account/password";
}

/// A new QR code in the place of the one of now, for whoever still has a code of it (norm T5).
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reissue {
    /// Six digits.
    pub code: String,
    /// The browser's clock, in milliseconds since 1970.
    pub device_now_ms: i64,
    /// Whose page the window shows: what is meant for another one counts against nobody.
    #[serde(default)]
    pub who: Option<String>,
}

impl Reissue {
    /// Where it is sent; answered with a [`Reissued`].
    pub const PATH: &'static str = "/api/auth/account/reissue";
}

/// The old key is gone, and the mail that leads to the new one is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reissued {
    /// Where the mail goes.
    pub sent_to: String,
}

/// A current code, where what is asked for wants one that is no older than ten minutes (`step-up-required`).
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepUp {
    /// Six digits.
    pub code: String,
    /// The browser's clock, in milliseconds since 1970.
    pub device_now_ms: i64,
    /// Whose page the window shows: what is meant for another one counts against nobody.
    #[serde(default)]
    pub who: Option<String>,
}

impl StepUp {
    /// Where it is sent; answered with `{}`.
    pub const PATH: &'static str = "/api/auth/account/step-up";
}

/// The end of one of one's own sessions. An account with an active key is refused with `step-up-required` where the last
/// code of the session at hand is older than ten minutes.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    /// `id` of the session.
    pub id: String,
}

impl EndSession {
    /// Where it is sent; answered with an [`Account`]. The end of the session at hand is a sign-out and answered as that
    /// is, with a state; a session that is over already is no mistake; one of another account is refused.
    pub const PATH: &'static str = "/api/auth/account/end-session";
}
