//! An agency with one structure unit and one application, all its own, and the program that works for it.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use shared::nfkc::nfkc;
use shared::password_hash;
use shared::value::password::Password;

use crate::audit;
use crate::connection::{Request, Response};
use crate::envelope::{self, Envelope};
use crate::server::Server;
use crate::settings;

/// The password of every application of the tests.
pub const PASSWORD: &str = "passWord1!";

/// An application and the address it calls from. No other test has either.
#[derive(Clone, Debug)]
pub struct Agent<'a> {
    server: &'a Server,
    /// Code of its agency.
    pub agency: u32,
    /// `StructureUnitID` that it may work in.
    pub unit: String,
    /// Its login.
    pub login: String,
    /// The address it calls from.
    pub address: String,
}

impl<'a> Agent<'a> {
    /// A new agency with its application.
    pub fn new(server: &'a Server) -> Self {
        let agent = Self::unknown(server);
        let (agency, login) = (json!(agent.agency), json!(agent.login));
        let stored = Password::from(PASSWORD.to_owned()).normal(nfkc);
        let peppers = settings::peppers();
        let hash = password_hash::hash(&stored, [7; 16], server.cost(), peppers.current()).unwrap();
        let both = [agency.clone(), login.clone()];
        server.sql("INSERT INTO agency (agency_code, name) VALUES (?1, 'Tests')", &both[..1]);
        server.sql(
            "INSERT INTO structure_unit (agency_code, unit, name) VALUES (?1, 'ALPHA', 'A'), (?1, 'DELTA', 'D')",
            &both[..1],
        );
        server.sql(
            "INSERT INTO application (agency_code, login, password_hash, created_at) VALUES (?1, ?2, ?3, 0)",
            &[agency, login, json!(hash)],
        );
        server.sql("INSERT INTO application_unit VALUES (?1, ?2, 'ALPHA')", &both);
        agent
    }

    /// A login that no application has.
    pub fn unknown(server: &'a Server) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(20_001);
        let agency = NEXT.fetch_add(1, Ordering::Relaxed);
        Self {
            server,
            agency,
            unit: format!("{agency}_ALPHA"),
            login: format!("agent{agency}@example.test"),
            address: address(agency, 1),
        }
    }

    /// The same application, calling from another address; its first one is that of host 1.
    #[must_use]
    pub fn at(&self, host: u8) -> Self {
        Self { address: address(self.agency, host), ..self.clone() }
    }

    /// The same application, asking for another structure unit.
    #[must_use]
    pub fn within(&self, unit: &str) -> Self {
        Self { unit: unit.to_owned(), ..self.clone() }
    }

    /// The request of a login with this password.
    pub fn login_request(&self, password: &str) -> Request {
        envelope::post(envelope::login(&self.login, password, &self.unit)).from(&self.address)
    }

    /// Tries a password.
    #[track_caller]
    pub fn try_password(&self, password: &str) -> Response {
        self.server.send(&self.login_request(password))
    }

    /// Logs in and returns the token.
    #[track_caller]
    pub fn log_in(&self) -> String {
        let answer = self.try_password(PASSWORD);
        Envelope::read(&answer).token.unwrap_or_else(|| panic!("no token: {}", answer.text()))
    }

    /// The request that asks whether a token counts.
    pub fn verify_request(&self, token: &str) -> Request {
        Request::get("/api/Accounts/verify").bearer(token).from(&self.address)
    }

    /// Asks whether a token counts: 204 or 401.
    #[track_caller]
    pub fn verify(&self, token: &str) -> Response {
        self.server.send(&self.verify_request(token))
    }

    /// Event and detail of every audit row that concerns this agent, in the order of their times.
    pub fn audit(&self) -> Vec<(String, String)> {
        let rows = self.server.sql(
            "SELECT audit_id, event, detail FROM audit WHERE agency_code = ?1 OR actor = ?2 OR address = ?3 ORDER BY at",
            &[json!(self.agency), json!(self.login), json!(self.address)],
        );
        audit::told(&rows)
    }

    /// How many audit rows of this agent say this.
    pub fn audited(&self, event: &str, detail: &str) -> usize {
        self.audit().iter().filter(|row| (row.0.as_str(), row.1.as_str()) == (event, detail)).count()
    }
}

/// An address of the network that belongs to this agency.
fn address(agency: u32, host: u8) -> String {
    format!("10.{}.{}.{host}", agency >> 8, agency & 255)
}
