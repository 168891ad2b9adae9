//! Secrets at rest: keys of second factors are sealed, and the tokens of links are derived instead of stored.

use std::fmt;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::named_secrets::{NamedSecret, NamedSecrets};

/// Random bytes that each sealing needs (NIST SP 800-38D section 8.2.2).
pub const NONCE_BYTES: usize = 12;
/// Bytes of a token: 256 bits (norm R1).
pub const TOKEN_BYTES: usize = 32;

/// The seal keys of an environment, from which the keys for sealing and for links are derived: the first one seals,
/// all of them open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealKeys(NamedSecrets);

/// Something sealed, as storage keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Names the seal key.
    pub key_id: String,
    /// Nonce, cipher text and tag in base64url.
    pub text: String,
}

/// Why seal keys or something sealed cannot be used. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealError {
    /// The secret `SEAL_KEYS` cannot be read.
    Keys(&'static str),
    /// No key has this name.
    UnknownKey(String),
    /// The text was sealed with another key, for somebody else, or changed.
    Broken,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys(why) => write!(f, "SEAL_KEYS cannot be read: {why}"),
            Self::UnknownKey(id) => write!(f, "no seal key named {id:?} is configured"),
            Self::Broken => {
                f.write_str("a sealed text does not open: another key, another owner, or changed")
            }
        }
    }
}

impl std::error::Error for SealError {}

impl SealKeys {
    /// Reads the secret `SEAL_KEYS`: a JSON list of `{"id", "secret": base64url of at least 32 bytes}`, the one
    /// that seals first.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        NamedSecrets::parse(text, usize::MAX, "an entry needs an id and 32 bytes of base64url")
            .map(Self)
            .map_err(SealError::Keys)
    }

    /// Seals a secret for its owner: opened for anybody else, it is broken.
    pub fn seal(&self, secret: &[u8], owner: &str, nonce: [u8; NONCE_BYTES]) -> Result<Sealed, SealError> {
        let key = self.0.current().ok_or(SealError::Broken)?;
        let payload = Payload { msg: secret, aad: owner.as_bytes() };
        let text = cipher(key)?.encrypt(&Nonce::from(nonce), payload).map_err(|_| SealError::Broken)?;
        let text = URL_SAFE_NO_PAD.encode([&nonce[..], &text].concat());
        Ok(Sealed { key_id: key.id.clone(), text })
    }

    /// Opens what was sealed for this owner.
    pub fn open(&self, sealed: &Sealed, owner: &str) -> Result<Vec<u8>, SealError> {
        let bytes = URL_SAFE_NO_PAD.decode(&sealed.text).map_err(|_| SealError::Broken)?;
        let (nonce, text) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Broken)?;
        let payload = Payload { msg: text, aad: owner.as_bytes() };
        cipher(self.named(&sealed.key_id)?)?
            .decrypt(&Nonce::from(*nonce), payload)
            .map_err(|_| SealError::Broken)
    }

    /// The name of the key that new links are derived from.
    pub fn current_id(&self) -> &str {
        self.0.current().map_or("", |key| &key.id)
    }

    /// The token of a link: a function of its identifier, so that no store needs to hold it. Whoever does not
    /// have the secret cannot tell it from 256 random bits.
    pub fn link_token(&self, key_id: &str, link_id: &str) -> Result<String, SealError> {
        Ok(URL_SAFE_NO_PAD.encode(derive(self.named(key_id)?, "link", link_id)?))
    }

    fn named(&self, id: &str) -> Result<&NamedSecret, SealError> {
        self.0.find(id).ok_or_else(|| SealError::UnknownKey(id.to_owned()))
    }
}

/// A key for one purpose: no digest made for one is of use for another.
fn derive(from: &NamedSecret, purpose: &str, name: &str) -> Result<[u8; TOKEN_BYTES], SealError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&from.secret).map_err(|_| SealError::Broken)?;
    mac.update(format!("mixvel-auth\0{purpose}\0{name}").as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

fn cipher(from: &NamedSecret) -> Result<Aes256Gcm, SealError> {
    Aes256Gcm::new_from_slice(&derive(from, "seal", "aes-256-gcm")?).map_err(|_| SealError::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(ids: &[&str]) -> SealKeys {
        let secret = |id: &str| URL_SAFE_NO_PAD.encode([u8::try_from(id.len()).unwrap(); 32]);
        let entry = |id: &&str| format!(r#"{{"id":"{id}","secret":"{}"}}"#, secret(id));
        SealKeys::parse(&format!("[{}]", ids.iter().map(entry).collect::<Vec<_>>().join(","))).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_alone() {
        let keys = keys(&["s1"]);
        let sealed = keys.seal(b"secret", "12036/a@b.c", [7; 12]).unwrap();
        assert_eq!(keys.open(&sealed, "12036/a@b.c"), Ok(b"secret".to_vec()));
        assert_eq!(keys.open(&sealed, "12036/x@b.c"), Err(SealError::Broken));
        let changed = Sealed { text: sealed.text.replacen('B', "C", 1), ..sealed.clone() };
        assert_eq!(keys.open(&changed, "12036/a@b.c"), Err(SealError::Broken));
        assert!(!sealed.text.contains("secret"));
    }

    #[test]
    fn sealed_format_unchanged() {
        let sealed = keys(&["s1"]).seal(b"secret", "12036/a@b.c", [7; 12]).unwrap();
        assert_eq!(
            (sealed.key_id.as_str(), sealed.text.as_str()),
            ("s1", "BwcHBwcHBwcHBwcH72CXkWdTKf8GxRXCgLcpcTdgEEWUtw")
        );
        assert_eq!(
            keys(&["s1"]).link_token("s1", "l1").as_deref(),
            Ok("n-FiDBe6uaWpGtMnKsynuTMmWzU32RtejEbk6n07eSg")
        );
    }

    #[test]
    fn an_older_key_still_opens_and_one_that_is_gone_is_named() {
        let sealed = keys(&["s1"]).seal(b"x", "o", [7; 12]).unwrap();
        assert_eq!(keys(&["new", "s1"]).open(&sealed, "o"), Ok(b"x".to_vec()));
        assert_eq!(keys(&["new"]).open(&sealed, "o"), Err(SealError::UnknownKey("s1".to_owned())));
        assert_eq!(keys(&["new", "s1"]).seal(b"x", "o", [7; 12]).unwrap().key_id, "new");
    }

    #[test]
    fn tokens_differ_by_link_and_by_key() {
        let keys = keys(&["new", "s1"]);
        let token = |key_id, link| keys.link_token(key_id, link).unwrap();
        assert_eq!(token("s1", "a"), token("s1", "a"));
        assert_ne!(token("s1", "a"), token("s1", "b"));
        assert_ne!(token("s1", "a"), token("new", "a"));
        assert_eq!(token("s1", "a").len(), 43);
    }

    #[test]
    fn keys_that_are_short_nameless_or_missing_are_refused() {
        for bad in ["", "[]", r#"[{"id":"s1","secret":"c2hvcnQ"}]"#, r#"[{"id":"","secret":""}]"#] {
            assert!(matches!(SealKeys::parse(bad), Err(SealError::Keys(_))), "{bad}");
        }
    }
}
