//! A desk to administer from: a database with two agencies, and whoever asks.

use std::ops::Deref;

use futures_executor::block_on;
use shared::code::Code;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use crate::config::tests::texts;
use crate::config::{Config, Stand, Texts};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::features::admin::query::Query;
use crate::features::admin::requester::{AdminSession, Requester, Scope};
use crate::rights::Actor;
use crate::secrets::secret::SecretHash;
use crate::tests::harness::{NOW, REQUEST_ID};
use crate::tests::platform::Platform;

/// Agencies 12036 with two units, an application and a cashier at work, and 12345 with one unit.
const WORLD: &str = "
INSERT INTO agency (agency_code, name, search) VALUES (12036, 'Alpha Travel', ' 12036 alpha travel'),
  (12345, 'Meridian', ' 12345 meridian');
INSERT INTO structure_unit (agency_code, unit, name, search) VALUES
  (12036, 'ALPHA', 'Central office', ' alpha central office'),
  (12036, 'DELTA', 'Airport desk', ' delta airport desk'), (12345, 'MNPQR', 'Kazan', ' mnpqr kazan');
INSERT INTO seance (agency_code, unit, name) VALUES (12036, 'ALPHA', 'Charter'), (12036, 'ALPHA', 'Regular'),
  (12036, 'DELTA', 'Regular');
INSERT INTO application (agency_code, login, password_hash, created_at) VALUES (12036, 'app', 'x', 1);
INSERT INTO application_unit (agency_code, login, unit) VALUES (12036, 'app', 'ALPHA');
INSERT INTO employee (agency_code, login, name, role, password_hash, created_at)
  VALUES (12036, 'cashier@a.io', 'Anna', 'cashier', 'x', 1);
INSERT INTO employee_unit (agency_code, login, unit, position) VALUES (12036, 'cashier@a.io', 'ALPHA', 0);
";

pub(super) struct Desk {
    platform: Platform,
    config: Config,
}

impl Desk {
    pub(super) fn new() -> Self {
        let desk = Self::empty();
        desk.db.execute(WORLD);
        desk
    }

    /// A database without a row.
    pub(super) fn empty() -> Self {
        Self::with(texts())
    }

    /// The same on a developer's machine whose set-up has made this key.
    pub(super) fn with_local_operator(key: &str) -> Self {
        let local_operator_key_hash = SecretHash::of(key).as_str().to_owned();
        Self::with(Texts { local_operator_key_hash, ..texts() })
    }

    fn with(texts: Texts) -> Self {
        let config = Config::parse(texts).unwrap_or_else(|error| panic!("{error}"));
        Self { platform: Platform::new(), config }
    }

    /// Lets the cashier work: two sessions and a sign-in, and a token of the application.
    pub(super) fn work(&self) {
        let now = NOW.0;
        self.db.execute(&format!(
            "INSERT INTO session (agency_code, secret_hash, login, product, unit, seance, created_at, last_active_at,
                                  address, user_agent)
             VALUES (12036, 's1', 'cashier@a.io', 'cashier', 'ALPHA', 'Charter', {now}, {now}, '', ''),
                    (12036, 's2', 'cashier@a.io', 'cashier', 'ALPHA', 'Regular', {now}, {now}, '', ''),
                    (12036, 'idle', 'cashier@a.io', 'cashier', 'ALPHA', 'Regular', 1, 1, '', '');
             INSERT INTO sign_in (agency_code, secret_hash, login, product, created_at, touched_at, address, user_agent)
             VALUES (12036, 'i1', 'cashier@a.io', 'cashier', {now}, {now}, '', '');
             INSERT INTO token (agency_code, jti, login, unit, issued_at, expires_at)
             VALUES (12036, 'j1', 'app', 'ALPHA', {now}, {now} + 1000), (12036, 'j0', 'app', 'ALPHA', 1, 2);"
        ));
    }

    /// As if it were not a developer's machine.
    pub(super) fn deploy(&mut self, stand: Stand) {
        self.config.stand = stand;
    }

    pub(super) fn ctx(&self) -> Ctx<'_, Platform> {
        Ctx {
            ports: &self.platform,
            config: &self.config,
            now: NOW,
            request_id: REQUEST_ID,
            address: "192.0.2.1",
        }
    }

    /// What was audited: event, actor, subject and detail.
    pub(super) fn audited(&self) -> Vec<String> {
        self.db.query("SELECT event, actor, subject, detail FROM audit ORDER BY audit_id")
    }
}

impl Deref for Desk {
    type Target = Platform;

    fn deref(&self) -> &Platform {
        &self.platform
    }
}

pub(in crate::tests) fn operator() -> Requester {
    Requester { actor: Actor::Operator, name: "operator:olga".to_owned(), scope: Scope::Every, session: None }
}

/// An administrator of the agency.
pub(super) fn administrator(agency: u32) -> Requester {
    let agency = AgencyCode::from_number(agency).unwrap();
    employee(Actor::Administrator, Scope::Agency(agency), agency)
}

pub(super) fn support() -> Requester {
    employee(Actor::Support, Scope::Every, AgencyCode::HOUSE)
}

fn employee(actor: Actor, scope: Scope, agency: AgencyCode) -> Requester {
    let login = Login::parse("boss@a.io").unwrap();
    let secret = SecretHash::of("session");
    let session = AdminSession { secret, agency, login, code_at: Some(NOW), has_key: true };
    Requester { actor, name: "boss@a.io".to_owned(), scope, session: Some(session) }
}

pub(super) fn query(text: &str) -> Query {
    Query::parse(text, &["agency", "search", "state", "cursor", "limit"]).unwrap()
}

#[track_caller]
pub(in crate::tests) fn done<T>(outcome: impl Future<Output = Result<T, Error>>) -> T {
    block_on(outcome).unwrap_or_else(|error| panic!("{error:?}"))
}

#[track_caller]
pub(super) fn refused<T>(outcome: impl Future<Output = Result<T, Error>>, code: Code) {
    match block_on(outcome) {
        Err(Error::Failure(failure) | Error::Noticed(failure)) => assert_eq!(failure.code, code, "{failure}"),
        Err(Error::Internal(error)) => panic!("{error}"),
        Ok(_) => panic!("it was done, not {code:?}"),
    }
}
