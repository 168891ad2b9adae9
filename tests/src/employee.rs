//! An employee in an agency of its own, as the database and an authenticator hold one.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use shared::consent;
use shared::nfkc::nfkc;
use shared::password_hash;
use shared::time::UnixMillis;
use shared::totp::{STEP_MS, TotpKey, step_at};
use shared::value::password::Password;
use shared::value::product::Product;

use crate::audit;
use crate::browser::Browser;
use crate::server::Server;
use crate::settings;

/// The password of every employee of the tests.
pub const PASSWORD: &str = "Demo-passw0rd";
/// The key of every employee of the tests who has one.
pub const KEY: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// An employee and the address of its browsers. No other test has either.
#[derive(Clone, Debug)]
pub struct Employee<'a> {
    server: &'a Server,
    /// Where the employee may sign in.
    pub product: Product,
    /// Code of the agency.
    pub agency: u32,
    /// Login, an address of e-mail.
    pub login: String,
    /// Where the browsers are.
    pub address: String,
}

impl<'a> Employee<'a> {
    /// A cashier before the first sign-in. The agency lets its employees choose between `ALPHA` with the seances
    /// "Charter" and "Regular", and `DELTA` with "Regular".
    pub fn cashier(server: &'a Server) -> Self {
        let employee = Self::unknown(server, Product::Cashier).hired("cashier");
        employee.sql("INSERT INTO employee_unit VALUES (?1, ?2, 'ALPHA', 0), (?1, ?2, 'DELTA', 1)", &[]);
        employee
    }

    /// An administrator of an agency before the first sign-in to Boss.
    pub fn boss(server: &'a Server) -> Self {
        Self::unknown(server, Product::Boss).hired("administrator")
    }

    /// A login that no employee has.
    pub fn unknown(server: &'a Server, product: Product) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(60_001);
        let agency = NEXT.fetch_add(1, Ordering::Relaxed);
        let (login, address) = (format!("employee{agency}@example.test"), address(agency, 1));
        Self { server, product, agency, login, address }
    }

    /// The same with consent given and an active key.
    #[must_use]
    pub fn ready(self) -> Self {
        self.consenting().with_key()
    }

    /// The same with consent given.
    #[must_use]
    pub fn consenting(self) -> Self {
        let values = [json!(self.product.as_str()), json!(consent::version())];
        self.sql("INSERT INTO consent VALUES (?1, ?2, ?3, ?4, 'en', 0, 'tests')", &values);
        self
    }

    /// The same with an active key.
    #[must_use]
    pub fn with_key(self) -> Self {
        let owner = format!("second_factor/{}/{}", self.agency, self.login);
        let sealed = settings::seal_keys().seal(key().bytes(), &owner, [7; 12]).unwrap();
        self.sql(
            "INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, activated_at) \
             VALUES (?1, ?2, ?3, ?4, 0, 0)",
            &[json!(sealed.key_id), json!(sealed.text)],
        );
        self
    }

    /// Three looks at codes of this account that are under way for an hour.
    pub fn lease_codes(&self) {
        let until = now().plus_ms(shared::time::HOUR_MS).0;
        for lease in 0..3 {
            self.server.sql(
                "INSERT INTO lease (lease_id, key, until) VALUES (?1, ?2, ?3)",
                &[json!(format!("{} {lease}", self.login)), json!(self.code_key()), json!(until)],
            );
        }
    }

    /// Lets the looks at codes of this account end by themselves.
    pub fn lapse_codes(&self) {
        self.server.sql("UPDATE lease SET until = 0 WHERE key = ?1", &[json!(self.code_key())]);
    }

    fn code_key(&self) -> String {
        format!("code {} {}", self.agency, self.login)
    }

    /// The same employee at another address; the first one is that of host 1.
    #[must_use]
    pub fn at(&self, host: u8) -> Self {
        Self { address: address(self.agency, host), ..self.clone() }
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser<'a> {
        Browser::new(self.server, self.product, &self.address)
    }

    /// A browser at the step after the password.
    #[track_caller]
    pub fn past_password(&self) -> Browser<'a> {
        let mut browser = self.browser();
        let answer = browser.credentials(&self.login, PASSWORD);
        assert_eq!(answer.status, 200, "{}", answer.text());
        browser
    }

    /// A browser past all steps, at `ALPHA` in "Regular", of an employee who is ready.
    #[track_caller]
    pub fn signed_in(&self) -> Browser<'a> {
        let mut browser = self.past_password();
        let mut answer = browser.code(&self.shown_code());
        if self.product == Product::Cashier {
            browser.point_of_sale(&self.unit("ALPHA"));
            answer = browser.seance("Regular");
        }
        assert!(answer.text().contains(r#""name":"signed_in""#), "{}", answer.text());
        browser
    }

    /// `StructureUnitID` of a unit of the agency.
    pub fn unit(&self, unit: &str) -> String {
        format!("{}_{unit}", self.agency)
    }

    /// The code that the authenticator shows now. It forgets that it was used before, so that one employee can sign in
    /// many times within thirty seconds.
    pub fn shown_code(&self) -> String {
        self.sql("UPDATE second_factor SET last_step = 0 WHERE agency_code = ?1 AND login = ?2", &[]);
        code(now())
    }

    /// Runs a statement whose first two values are agency and login.
    #[track_caller]
    pub fn sql(&self, sql: &str, more: &[Value]) -> Vec<Value> {
        let own = [json!(self.agency), json!(self.login)];
        // A statement that names the agency alone takes no more values than that.
        let own = if sql.contains("?2") { &own[..] } else { &own[..1] };
        self.server.sql(sql, &[own, more].concat())
    }

    /// Event and detail of every audit row that concerns this employee, in the order of their times.
    pub fn audit(&self) -> Vec<(String, String)> {
        // Where nobody was looked for, or nobody was found, the log names the address alone.
        let network = address(self.agency, 0).trim_end_matches('0').to_owned() + "%";
        let rows = self.sql(
            "SELECT audit_id, event, detail FROM audit WHERE agency_code = ?1 OR subject = ?2 \
             OR agency_code = 0 AND address LIKE ?3 ORDER BY at, event, detail",
            &[json!(network)],
        );
        audit::told(&rows)
    }

    /// The events alone.
    pub fn events(&self) -> Vec<String> {
        self.audit().into_iter().map(|(event, _)| event).collect()
    }

    /// How many audit rows say this.
    pub fn audited(&self, event: &str, detail: &str) -> usize {
        self.audit().iter().filter(|row| (row.0.as_str(), row.1.as_str()) == (event, detail)).count()
    }

    /// What a script needs to sign in as this employee.
    pub fn json(&self) -> Value {
        json!({
            "origin": self.browser().origin(),
            "agency": self.agency,
            "login": self.login,
            "password": PASSWORD,
            "key": KEY,
            "product": self.product.as_str(),
        })
    }

    fn hired(self, role: &str) -> Self {
        let password = Password::from(PASSWORD.to_owned()).normal(nfkc);
        let peppers = settings::peppers();
        let hash = password_hash::hash(&password, [7; 16], self.server.cost(), peppers.current()).unwrap();
        let own = [json!(self.agency), json!(self.login), json!(role), json!(hash)];
        let product = [json!(self.agency), json!(self.login), json!(self.product.as_str())];
        self.server.batch(&[
            (
                "INSERT INTO agency (agency_code, name, may_change_point_of_sale) VALUES (?1, 'Tests', 1)",
                &own[..1],
            ),
            (
                "INSERT INTO structure_unit (agency_code, unit, name, address) VALUES \
                 (?1, 'ALPHA', 'Central office', 'Tverskaya 1, Moscow'), (?1, 'DELTA', 'Airport desk', '')",
                &own[..1],
            ),
            (
                "INSERT INTO seance VALUES \
                 (?1, 'ALPHA', 'Charter'), (?1, 'ALPHA', 'Regular'), (?1, 'DELTA', 'Regular')",
                &own[..1],
            ),
            (
                "INSERT INTO employee (agency_code, login, name, role, password_hash, created_at) \
                 VALUES (?1, ?2, 'Tess Ter', ?3, ?4, 0)",
                &own,
            ),
            ("INSERT INTO employee_product VALUES (?1, ?2, ?3)", &product),
        ]);
        self
    }
}

/// The clock of this machine.
pub fn now() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    UnixMillis(since.as_millis().try_into().unwrap())
}

/// The code of [`KEY`] at a moment.
pub fn code(at: UnixMillis) -> String {
    key().code(step_at(at)).unwrap().expose().to_owned()
}

/// So many different codes that fit no step near `at`.
pub fn wrong_codes(at: UnixMillis, count: usize) -> Vec<String> {
    let near: Vec<_> = (-30..=30).map(|drift| code(at.plus_ms(drift * STEP_MS))).collect();
    (0..).map(|n| format!("{n:06}")).filter(|code| !near.contains(code)).take(count).collect()
}

fn key() -> TotpKey {
    TotpKey::parse(KEY).unwrap()
}

/// An address of the network that belongs to this agency.
fn address(agency: u32, host: u8) -> String {
    format!("10.{}.{}.{host}", agency >> 8, agency & 255)
}
