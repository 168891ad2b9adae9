//! Settings and secrets of an environment, read once from texts and complete or refused.

mod mail;
mod product;
mod site;
mod upstream;

pub use self::mail::{MailTransport, Security, SmtpCredentials, SmtpServer};
pub use self::product::{OURS, ProductSettings};
pub use self::site::{HostRole, Site, Stand};
pub use self::upstream::{Service, Upstream, UpstreamTexts};

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use shared::key_ring::KeyRing;
use shared::password_hash::{Cost, Peppers};
use shared::seal::SealKeys;
use shared::value::language::Language;
use shared::value::product::Product;
use subtle::ConstantTimeEq;

use crate::error::Internal;
use crate::http::authorization;
use crate::secrets::secret::SecretHash;
use crate::secrets::signature::SignatureKeys;

/// Seconds a request may take to be answered by the web service behind the guard, if nothing else is set.
const UPSTREAM_TIMEOUT_S: u32 = 120;

/// Characters that the secret of a gateway has at least.
const SECRET_LENGTH: usize = 16;

/// The texts that a configuration is made of, as the platform hands them over.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// `HOSTS`: which host has which role.
    pub hosts: BTreeMap<String, HostRole>,
    /// `TOKEN_ISSUER`: the `iss` of tokens.
    pub token_issuer: String,
    /// Where the requests of each service behind a guard go, in the order of [`Service::ALL`].
    pub upstreams: [UpstreamTexts; 3],
    /// Secret `SIGNATURE_KEYS`: keys by audience; empty for none.
    pub signature_keys: String,
    /// `UPSTREAM_TIMEOUT_S`: seconds until 504; empty for the default.
    pub upstream_timeout_s: String,
    /// Secret `JWT_KEYS`.
    pub jwt_keys: String,
    /// Secret `PASSWORD_PEPPERS`.
    pub password_peppers: String,
    /// Secret `INTROSPECTION_CLIENTS`: a JSON list of `{"client_id", "client_secret"}`; empty for nobody.
    pub introspection_clients: String,
    /// Secret `SEAL_KEYS`.
    pub seal_keys: String,
    /// `STAND`: `local`, `demo` or `production`.
    pub stand: String,
    /// `CASHIER_VERSION`: the deployed version.
    pub cashier_version: String,
    /// `BOSS_VERSION`: the deployed version.
    pub boss_version: String,
    /// `CASHIER_APP_URL`: a path; empty for our own page.
    pub cashier_app_url: String,
    /// `BOSS_APP_URL`: a path; empty for our own page.
    pub boss_app_url: String,
    /// `PASSWORD_LOCK_MINUTES`: for Cashier; empty for the default.
    pub password_lock_minutes: String,
    /// `LEGAL_ENTITY_RU`: who is responsible for the data, name and address, in Russian; empty where nobody is named.
    pub legal_entity_ru: String,
    /// `LEGAL_ENTITY_EN`: the same in English.
    pub legal_entity_en: String,
    /// `MAIL_TRANSPORT`: `local`, `send_email` or `smtp`; empty for none yet.
    pub mail_transport: String,
    /// `MAIL_FROM`: the sender's mailbox.
    pub mail_from: String,
    /// `BREACHED_PASSWORDS_URL`: a service of the range API of Have I Been Pwned; empty for none.
    pub breached_passwords_url: String,
    /// `SMTP_URL`: `smtp://host:port` for STARTTLS, `smtps://host:port` for TLS from the start; for `smtp` alone.
    pub smtp_url: String,
    /// Secret `SMTP_CREDENTIALS`: `user:password`; for `smtp` alone.
    pub smtp_credentials: String,
    /// `LOCAL_OPERATOR_KEY_HASH`: digest of the key of a developer's machine, read by local builds only; empty for none.
    pub local_operator_key_hash: String,
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
    upstreams: [Option<Upstream>; 3],
    /// Keys that tell the services behind the guard that it is the guard.
    pub signature_keys: SignatureKeys,
    /// Seconds until the guard gives up on it.
    pub upstream_timeout_s: u32,
    /// Keys of the tokens.
    pub keys: KeyRing,
    /// Peppers of password hashes.
    pub peppers: Peppers,
    /// What a password hash costs.
    pub cost: Cost,
    /// Keys that seal second factors and make the tokens of links.
    pub seal_keys: SealKeys,
    /// Which deployment this is.
    pub stand: Stand,
    /// How mails leave.
    pub mail_transport: MailTransport,
    /// The sender's mailbox.
    pub mail_from: String,
    /// Digest of the operator's key of a developer's machine; none where it is deployed.
    pub local_operator: Option<SecretHash>,
    /// Base of the service that knows breached passwords.
    pub breached_passwords_url: Option<String>,
    cashier: ProductSettings,
    boss: ProductSettings,
    legal_entity: [String; 2],
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
            text => serde_json::from_slice::<Vec<IntrospectionClient>>(text.as_bytes())
                .map_err(|_| setting("INTROSPECTION_CLIENTS", "is not the expected JSON list"))?,
        };
        if introspection_clients.iter().any(|client| client.client_secret.chars().count() < SECRET_LENGTH) {
            let why = format!("every client_secret needs {SECRET_LENGTH} characters or more");
            return Err(setting("INTROSPECTION_CLIENTS", &why));
        }
        let stand = Stand::parse(&texts.stand)
            .ok_or_else(|| setting("STAND", "is not one that this build may be"))?;
        let signature_keys =
            SignatureKeys::parse(&texts.signature_keys).map_err(|why| setting("SIGNATURE_KEYS", &why))?;
        let [cashier, boss] = product::settings(&texts, stand).map_err(Internal::fault)?;
        let upstreams = upstream::upstreams(&texts.upstreams, stand, &signature_keys, [&cashier, &boss])
            .map_err(Internal::fault)?;
        Ok(Self {
            cashier,
            boss,
            mail_transport: mail::transport(&texts)?,
            legal_entity: [texts.legal_entity_ru, texts.legal_entity_en],
            seal_keys: SealKeys::parse(&texts.seal_keys).map_err(Internal::fault)?,
            stand,
            mail_from: texts.mail_from,
            local_operator: local_operator(&texts.local_operator_key_hash)?,
            breached_passwords_url: match texts.breached_passwords_url.trim_end_matches('/') {
                "" => None,
                url if is_encrypted(url) => Some(url.to_owned()),
                _ => return Err(setting("BREACHED_PASSWORDS_URL", "is not an address of https")),
            },
            hosts: texts.hosts,
            token_issuer: texts.token_issuer,
            upstreams,
            signature_keys,
            upstream_timeout_s,
            keys: KeyRing::parse(&texts.jwt_keys).map_err(|error| setting("JWT_KEYS", &error.to_string()))?,
            peppers: Peppers::parse(&texts.password_peppers).map_err(Internal::fault)?,
            cost: cost(&texts.password_cost)
                .ok_or_else(|| setting("PASSWORD_COST", "is not `KiB,passes`"))?,
            introspection_clients,
        })
    }

    /// What `host` serves; `None` for a host that is not ours. Ports do not matter.
    pub fn site(&self, host: &str) -> Option<Site> {
        let name = name(host).to_ascii_lowercase();
        let role = *self.hosts.get(&name)?;
        let loopback = name == "127.0.0.1" || name == "localhost" || name.ends_with(".localhost");
        Some(Site { role, stand: self.stand, loopback })
    }

    /// Where links to a host of ours lead: its scheme and name, and on a developer's machine its port.
    pub fn origin(&self, host: &str) -> String {
        let name = name(host).to_ascii_lowercase();
        match self.stand {
            Stand::Local => format!("http://{}", host.to_ascii_lowercase()),
            Stand::Demo | Stand::Production => format!("https://{name}"),
        }
    }

    /// Where links to a product lead when no request says by which host it came.
    pub fn product_origin(&self, product: Product) -> Option<String> {
        let host = self.hosts.iter().find(|(_, role)| role.product() == Some(product))?.0;
        // On a developer's machine every host has the port of the one that issues tokens.
        let port = self.token_issuer.strip_prefix(name(&self.token_issuer)).unwrap_or_default();
        Some(self.origin(&format!("{host}{port}")))
    }

    /// Where a service behind a guard is, if there is one.
    pub fn upstream(&self, service: Service) -> Option<&Upstream> {
        self.upstreams.get(service.index())?.as_ref()
    }

    /// The settings of a product.
    pub fn product(&self, product: Product) -> &ProductSettings {
        match product {
            Product::Cashier => &self.cashier,
            Product::Boss => &self.boss,
        }
    }

    /// Who is responsible for the data, name and address; none where that is not set.
    pub fn legal_entity(&self, language: Language) -> Option<&str> {
        let [ru, en] = &self.legal_entity;
        let text = match language {
            Language::Ru => ru,
            Language::En => en,
        };
        Some(text.as_str()).filter(|text| !text.is_empty())
    }

    /// Whether who is responsible for the data is named in both languages.
    pub fn names_operator(&self) -> bool {
        [Language::Ru, Language::En].into_iter().all(|language| self.legal_entity(language).is_some())
    }

    /// Whether these are the credentials of a gateway (RFC 7617: base64 of `id:secret`), as they are or form-encoded
    /// (RFC 6749 section 2.3.1), compared in constant time.
    pub fn knows_client(&self, basic: &str) -> bool {
        let Ok(sent) = STANDARD.decode(basic) else { return false };
        let decoded = authorization::form_decoded(&sent);
        let matches = |client: &IntrospectionClient| {
            let expected = format!("{}:{}", client.client_id, client.client_secret);
            bool::from(expected.as_bytes().ct_eq(&sent) | expected.as_bytes().ct_eq(&decoded))
        };
        self.introspection_clients.iter().filter(|client| matches(client)).count() > 0
    }
}

/// A host without its port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Whether nobody on the way reads what is asked of this address. Only a local build may do without.
fn is_encrypted(url: &str) -> bool {
    url.starts_with("https://") || (url.starts_with("http://") && cfg!(any(feature = "local", test)))
}

/// The local operator's key. Only a local build may have one that no operator has made.
fn local_operator(text: &str) -> Result<Option<SecretHash>, Internal> {
    if text.is_empty() || !cfg!(any(feature = "local", test)) {
        return Ok(None);
    }
    let key = SecretHash::parse(text);
    key.map(Some)
        .ok_or_else(|| Internal::fault("setting LOCAL_OPERATOR_KEY_HASH: is no SHA-256 in base64url"))
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
pub(crate) mod tests;
