//! The proof that a request comes from the guard: a JWT for the service behind it, which no client can make.
//!
//! It names one request and lives a minute, so that one that leaks opens nothing else.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use shared::key_ring::KEY_BYTES;
use shared::time::UnixMillis;

use crate::error::Internal;
use crate::secrets::token;

/// The field that carries the signature.
pub const FIELD: &str = "X-Auth-Signature";
/// The audience of requests to the web service.
pub const WEB_SERVICE: &str = "web-service";
/// Seconds that a signature lives.
const LIFE_S: i64 = 60;

/// Keys by audience, the signing one first; those after it are there for services that read the same secret.
#[derive(Clone, Default)]
pub struct SignatureKeys(BTreeMap<String, Vec<SignatureKey>>);

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureKey {
    id: String,
    secret: String,
}

impl SignatureKey {
    fn bytes(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(&self.secret).unwrap_or_default()
    }
}

impl SignatureKeys {
    /// Reads the secret `SIGNATURE_KEYS`, `{"web-service":[{"id","secret"}],"cashier":[…],"boss":[…]}`; empty for no keys. The
    /// message quotes no part of it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let keys: BTreeMap<String, Vec<SignatureKey>> = serde_json::from_slice(text.as_bytes())
            .map_err(|_| "is not the expected JSON object".to_owned())?;
        let short = |key: &SignatureKey| key.id.is_empty() || key.bytes().len() < KEY_BYTES;
        if keys.values().flatten().any(short) {
            return Err(format!("every key needs an id and at least {KEY_BYTES} bytes of base64url"));
        }
        // Whoever checks for one audience must not be able to sign for another.
        let mut secrets: Vec<_> = keys.values().flatten().map(|key| key.secret.as_str()).collect();
        let count = secrets.len();
        secrets.sort_unstable();
        secrets.dedup();
        if secrets.len() < count {
            return Err("no two keys may be the same".to_owned());
        }
        Ok(Self(keys))
    }

    /// Whether requests to this audience can be signed.
    pub fn has(&self, audience: &str) -> bool {
        self.signing(audience).is_some()
    }

    /// The signature of a request; none if the audience has no key.
    pub fn sign(&self, request: &Signed<'_>) -> Result<Option<String>, Internal> {
        let Some(key) = self.signing(request.audience) else { return Ok(None) };
        let iat = request.now.as_seconds();
        let identity = request.identity.iter().map(|(name, value)| (claim(name), value.as_str())).collect();
        let claims = Claims {
            iss: request.issuer,
            aud: request.audience,
            iat,
            exp: iat + LIFE_S,
            jti: request.request_id,
            method: request.method,
            path: request.path,
            identity,
        };
        token::encode(&claims, &key.id, &key.bytes()).map(Some)
    }

    fn signing(&self, audience: &str) -> Option<&SignatureKey> {
        self.0.get(audience)?.first()
    }
}

/// What a signature vouches for.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The environment.
    pub issuer: &'a str,
    /// The service that the request goes to.
    pub audience: &'a str,
    /// The moment of the request.
    pub now: UnixMillis,
    /// The method.
    pub method: &'a str,
    /// Path and query, as the service sees them.
    pub path: &'a str,
    /// Names the request.
    pub request_id: &'a str,
    /// Who asks, as header fields.
    pub identity: &'a [(&'static str, String)],
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
    method: &'a str,
    path: &'a str,
    #[serde(flatten)]
    identity: BTreeMap<String, &'a str>,
}

/// The claim that repeats a field: `X-Auth-Token-Id` is `token_id`.
fn claim(field: &str) -> String {
    field.trim_start_matches("X-Auth-").to_ascii_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn keys() -> SignatureKeys {
        let (new, old) = ("Q".repeat(86), "A".repeat(86));
        let text = json!({ "web-service": [{ "id": "g2", "secret": new }, { "id": "g1", "secret": old }] });
        SignatureKeys::parse(&text.to_string()).unwrap()
    }

    fn part(token: &str, index: usize) -> Value {
        let part = token.split('.').nth(index).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn a_signature_names_the_request_and_its_sender_and_lives_a_minute() {
        let identity = [("X-Auth-Agency", "12036".to_owned()), ("X-Auth-Token-Id", "t1".to_owned())];
        let request = Signed {
            issuer: "https://api.mixvel.com",
            audience: WEB_SERVICE,
            now: UnixMillis(1_000_999),
            method: "POST",
            path: "/api/x?y=1",
            request_id: "r1",
            identity: &identity,
        };
        let signature = keys().sign(&request).unwrap().unwrap();
        assert_eq!(part(&signature, 0), json!({ "typ": "JWT", "alg": "HS512", "kid": "g2" }));
        let claims = json!({
            "iss": "https://api.mixvel.com", "aud": "web-service", "iat": 1000, "exp": 1060, "jti": "r1",
            "method": "POST", "path": "/api/x?y=1", "agency": "12036", "token_id": "t1",
        });
        assert_eq!(part(&signature, 1), claims);
        assert_eq!(keys().sign(&Signed { audience: "boss", ..request }).unwrap(), None);
    }

    #[test]
    fn keys_that_are_short_shared_or_unreadable_are_refused_without_quoting_them() {
        let key = "Q".repeat(86);
        let shared =
            json!({ "web-service": [{ "id": "a", "secret": key }], "boss": [{ "id": "b", "secret": key }] });
        for bad in ["hunter2", r#"{"web-service":[{"id":"a","secret":"hunter2"}]}"#, &shared.to_string()] {
            let message = SignatureKeys::parse(bad).err().unwrap();
            assert!(!message.contains("hunter2") && !message.contains("QQQ"), "{message}");
        }
    }
}
