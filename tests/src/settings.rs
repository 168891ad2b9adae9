//! What a server is started with: settings, and secrets that are the tests' own.

use std::fmt::Display;
use std::path::PathBuf;

use serde_json::{Map, Value, json};
use shared::key_ring::KeyRing;
use shared::password_hash::{Cost, Peppers};
use shared::seal::SealKeys;
use shared::time::UnixMillis;
use shared::value::product::Product;

/// Client and secret of the gateway that may introspect.
pub const GATEWAY: (&str, &str) = ("test-gateway", "test-gateway-secret");
/// The `iss` of tokens.
pub const ISSUER: &str = "http://127.0.0.1:8787";

/// The key of the operator `local`, and the digest that the worker knows it by.
pub const OPERATOR_KEY: &str = "mvop_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const OPERATOR_KEY_HASH: &str = "XM-_Iu5f88kimPqfTZXauENwR3-TsN_0zzjRlVzkMfs";

/// The cheapest hash there is, for tests that do not test hashes.
const CHEAP: Cost = Cost { memory_kib: 8, passes: 1 };

/// Settings and secrets of a server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Keys of the tokens.
    pub keys: KeyRing,
    /// What a password hash costs.
    pub cost: Cost,
    /// Whether the runtime can be looked into, which makes it slower.
    pub inspected: bool,
    /// Whether the worker fills the empty database with the demo data, which nobody else counts on.
    pub demo: bool,
    /// Whether what the worker counts is written into the log.
    pub counted: bool,
    /// The file of a certificate that the runtime trusts beside those that everybody does. It holds for all that is
    /// started again, too.
    pub trusted: Option<PathBuf>,
    vars: Map<String, Value>,
}

impl Settings {
    /// Password hashes cost next to nothing.
    pub fn cheap() -> Self {
        Self::with_cost(CHEAP).var("PASSWORD_COST", format!("{},{}", CHEAP.memory_kib, CHEAP.passes))
    }

    /// Password hashes cost what they do in production.
    pub fn standard() -> Self {
        Self::with_cost(Cost::STANDARD)
    }

    fn with_cost(cost: Cost) -> Self {
        let gateway = json!([{ "client_id": GATEWAY.0, "client_secret": GATEWAY.1 }]);
        let vars = Map::new();
        Self {
            keys: KeyRing::new("first", &[1; 64], UnixMillis(0)),
            cost,
            inspected: false,
            demo: false,
            counted: false,
            trusted: None,
            vars,
        }
        .var("TOKEN_ISSUER", ISSUER)
        .var("PASSWORD_PEPPERS", peppers_text())
        .var("SEAL_KEYS", peppers_text())
        .var("INTROSPECTION_CLIENTS", gateway)
        .var("LOCAL_OPERATOR_KEY_HASH", OPERATOR_KEY_HASH)
        .var("LEGAL_ENTITY_RU", "")
        .var("LEGAL_ENTITY_EN", "")
    }

    /// The same with a runtime that can be looked into.
    #[must_use]
    pub fn inspected(self) -> Self {
        Self { inspected: true, ..self }
    }

    /// The same with the demo data, from the first request on.
    #[must_use]
    pub fn demo(self) -> Self {
        Self { demo: true, ..self }
    }

    /// The same with somebody who counts.
    #[must_use]
    pub fn counted(self) -> Self {
        Self { counted: true, ..self }
    }

    /// The same with a runtime that trusts this certificate.
    #[must_use]
    pub fn trusting(self, file: PathBuf) -> Self {
        Self { trusted: Some(file), ..self }
    }

    /// The same with one setting more, or another value of it.
    #[must_use]
    pub fn var(mut self, name: &str, value: impl Display) -> Self {
        self.vars.insert(name.to_owned(), json!(value.to_string()));
        self
    }

    /// The same where this machine's address is a host of a product, too.
    #[must_use]
    pub fn reached_by_address(mut self, product: Product) -> Self {
        let here = product.as_str();
        let hosts = json!({ "127.0.0.1": here, "cashier.localhost": "cashier", "lk.localhost": "boss" });
        self.vars.insert("HOSTS".to_owned(), hosts);
        self
    }

    /// The same with these keys.
    #[must_use]
    pub fn with_keys(self, keys: KeyRing) -> Self {
        Self { keys, ..self }
    }

    /// All of it, as the worker reads it.
    pub fn vars(&self) -> Map<String, Value> {
        self.clone().var("JWT_KEYS", self.keys.serialize()).vars
    }
}

/// The peppers of every server of the tests.
pub fn peppers() -> Peppers {
    Peppers::parse(&peppers_text()).unwrap()
}

/// The seal keys of every server of the tests.
pub fn seal_keys() -> SealKeys {
    SealKeys::parse(&peppers_text()).unwrap()
}

fn peppers_text() -> String {
    json!([{ "id": "test", "secret": "A".repeat(43) }]).to_string()
}
