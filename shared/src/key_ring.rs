//! The keys that sign and verify tokens, as one secret holds them, and the three moves of a rotation.
//!
//! Only `add`, `promote` and `retire` change a ring, each a function of the moment it happens at.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::time::{DAY_MS, MINUTE_MS, UnixMillis};

/// Bytes of a key: as many as HS512 puts out (RFC 7518 section 3.2 asks for at least that).
pub const KEY_BYTES: usize = 64;
/// How long a new key only verifies, so that every place that serves requests has seen it before it signs.
pub const PROMOTE_AFTER_MS: i64 = 5 * MINUTE_MS;
/// How long a replaced key goes on verifying: the life of the last token it signed.
pub const RETIRE_AFTER_MS: i64 = DAY_MS;

/// What a key is used for. Every key of the ring verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// Added, not yet promoted.
    Added,
    /// Signs new tokens; exactly one key of a ring does.
    Signing,
    /// Signed until another key was promoted.
    Replaced,
}

impl KeyState {
    /// The word that people are told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Signing => "signing",
            Self::Replaced => "replaced",
        }
    }
}

/// One HS512 key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Key identifier, the `kid` of RFC 7515 section 4.1.4.
    pub kid: String,
    /// [`KEY_BYTES`] random bytes in base64url without padding.
    secret: String,
    /// What the key is used for.
    pub state: KeyState,
    /// When it came into this state, in milliseconds since 1970.
    since_ms: i64,
}

impl Key {
    /// The raw key.
    pub fn bytes(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(&self.secret).unwrap_or_default()
    }

    /// When the key came into its state.
    pub fn since(&self) -> UnixMillis {
        UnixMillis(self.since_ms)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, {:?})", self.kid, self.state)
    }
}

/// Why a ring or a move is refused; the message says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyRingError {
    /// The text is not a ring.
    Malformed(String),
    /// A key of this name is there already.
    Duplicate(String),
    /// No key has this name.
    Unknown(String),
    /// The key is not in the state that the move starts from.
    WrongState(String, KeyState),
    /// The move has to wait until this moment.
    TooEarly(UnixMillis),
}

impl fmt::Display for KeyRingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(f, "the key ring cannot be read: {why}"),
            Self::Duplicate(kid) => {
                write!(f, "a key named {kid} is in the ring already; choose another name")
            }
            Self::Unknown(kid) => write!(f, "no key named {kid} is in the ring"),
            Self::WrongState(kid, state) => {
                write!(
                    f,
                    "key {kid} is {state:?}; promote takes an added key, retire an added or a replaced one"
                )
            }
            Self::TooEarly(at) => write!(f, "too early: this move is safe from {at} on"),
        }
    }
}

impl std::error::Error for KeyRingError {}

/// All keys of an environment: one signs, all verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRing(Vec<Key>);

impl KeyRing {
    /// A ring of one key that signs at once, for a new environment.
    pub fn new(kid: &str, secret: &[u8; KEY_BYTES], now: UnixMillis) -> Self {
        Self(vec![key(kid, secret, KeyState::Signing, now)])
    }

    /// Reads the secret `JWT_KEYS`: a JSON list of keys, exactly one of them signing, no name twice.
    pub fn parse(text: &str) -> Result<Self, KeyRingError> {
        // serde's message could quote the text, and with it a key.
        let keys: Vec<Key> = serde_json::from_slice(text.as_bytes()).map_err(|error| {
            let place = format!("not the expected JSON at line {}, column {}", error.line(), error.column());
            KeyRingError::Malformed(place)
        })?;
        if let Some(bad) = keys.iter().find(|key| key.kid.is_empty() || key.bytes().len() != KEY_BYTES) {
            return Err(KeyRingError::Malformed(format!(
                "key {:?} needs a name and {KEY_BYTES} bytes of base64url",
                bad.kid
            )));
        }
        for (index, key) in keys.iter().enumerate() {
            if keys.iter().skip(index + 1).any(|other| other.kid == key.kid) {
                return Err(KeyRingError::Duplicate(key.kid.clone()));
            }
        }
        if keys.iter().filter(|key| key.state == KeyState::Signing).count() != 1 {
            return Err(KeyRingError::Malformed("exactly one key must be signing".to_owned()));
        }
        Ok(Self(keys))
    }

    /// The text that [`KeyRing::parse`] reads.
    pub fn serialize(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The keys in the order they were added.
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// The key that signs.
    pub fn signing(&self) -> Option<&Key> {
        self.0.iter().find(|key| key.state == KeyState::Signing)
    }

    /// The key of this name, whatever its state: every key of the ring verifies.
    pub fn find(&self, kid: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.kid == kid)
    }

    /// First move: a key that only verifies.
    pub fn add(mut self, kid: &str, secret: &[u8; KEY_BYTES], now: UnixMillis) -> Result<Self, KeyRingError> {
        if self.find(kid).is_some() {
            return Err(KeyRingError::Duplicate(kid.to_owned()));
        }
        self.0.push(key(kid, secret, KeyState::Added, now));
        Ok(self)
    }

    /// Second move, [`PROMOTE_AFTER_MS`] after the first: the key signs, and the one that did is replaced.
    pub fn promote(mut self, kid: &str, now: UnixMillis) -> Result<Self, KeyRingError> {
        let found = self.find(kid).ok_or_else(|| KeyRingError::Unknown(kid.to_owned()))?;
        if found.state != KeyState::Added {
            return Err(KeyRingError::WrongState(kid.to_owned(), found.state));
        }
        not_before(found.since().plus_ms(PROMOTE_AFTER_MS), now)?;
        for key in &mut self.0 {
            if key.kid == kid {
                (key.state, key.since_ms) = (KeyState::Signing, now.0);
            } else if key.state == KeyState::Signing {
                (key.state, key.since_ms) = (KeyState::Replaced, now.0);
            }
        }
        Ok(self)
    }

    /// Third move, [`RETIRE_AFTER_MS`] after the key was replaced: it is gone. A key never promoted goes at once.
    pub fn retire(mut self, kid: &str, now: UnixMillis) -> Result<Self, KeyRingError> {
        let found = self.find(kid).ok_or_else(|| KeyRingError::Unknown(kid.to_owned()))?;
        match found.state {
            KeyState::Signing => return Err(KeyRingError::WrongState(kid.to_owned(), found.state)),
            KeyState::Replaced => not_before(found.since().plus_ms(RETIRE_AFTER_MS), now)?,
            KeyState::Added => {}
        }
        self.0.retain(|key| key.kid != kid);
        Ok(self)
    }
}

fn key(kid: &str, secret: &[u8; KEY_BYTES], state: KeyState, now: UnixMillis) -> Key {
    Key { kid: kid.to_owned(), secret: URL_SAFE_NO_PAD.encode(secret), state, since_ms: now.0 }
}

fn not_before(moment: UnixMillis, now: UnixMillis) -> Result<(), KeyRingError> {
    if now < moment { Err(KeyRingError::TooEarly(moment)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: UnixMillis = UnixMillis(1_735_689_600_000);

    #[test]
    fn a_rotation_takes_three_moves_and_no_key_stops_verifying_too_early() {
        let ring = KeyRing::new("a", &[1; 64], START).add("b", &[2; 64], START).unwrap();
        assert_eq!(ring.signing().unwrap().kid, "a");

        let promoted_at = START.plus_ms(PROMOTE_AFTER_MS);
        let ring = ring.promote("b", promoted_at).unwrap();
        assert_eq!(ring.signing().unwrap().kid, "b");
        assert_eq!(ring.find("a").unwrap().state, KeyState::Replaced);

        let ring = ring.retire("a", promoted_at.plus_ms(RETIRE_AFTER_MS)).unwrap();
        assert_eq!(ring.find("a"), None);
    }

    #[test]
    fn a_move_that_comes_too_early_says_from_when_on_it_is_safe() {
        let ring = KeyRing::new("a", &[1; 64], START).add("b", &[2; 64], START).unwrap();
        let safe = START.plus_ms(PROMOTE_AFTER_MS);
        assert_eq!(ring.clone().promote("b", safe.plus_ms(-1)), Err(KeyRingError::TooEarly(safe)));
        let ring = ring.promote("b", safe).unwrap();
        let gone = safe.plus_ms(RETIRE_AFTER_MS);
        assert_eq!(ring.retire("a", gone.plus_ms(-1)), Err(KeyRingError::TooEarly(gone)));
    }

    #[test]
    fn the_signing_key_cannot_be_retired_nor_a_replaced_one_promoted() {
        let ring = KeyRing::new("a", &[1; 64], START);
        assert!(matches!(ring.clone().retire("a", START), Err(KeyRingError::WrongState(..))));
        assert!(matches!(ring.clone().promote("a", START), Err(KeyRingError::WrongState(..))));
        assert_eq!(ring.clone().retire("x", START), Err(KeyRingError::Unknown("x".to_owned())));
        assert_eq!(ring.add("a", &[3; 64], START), Err(KeyRingError::Duplicate("a".to_owned())));
    }

    #[test]
    fn key_ring_format_unchanged() {
        let ring = KeyRing::new("2025-01-01", &[0; 64], START);
        let secret = "A".repeat(86);
        let text = format!(
            r#"[{{"kid":"2025-01-01","secret":"{secret}","state":"signing","since_ms":1735689600000}}]"#
        );
        assert_eq!(ring.serialize(), text);
        assert_eq!(KeyRing::parse(&text).unwrap(), ring);
    }

    #[test]
    fn a_ring_with_a_short_key_no_signer_or_a_name_twice_is_refused_without_quoting_it() {
        let short = r#"[{"kid":"a","secret":"c2hvcnQ","state":"signing","since_ms":0}]"#;
        let ring = KeyRing::new("a", &[1; 64], START).add("b", &[2; 64], START).unwrap().serialize();
        let twice = ring.replace("\"b\"", "\"a\"");
        let nobody = ring.replace("signing", "replaced");
        for bad in [short, &twice, &nobody, "", "[]", "{}", "[{\"secret\":\"hunter2\"}]"] {
            let message = KeyRing::parse(bad).unwrap_err().to_string();
            assert!(!message.contains("c2hvcnQ") && !message.contains("hunter2"), "{message}");
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        let ring = KeyRing::new("a", &[1; 64], START);
        assert_eq!(format!("{ring:?}"), "KeyRing([Key(a, Signing)])");
    }
}
