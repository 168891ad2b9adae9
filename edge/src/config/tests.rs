//! What a configuration takes and refuses.

use super::*;

/// A complete configuration: one key of zeros, one pepper, the cheapest hash, one gateway.
pub(crate) fn texts() -> Texts {
    let key = "A".repeat(86);
    let pepper = "A".repeat(43);
    Texts {
        hosts: [
            ("127.0.0.1", HostRole::Local),
            ("api.mixvel.com", HostRole::Api),
            ("cashier.localhost", HostRole::Cashier),
            ("lk.localhost", HostRole::Boss),
        ]
        .map(|(host, role)| (host.to_owned(), role))
        .into(),
        token_issuer: "https://api.mixvel.com".to_owned(),
        jwt_keys: format!(r#"[{{"kid":"k1","secret":"{key}","state":"signing","since_ms":0}}]"#),
        password_peppers: format!(r#"[{{"id":"p1","secret":"{pepper}"}}]"#),
        introspection_clients: r#"[{"client_id":"gw","client_secret":"s3cret+of the/gateway"}]"#.to_owned(),
        password_cost: "8,1".to_owned(),
        seal_keys: format!(r#"[{{"id":"s1","secret":"{pepper}"}}]"#),
        stand: "local".to_owned(),
        cashier_version: "1.9.1".to_owned(),
        boss_version: "2.3.0".to_owned(),
        mail_transport: "local".to_owned(),
        mail_from: "MixVel <no-reply@mixvel.com>".to_owned(),
        ..Texts::default()
    }
}

/// Addresses of the web service and of Cashier's application.
pub(crate) fn upstreams(web_service: &str, cashier: &str) -> [UpstreamTexts; 3] {
    [web_service, cashier, ""].map(|url| UpstreamTexts { url: url.to_owned(), bound: false })
}

#[test]
fn hosts_are_found_without_regard_to_port_and_case() {
    let config = Config::parse(texts()).unwrap_or_else(|error| panic!("{error}"));
    let role = |host: &str| config.site(host).map(|site| site.role);
    assert_eq!(role("127.0.0.1:8787"), Some(HostRole::Local));
    assert_eq!(role("API.mixvel.com"), Some(HostRole::Api));
    assert_eq!(role("Cashier.localhost:1"), Some(HostRole::Cashier));
    assert_eq!(role("evil.example"), None);
    assert_eq!(role(""), None);
}

#[test]
fn pages_for_developers_are_at_names_of_the_machine_at_hand_alone() {
    let config = Config::parse(texts()).unwrap_or_else(|error| panic!("{error}"));
    let dev = |config: &Config, host: &str| config.site(host).is_some_and(Site::has_dev_pages);
    assert!(dev(&config, "cashier.localhost:8787") && dev(&config, "127.0.0.1"));
    assert!(!dev(&config, "api.mixvel.com"));
    let demo = Config::parse(Texts { stand: "demo".to_owned(), ..texts() });
    assert!(!dev(&demo.unwrap_or_else(|error| panic!("{error}")), "127.0.0.1"));
}

#[test]
fn links_lead_to_the_host_of_the_settings() {
    let config = Config::parse(texts()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(config.origin("Cashier.localhost:8799"), "http://cashier.localhost:8799");
    let texts = Texts { stand: "production".to_owned(), ..texts() };
    let config = Config::parse(texts.clone()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(config.origin("lk.localhost:8799"), "https://lk.localhost");
    assert_eq!(config.product_origin(Product::Cashier).unwrap(), "https://cashier.localhost");
    let issuer = "http://127.0.0.1:8799".to_owned();
    let config = Config::parse(Texts { token_issuer: issuer, stand: "local".to_owned(), ..texts })
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(config.product_origin(Product::Boss).unwrap(), "http://lk.localhost:8799");
}

#[test]
fn a_gateway_is_known_by_its_whole_credentials() {
    let config = Config::parse(texts()).unwrap_or_else(|error| panic!("{error}"));
    let basic = |text: &str| STANDARD.encode(text);
    assert!(config.knows_client(&basic("gw:s3cret+of the/gateway")));
    assert!(config.knows_client(&basic("gw:s3cret%2Bof+the%2Fgateway")));
    assert!(config.knows_client(&basic("%67w:s3cret%2bof%20the/gateway")));
    for wrong in ["gw:", "gw:s3cret", "gw:s3cret+of the/gateway&", "gw:s3cret+of+the/gateway", "gw", ""] {
        assert!(!config.knows_client(&basic(wrong)), "{wrong}");
    }
    assert!(!config.knows_client("not base64!"));
}

#[test]
fn a_missing_or_broken_setting_is_named_and_its_value_is_not() {
    let short = r#"[{"client_id":"gw","client_secret":"hunter2"}]"#;
    let broken: [(&str, Texts); 17] = [
        ("JWT_KEYS", Texts { jwt_keys: "hunter2".to_owned(), ..texts() }),
        ("PASSWORD_PEPPERS", Texts { password_peppers: "hunter2".to_owned(), ..texts() }),
        ("INTROSPECTION_CLIENTS", Texts { introspection_clients: "hunter2".to_owned(), ..texts() }),
        ("INTROSPECTION_CLIENTS", Texts { introspection_clients: short.to_owned(), ..texts() }),
        ("SIGNATURE_KEYS", Texts { signature_keys: "hunter2".to_owned(), ..texts() }),
        ("TOKEN_ISSUER", Texts { token_issuer: String::new(), ..texts() }),
        ("SEAL_KEYS", Texts { seal_keys: "hunter2".to_owned(), ..texts() }),
        ("STAND", Texts { stand: "moon".to_owned(), ..texts() }),
        ("CASHIER_VERSION", Texts { cashier_version: "1.9".to_owned(), ..texts() }),
        ("BOSS_APP_URL", Texts { boss_app_url: "//evil.example".to_owned(), ..texts() }),
        ("BOSS_APP_URL", Texts { boss_app_url: "/api/".to_owned(), ..texts() }),
        (
            "BOSS_APP_URL",
            Texts { boss_app_url: "/app/".to_owned(), stand: "production".to_owned(), ..texts() },
        ),
        ("CASHIER_APP_URL", Texts { upstreams: upstreams("", "http://127.0.0.1:9000"), ..texts() }),
        ("PASSWORD_LOCK_MINUTES", Texts { password_lock_minutes: "soon".to_owned(), ..texts() }),
        ("MAIL_TRANSPORT", Texts { mail_transport: "pigeon".to_owned(), ..texts() }),
        ("BREACHED_PASSWORDS_URL", Texts { breached_passwords_url: "api.example".to_owned(), ..texts() }),
        ("UPSTREAM_TIMEOUT_S", Texts { upstream_timeout_s: "soon".to_owned(), ..texts() }),
    ];
    for (name, texts) in broken {
        let message = Config::parse(texts).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(message.contains(name) && !message.contains("hunter2"), "{name}: {message}");
    }
}
