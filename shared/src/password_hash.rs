//! Password hashes: argon2id in PHC strings, peppered with a secret that storage never sees (norms P3 to P5).

use std::fmt;

use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::password_hash::{Error as PhcError, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, KeyId, Params, ParamsBuilder, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::named_secrets::{NamedSecret, NamedSecrets};
use crate::value::password::NormalPassword;

/// Bytes of salt: 128 bits (norm P5).
pub const SALT_BYTES: usize = 16;

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB (`m`).
    pub memory_kib: u32,
    /// Passes over it (`t`).
    pub passes: u32,
}

impl Cost {
    /// 19 MiB and two passes: what the OWASP cheat sheet names for one lane (norm P4).
    pub const STANDARD: Self = Self { memory_kib: 19_456, passes: 2 };
}

/// A secret mixed into every hash (norm P5). Its `id` stands in the PHC string, so that it can be replaced.
pub type Pepper = NamedSecret;

/// The peppers of an environment; the first one is used for new hashes, the others still verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peppers(NamedSecrets);

/// Why peppers, a hash or a stored string cannot be used. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HashError {
    /// The secret `PASSWORD_PEPPERS` cannot be read.
    Peppers(&'static str),
    /// A stored string is not an argon2id PHC string.
    Stored,
    /// A stored string names a pepper that is not configured.
    UnknownPepper(String),
    /// argon2 refused its arguments or had no memory.
    Argon2(String),
}

impl fmt::Display for HashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Peppers(why) => write!(f, "PASSWORD_PEPPERS cannot be read: {why}"),
            Self::Stored => f.write_str("the stored password hash is not an argon2id PHC string"),
            Self::UnknownPepper(id) => write!(f, "no pepper named {id:?} is configured"),
            Self::Argon2(why) => write!(f, "argon2 failed: {why}"),
        }
    }
}

impl std::error::Error for HashError {}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Another password.
    Wrong,
    /// The password; `outdated` asks for a new hash, since cost or pepper have changed.
    Right {
        /// Whether the stored hash was made with another cost or pepper than new ones are.
        outdated: bool,
    },
}

impl Peppers {
    /// Reads the secret `PASSWORD_PEPPERS`: a JSON list of `{"id": up to 8 characters, "secret": base64url of at
    /// least 32 bytes}`, the one for new hashes first.
    pub fn parse(text: &str) -> Result<Self, HashError> {
        let entry_rule = "an entry needs an id of 1 to 8 bytes and 32 bytes of base64url";
        NamedSecrets::parse(text, Params::MAX_KEYID_LEN, entry_rule).map(Self).map_err(HashError::Peppers)
    }

    /// The pepper for new hashes.
    pub fn current(&self) -> Option<&Pepper> {
        self.0.current()
    }

    /// A keyed hash of names, in base64url: the same names have the same digest, and without the pepper it tells
    /// none.
    pub fn digest(&self, names: &[&str]) -> String {
        let secret = self.current().map_or(&[][..], |pepper| &pepper.secret);
        let digest = Hmac::<Sha256>::new_from_slice(secret).map(|mut mac| {
            mac.update(names.join("\0").as_bytes());
            mac.finalize().into_bytes()
        });
        // HMAC takes keys of any length, so there always is a digest.
        digest.map(|digest| URL_SAFE_NO_PAD.encode(digest)).unwrap_or_default()
    }

    fn named(&self, id: &[u8]) -> Option<&Pepper> {
        std::str::from_utf8(id).ok().and_then(|id| self.0.find(id))
    }
}

/// Hashes a password with 16 random bytes of salt. Without a pepper the string verifies everywhere and is
/// outdated everywhere: the form in which an operator hands a password to an environment whose secrets cannot
/// be read.
pub fn hash(
    password: &NormalPassword,
    salt: [u8; SALT_BYTES],
    cost: Cost,
    pepper: Option<&Pepper>,
) -> Result<String, HashError> {
    let hasher = hasher(cost, pepper)?;
    let phc = hasher.hash_password_with_salt(password.expose().as_bytes(), &salt).map_err(failed)?;
    Ok(phc.to_string())
}

/// Compares a password with a stored string, in the time of one hash whatever the outcome.
pub fn verify(
    password: &NormalPassword,
    stored: &str,
    cost: Cost,
    peppers: &Peppers,
) -> Result<Verdict, HashError> {
    let stored = PasswordHash::new(stored).map_err(|_| HashError::Stored)?;
    let params = Params::try_from(&stored).map_err(|_| HashError::Stored)?;
    let pepper = match params.keyid() {
        [] => None,
        id => Some(
            peppers
                .named(id)
                .ok_or_else(|| HashError::UnknownPepper(String::from_utf8_lossy(id).into_owned()))?,
        ),
    };
    match hasher(cost, pepper)?.verify_password(password.expose().as_bytes(), &stored) {
        Ok(()) => {
            let same_cost = params.m_cost() == cost.memory_kib && params.t_cost() == cost.passes;
            Ok(Verdict::Right { outdated: !same_cost || pepper != peppers.current() })
        }
        Err(PhcError::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(other) => Err(failed(other)),
    }
}

/// A stored string that no password matches, and that costs as much to compare with as a real one: what an
/// unknown login is compared with (norm L3).
pub fn decoy(cost: Cost, peppers: &Peppers) -> Result<String, HashError> {
    let params = params(cost, peppers.current())?;
    let salt = Salt::new(&[0; SALT_BYTES]).map_err(|error| failed(error.into()))?;
    let phc = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: (&params).try_into().map_err(failed)?,
        salt: Some(salt),
        hash: Some(argon2::password_hash::phc::Output::new(&[0; 32]).map_err(|error| failed(error.into()))?),
    };
    Ok(phc.to_string())
}

fn hasher(cost: Cost, pepper: Option<&Pepper>) -> Result<Argon2<'_>, HashError> {
    let params = params(cost, pepper)?;
    match pepper {
        Some(pepper) => Argon2::new_with_secret(&pepper.secret, Algorithm::Argon2id, Version::V0x13, params)
            .map_err(|error| HashError::Argon2(error.to_string())),
        None => Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params)),
    }
}

fn params(cost: Cost, pepper: Option<&Pepper>) -> Result<Params, HashError> {
    let mut builder = ParamsBuilder::new();
    builder.m_cost(cost.memory_kib).t_cost(cost.passes).p_cost(1).output_len(32);
    let failed = |error: argon2::Error| HashError::Argon2(error.to_string());
    if let Some(pepper) = pepper {
        builder.keyid(KeyId::new(pepper.id.as_bytes()).map_err(failed)?);
    }
    builder.build().map_err(failed)
}

fn failed(error: PhcError) -> HashError {
    HashError::Argon2(error.to_string())
}

#[cfg(test)]
#[cfg(feature = "nfkc")]
mod tests {
    use super::*;
    use crate::nfkc::nfkc;
    use crate::value::password::Password;

    const CHEAP: Cost = Cost { memory_kib: 8, passes: 1 };

    fn peppers(ids: &[&str]) -> Peppers {
        let entry = |id: &&str| {
            format!(
                r#"{{"id":"{id}","secret":"{}"}}"#,
                URL_SAFE_NO_PAD.encode([u8::try_from(id.len()).unwrap(); 32])
            )
        };
        Peppers::parse(&format!("[{}]", ids.iter().map(entry).collect::<Vec<_>>().join(","))).unwrap()
    }

    fn password(text: &str) -> NormalPassword {
        Password::from(text.to_owned()).normal(nfkc)
    }

    #[test]
    fn the_right_password_matches_and_any_other_does_not() {
        let peppers = peppers(&["p1"]);
        let stored = hash(&password("passWord1!"), [7; 16], CHEAP, peppers.current()).unwrap();
        assert_eq!(
            verify(&password("passWord1!"), &stored, CHEAP, &peppers),
            Ok(Verdict::Right { outdated: false })
        );
        assert_eq!(verify(&password("password1!"), &stored, CHEAP, &peppers), Ok(Verdict::Wrong));
    }

    #[test]
    fn password_hash_format_unchanged() {
        let stored =
            hash(&password("passWord1!"), [7; 16], Cost::STANDARD, peppers(&["p1"]).current()).unwrap();
        let pinned = "$argon2id$v=19$m=19456,t=2,p=1,keyid=cDE$BwcHBwcHBwcHBwcHBwcHBw\
                      $kqaGtieHaCRNrYIwL7g1/iQ73Gz1P/95xcsUMGhLp7U";
        assert_eq!(stored, pinned);
    }

    #[test]
    fn a_hash_of_another_cost_or_pepper_still_matches_and_asks_for_a_new_one() {
        let old = peppers(&["p1"]);
        let both = peppers(&["new", "p1"]);
        let stored = hash(&password("x"), [7; 16], CHEAP, old.current()).unwrap();
        assert_eq!(verify(&password("x"), &stored, CHEAP, &both), Ok(Verdict::Right { outdated: true }));
        let dearer = Cost { passes: 2, ..CHEAP };
        assert_eq!(verify(&password("x"), &stored, dearer, &old), Ok(Verdict::Right { outdated: true }));
        let bare = hash(&password("x"), [7; 16], CHEAP, None).unwrap();
        assert_eq!(verify(&password("x"), &bare, CHEAP, &old), Ok(Verdict::Right { outdated: true }));
    }

    #[test]
    fn a_hash_whose_pepper_is_gone_is_an_error_and_not_a_wrong_password() {
        let stored = hash(&password("x"), [7; 16], CHEAP, peppers(&["p1"]).current()).unwrap();
        let gone = verify(&password("x"), &stored, CHEAP, &peppers(&["other"]));
        assert_eq!(gone, Err(HashError::UnknownPepper("p1".to_owned())));
        assert_eq!(verify(&password("x"), "plain", CHEAP, &peppers(&["p1"])), Err(HashError::Stored));
    }

    #[test]
    fn no_password_matches_the_decoy() {
        let peppers = peppers(&["p1"]);
        let decoy = decoy(CHEAP, &peppers).unwrap();
        for text in ["", "x", "passWord1!"] {
            assert_eq!(verify(&password(text), &decoy, CHEAP, &peppers), Ok(Verdict::Wrong));
        }
    }

    #[test]
    fn the_same_characters_match_however_they_are_composed() {
        let peppers = peppers(&["p1"]);
        let stored = hash(&password("caf\u{e9}\u{2460}"), [7; 16], CHEAP, peppers.current()).unwrap();
        let typed = verify(&password("cafe\u{301}1"), &stored, CHEAP, &peppers);
        assert_eq!(typed, Ok(Verdict::Right { outdated: false }));
    }

    #[test]
    fn peppers_that_are_short_nameless_or_missing_are_refused() {
        for bad in ["", "[]", r#"[{"id":"p1","secret":"c2hvcnQ"}]"#, r#"[{"id":"","secret":""}]"#] {
            assert!(matches!(Peppers::parse(bad), Err(HashError::Peppers(_))), "{bad}");
        }
    }
}
