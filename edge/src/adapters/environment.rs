//! Bindings, settings and secrets of the environment.

use std::cell::{Cell, RefCell};

use worker::Env;

use super::Platform;
use crate::config::{Config, MailTransport, Service, Texts, UpstreamTexts};
use crate::error::Internal;

impl Platform {
    /// The bindings by their names in `wrangler.toml`.
    pub fn new(env: &Env) -> Result<Self, Internal> {
        Ok(Self {
            db: env.d1("DB").map_err(|error| Internal::fault(format!("binding DB: {error}")))?,
            waited_ms: Cell::default(),
            assets: env
                .assets("ASSETS")
                .map_err(|error| Internal::fault(format!("binding ASSETS: {error}")))?,
            texts: env.kv("TEXTS").map_err(|error| Internal::fault(format!("binding TEXTS: {error}")))?,
            hashed_checks: env
                .rate_limiter("HASHED_CHECKS")
                .map_err(|error| Internal::fault(format!("binding HASHED_CHECKS: {error}")))?,
            operator_keys: env
                .rate_limiter("OPERATOR_KEYS")
                .map_err(|error| Internal::fault(format!("binding OPERATOR_KEYS: {error}")))?,
            upstreams: Service::ALL.map(|service| env.service(service.binding()).ok()),
            mail: env.send_email("MAIL").ok(),
            counters: env.analytics_engine("COUNTERS").ok(),
            counts: RefCell::default(),
        })
    }
}

/// Reads settings and secrets; what is not set is empty, and `Config` says what may be. The binding that a transport
/// needs must be there.
pub fn config(env: &Env) -> Result<Config, Internal> {
    let text = |name: &str| env.var(name).map(|value| value.to_string()).unwrap_or_default();
    let config = Config::parse(Texts {
        hosts: env.object_var("HOSTS").map_err(|error| Internal::fault(format!("setting HOSTS: {error}")))?,
        token_issuer: text("TOKEN_ISSUER"),
        upstreams: Service::ALL.map(|service| UpstreamTexts {
            url: text(&format!("{}_URL", service.binding())),
            bound: env.service(service.binding()).is_ok(),
        }),
        signature_keys: text("SIGNATURE_KEYS"),
        upstream_timeout_s: text("UPSTREAM_TIMEOUT_S"),
        jwt_keys: text("JWT_KEYS"),
        password_peppers: text("PASSWORD_PEPPERS"),
        introspection_clients: text("INTROSPECTION_CLIENTS"),
        password_cost: text("PASSWORD_COST"),
        local_operator_key_hash: text("LOCAL_OPERATOR_KEY_HASH"),
        seal_keys: text("SEAL_KEYS"),
        stand: text("STAND"),
        cashier_version: text("CASHIER_VERSION"),
        boss_version: text("BOSS_VERSION"),
        cashier_app_url: text("CASHIER_APP_URL"),
        boss_app_url: text("BOSS_APP_URL"),
        password_lock_minutes: text("PASSWORD_LOCK_MINUTES"),
        legal_entity_ru: text("LEGAL_ENTITY_RU"),
        legal_entity_en: text("LEGAL_ENTITY_EN"),
        mail_transport: text("MAIL_TRANSPORT"),
        mail_from: text("MAIL_FROM"),
        breached_passwords_url: text("BREACHED_PASSWORDS_URL"),
        smtp_url: text("SMTP_URL"),
        smtp_credentials: text("SMTP_CREDENTIALS"),
    })?;
    if config.mail_transport == MailTransport::SendEmail {
        env.send_email("MAIL").map_err(|error| Internal::fault(format!("binding MAIL: {error}")))?;
    }
    Ok(config)
}
