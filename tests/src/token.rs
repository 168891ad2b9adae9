//! Tokens made and opened by Node's cryptography (`jwt.mjs`), which shares no code with the worker.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use shared::key_ring::Key;

use crate::server::Server;

/// A token taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Header.
    pub header: Value,
    /// Claims.
    pub claims: Value,
}

/// Checks a token's signature and takes it apart.
pub fn open(server: &Server, token: &str, key: &Key) -> Result<Opened, String> {
    let opened = server.helper().try_ask("open", json!({ "token": token, "secret": secret(key) }))?;
    Ok(Opened { header: opened["header"].clone(), claims: opened["claims"].clone() })
}

/// Signs a token with HMAC and SHA-512, whatever its header says.
pub fn sign(server: &Server, header: &Value, claims: &Value, key: &Key) -> String {
    let request = json!({ "header": header, "claims": claims, "secret": secret(key) });
    server.helper().ask("sign", request).as_str().expect("a token is a text").to_owned()
}

/// Now, in seconds since 1970.
pub fn now_s() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
    since.as_secs().try_into().expect("the clock is before the year 292 000 000 000")
}

fn secret(key: &Key) -> String {
    URL_SAFE_NO_PAD.encode(key.bytes())
}
