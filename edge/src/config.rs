//! Settings and secrets of an environment, read once from texts and complete or refused.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use shared::key_ring::KeyRing;
use shared::password_hash::{Cost, Peppers};
use subtle::ConstantTimeEq;

use crate::error::Internal;

/// Seconds a request may take to be answered by the web service behind the guard, if nothing else is set.
const UPSTREAM_TIMEOUT_S: u32 = 120;

/// What a host serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HostRole {
    /// The web service for agents.
    Api,
    /// A developer's machine: the start page, and the web service for agents.
    Local,
}

/// The texts that a configuration is made of, as the platform hands them over.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// `HOSTS`: which host has which role.
    pub hosts: BTreeMap<String, HostRole>,
    /// `TOKEN_ISSUER`: the `iss` of tokens.
    pub token_issuer: String,
    /// `UPSTREAM_URL`: where guarded requests go; empty for nowhere.
    pub upstream_url: String,
    /// `UPSTREAM_TIMEOUT_S`: seconds until 504; empty for the default.
    pub upstream_timeout_s: String,
    /// Secret `JWT_KEYS`.
    pub jwt_keys: String,
    /// Secret `PASSWORD_PEPPERS`.
    pub password_peppers: String,
    /// Secret `INTROSPECTION_CLIENTS`: a JSON list of `{"client_id", "client_secret"}`; empty for nobody.
    pub introspection_clients: String,
    /// `PASSWORD_COST`: `memory in KiB,passes`, read by local builds only; empty for the standard.
    pub password_cost: String,
}

/// A gateway that may introspect tokens.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntrospectionClient {
    client_id: String,
    client_secret: String,
}

/// Everything that differs between environments.
pub struct Config {
    hosts: BTreeMap<String, HostRole>,
    /// The `iss` of tokens, checked in every one of them.
    pub token_issuer: String,
    /// Base of the web service behind the guard.
    pub upstream_url: Option<String>,
    /// Seconds until the guard gives up on it.
    pub upstream_timeout_s: u32,
    /// Keys of the tokens.
    pub keys: KeyRing,
    /// Peppers of password hashes.
    pub peppers: Peppers,
    /// What a password hash costs.
    pub cost: Cost,
    introspection_clients: Vec<IntrospectionClient>,
}

impl Config {
    /// Reads the texts; the error names the setting and what is wrong with it, never a secret.
    pub fn parse(texts: Texts) -> Result<Self, Internal> {
        let setting = |name: &str, why: &str| Internal::fault(format!("setting {name}: {why}"));
        if texts.token_issuer.is_empty() {
            return Err(setting("TOKEN_ISSUER", "is missing"));
        }
        let upstream_timeout_s = match texts.upstream_timeout_s.as_str() {
            "" => UPSTREAM_TIMEOUT_S,
            text => text.parse().map_err(|_| setting("UPSTREAM_TIMEOUT_S", "is not a number of seconds"))?,
        };
        let introspection_clients = match texts.introspection_clients.as_str() {
            "" => Vec::new(),
            text => serde_json::from_str(text)
                .map_err(|_| setting("INTROSPECTION_CLIENTS", "is not the expected JSON list"))?,
        };
        Ok(Self {
            hosts: texts.hosts,
            token_issuer: texts.token_issuer,
            upstream_url: Some(texts.upstream_url.trim_end_matches('/').to_owned())
                .filter(|url| !url.is_empty()),
            upstream_timeout_s,
            keys: KeyRing::parse(&texts.jwt_keys).map_err(|error| setting("JWT_KEYS", &error.to_string()))?,
            peppers: Peppers::parse(&texts.password_peppers).map_err(Internal::fault)?,
            cost: cost(&texts.password_cost)
                .ok_or_else(|| setting("PASSWORD_COST", "is not `KiB,passes`"))?,
            introspection_clients,
        })
    }

    /// What `host` serves; `None` for a host that is not ours. Ports do not matter.
    pub fn role(&self, host: &str) -> Option<HostRole> {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        self.hosts.get(&name.to_ascii_lowercase()).copied()
    }

    /// Whether these are the credentials of a gateway (RFC 7617: base64 of `id:secret`), compared in constant
    /// time.
    pub fn knows_client(&self, basic: &str) -> bool {
        let Ok(sent) = STANDARD.decode(basic) else { return false };
        let matches = |client: &IntrospectionClient| {
            let expected = format!("{}:{}", client.client_id, client.client_secret);
            !client.client_secret.is_empty() && bool::from(expected.as_bytes().ct_eq(&sent))
        };
        self.introspection_clients.iter().filter(|client| matches(client)).count() > 0
    }
}

/// The cost of hashes. Only a local build may lower it, so that tests do not wait for hashes they do not test.
fn cost(text: &str) -> Option<Cost> {
    if text.is_empty() || !cfg!(any(feature = "local", test)) {
        return Some(Cost::STANDARD);
    }
    let (memory_kib, passes) = text.split_once(',')?;
    Some(Cost { memory_kib: memory_kib.parse().ok()?, passes: passes.parse().ok()? })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A complete configuration: one key of zeros, one pepper, the cheapest hash, one gateway.
    pub(crate) fn texts() -> Texts {
        let key = "A".repeat(86);
        let pepper = "A".repeat(43);
        Texts {
            hosts: [("127.0.0.1".to_owned(), HostRole::Local), ("api.mixvel.com".to_owned(), HostRole::Api)]
                .into(),
            token_issuer: "https://api.mixvel.com".to_owned(),
            jwt_keys: format!(r#"[{{"kid":"k1","secret":"{key}","state":"signing","since_ms":0}}]"#),
            password_peppers: format!(r#"[{{"id":"p1","secret":"{pepper}"}}]"#),
            introspection_clients: r#"[{"client_id":"gw","client_secret":"s3cret"}]"#.to_owned(),
            password_cost: "8,1".to_owned(),
            ..Texts::default()
        }
    }

    #[test]
    fn hosts_are_found_without_regard_to_port_and_case() {
        let config = Config::parse(texts()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(config.role("127.0.0.1:8787"), Some(HostRole::Local));
        assert_eq!(config.role("API.mixvel.com"), Some(HostRole::Api));
        assert_eq!(config.role("evil.example"), None);
        assert_eq!(config.role(""), None);
    }

    #[test]
    fn a_gateway_is_known_by_its_whole_credentials() {
        let config = Config::parse(texts()).unwrap_or_else(|error| panic!("{error}"));
        let basic = |text: &str| STANDARD.encode(text);
        assert!(config.knows_client(&basic("gw:s3cret")));
        for wrong in ["gw:", "gw:s3cre", "gw:s3crett", ":s3cret", "gw", ""] {
            assert!(!config.knows_client(&basic(wrong)), "{wrong}");
        }
        assert!(!config.knows_client("not base64!"));
    }

    #[test]
    fn a_missing_or_broken_setting_is_named_and_its_value_is_not() {
        let broken: [(&str, Texts); 5] = [
            ("JWT_KEYS", Texts { jwt_keys: "hunter2".to_owned(), ..texts() }),
            ("PASSWORD_PEPPERS", Texts { password_peppers: "hunter2".to_owned(), ..texts() }),
            ("INTROSPECTION_CLIENTS", Texts { introspection_clients: "hunter2".to_owned(), ..texts() }),
            ("TOKEN_ISSUER", Texts { token_issuer: String::new(), ..texts() }),
            ("UPSTREAM_TIMEOUT_S", Texts { upstream_timeout_s: "soon".to_owned(), ..texts() }),
        ];
        for (name, texts) in broken {
            let message = Config::parse(texts).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(message.contains(name) && !message.contains("hunter2"), "{name}: {message}");
        }
    }
}
