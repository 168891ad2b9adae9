//! The set-up page of two-factor authentication.

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
