//! The bearer token: a JWT (RFC 7519) signed with HS512, made and checked here and nowhere else.
//!
//! Whether a token that is genuine is still wanted is not known here: storage knows.

use std::sync::Once;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error as JwtError, ErrorKind};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::Sha512;
use shared::key_ring::{Key, KeyRing};
use shared::time::{DAY_MS, UnixMillis};
use signature::{Signer, Verifier};

use crate::error::Internal;

/// Life of a token: exactly 24 hours.
pub const TOKEN_LIFE_MS: i64 = DAY_MS;
/// The `aud` of these tokens: no token of another kind is one of them (RFC 8725 section 3.12).
pub const AUDIENCE: &str = "mixvel-web-service";
/// Longest token that is looked at, in bytes; ours have about 600.
const MAX_TOKEN: usize = 4096;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer: the environment.
    pub iss: String,
    /// Audience: [`AUDIENCE`].
    pub aud: String,
    /// Subject: login of the application.
    pub sub: String,
    /// Name of the agency.
    pub name: String,
    /// Names this token, for revocation.
    pub jti: String,
    /// Issued at, in seconds since 1970.
    pub iat: i64,
    /// Not valid before, in seconds since 1970.
    pub nbf: i64,
    /// Expires at, in seconds since 1970.
    pub exp: i64,
    /// `StructureUnitID` that the token is for.
    pub structure_unit: String,
    /// Code of the agency.
    pub agency_code: u32,
}

/// Why a text is not a token that can be used now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Not a JWT of ours by its shape: parts, header, algorithm, type, key or claims.
    Malformed,
    /// The signature does not match.
    Forged,
    /// Genuine, but of another issuer or audience.
    Foreign,
    /// Genuine, and its time has not come.
    NotYetValid(Box<Claims>),
    /// Genuine, and its time is over.
    Expired(Box<Claims>),
}

/// Signs the claims with the key, whose name stands in the header.
pub fn sign(claims: &Claims, key: &Key) -> Result<String, Internal> {
    encode(claims, &key.kid, &key.bytes())
}

/// A JWT of these claims, signed with HS512 by a key of this name.
pub fn encode(claims: &impl Serialize, kid: &str, secret: &[u8]) -> Result<String, Internal> {
    install_provider();
    let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS512) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret))
        .map_err(|error| Internal::fault(format!("signing a token: {error}")))
}

/// Checks a token per norms J1 and J2: one algorithm, our key, our issuer and audience, then time, without leeway.
pub fn verify(token: &str, keys: &KeyRing, issuer: &str, now: UnixMillis) -> Result<Claims, Flaw> {
    install_provider();
    if token.len() > MAX_TOKEN {
        return Err(Flaw::Malformed);
    }
    // The header is read before its signature is checked, for the name of the key and nothing else: keys
    // that it brings along (`jwk`, `jku`, `x5u`) are never looked at (RFC 8725 section 3.10).
    let header = jsonwebtoken::decode_header(token).map_err(|_| Flaw::Malformed)?;
    if header.alg != Algorithm::HS512 || header.typ.as_deref() != Some("JWT") {
        return Err(Flaw::Malformed);
    }
    let key = header.kid.and_then(|kid| keys.find(&kid)).ok_or(Flaw::Malformed)?;

    let mut rules = Validation::new(Algorithm::HS512);
    rules.set_issuer(&[issuer]);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
    // The library would read its own clock and allow a minute of leeway; time is checked below.
    (rules.validate_exp, rules.validate_nbf) = (false, false);

    let decoded = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(&key.bytes()), &rules);
    let claims = decoded.map_err(|error| flaw(&error))?.claims;
    if now < UnixMillis::from_seconds(claims.nbf) {
        return Err(Flaw::NotYetValid(Box::new(claims)));
    }
    if now >= UnixMillis::from_seconds(claims.exp) {
        return Err(Flaw::Expired(Box::new(claims)));
    }
    Ok(claims)
}

fn flaw(error: &JwtError) -> Flaw {
    let kind = error.kind();
    if matches!(kind, ErrorKind::InvalidSignature) {
        Flaw::Forged
    } else if matches!(kind, ErrorKind::InvalidIssuer | ErrorKind::InvalidAudience) {
        Flaw::Foreign
    } else {
        Flaw::Malformed
    }
}

/// HMAC with SHA-512 as the library's only algorithm: its own set of backends would bring RSA and elliptic
/// curves into the bundle, which must never be accepted anyway.
struct Hs512(Vec<u8>);

impl Hs512 {
    fn mac(&self, message: &[u8]) -> Result<Hmac<Sha512>, signature::Error> {
        let mut mac = Hmac::<Sha512>::new_from_slice(&self.0).map_err(|_| signature::Error::new())?;
        mac.update(message);
        Ok(mac)
    }
}

impl Signer<Vec<u8>> for Hs512 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.mac(message)?.finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs512 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        self.mac(message)?.verify_slice(signature).map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Hs512 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS512
    }
}

impl JwtVerifier for Hs512 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS512
    }
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| only_hs512(*algorithm, key.as_bytes()).map(|backend| backend as _),
    verifier_factory: |algorithm, key| {
        only_hs512(*algorithm, key.try_get_as_bytes()?).map(|backend| backend as _)
    },
    key_utils: KeyUtils::new_unimplemented(),
};

fn only_hs512(algorithm: Algorithm, key: &[u8]) -> Result<Box<Hs512>, JwtError> {
    if algorithm == Algorithm::HS512 {
        Ok(Box::new(Hs512(key.to_vec())))
    } else {
        Err(ErrorKind::InvalidAlgorithm.into())
    }
}

fn install_provider() {
    static ONCE: Once = Once::new();
    // A second installation cannot happen, and would change nothing.
    ONCE.call_once(|| _ = PROVIDER.install_default());
}
