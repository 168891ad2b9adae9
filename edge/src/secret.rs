//! Opaque values that a browser holds, and their digests, which storage holds (norms S1 and S5).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use shared::seal::SealKeys;

use crate::error::Internal;

/// Random bytes of a value: 256 bits.
pub const SECRET_BYTES: usize = 32;
/// Characters of a value.
const LENGTH: usize = 43;

/// A value that only its holder knows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new value made of random bytes.
    pub fn from_random(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads a value that somebody brought; `None` for what cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let ours = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (text.len() == LENGTH && text.bytes().all(ours)).then(|| Self(text.to_owned()))
    }

    /// The token of a link.
    pub fn of_link(keys: &SealKeys, key_id: &str, link_id: &str) -> Result<Self, Internal> {
        let token = keys.link_token(key_id, link_id).map_err(Internal::fault)?;
        Self::parse(&token).ok_or_else(|| Internal::fault("the token of a link is no secret"))
    }

    /// The text, for its holder and nobody else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What storage keeps of it.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The SHA-256 of a [`Secret`] in base64url.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretHash(String);

impl SecretHash {
    /// The digest of any text that proves something.
    pub fn of(text: &str) -> Self {
        Self(URL_SAFE_NO_PAD.encode(Sha256::digest(text)))
    }

    /// Reads a digest that somebody brought; `None` for what cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        Secret::parse(text).map(|text| Self(text.0))
    }

    /// The digest as storage has kept it.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text that storage keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_256_bits_and_its_digest_another_text() {
        let secret = Secret::from_random([7; 32]);
        assert_eq!(secret.expose().len(), LENGTH);
        assert_eq!(Secret::parse(secret.expose()), Some(secret.clone()));
        assert_ne!(secret.hash().as_str(), secret.expose());
        assert_eq!(format!("{secret:?}"), "Secret(..)");
    }

    #[test]
    fn what_cannot_be_a_value_is_none() {
        for bad in ["", "x", &"A".repeat(42), &"A".repeat(44), &format!("{};", "A".repeat(42))] {
            assert_eq!(Secret::parse(bad), None, "{bad:?}");
        }
    }
}
