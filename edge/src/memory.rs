//! The ports in memory, for tests: a small world that behaves as storage does, and can be broken.

mod account;
pub(crate) mod carrier;
mod devices;
pub(crate) mod employees;
pub(crate) mod outbox;
mod recovery;
mod sessions;
pub(crate) mod sign_ins;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::task::Poll;

use shared::audit::Row;
use shared::nfkc::nfkc;
use shared::password_hash::{Cost, HashError, Peppers, Verdict, hash, verify};
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::password::{NormalPassword, Password};
use shared::value::structure_unit_id::StructureUnitId;

use crate::error::Internal;
use crate::features::agents::decide;
use crate::http::page_face;
use crate::ports::{
    AddressLimit, Application, Applications, AuditLog, Breaches, Hasher, Health, Log, NewToken, Pages,
    Random, Sweep, TokenRecord, TokenStanding, Tokens, UnitStanding,
};
use crate::tries::{Counter, Tried, TryKey};

/// How storage fails, when a test breaks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Every call of this method fails and writes nothing.
    Always(&'static str),
}

/// An application as storage keeps it.
#[derive(Clone, Debug)]
pub(crate) struct StoredApplication {
    pub(crate) agency: u32,
    pub(crate) password_hash: String,
    pub(crate) password_version: u32,
    pub(crate) blocked: bool,
    pub(crate) units: BTreeSet<String>,
}

/// Everything that storage holds, open to the tests.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) applications: BTreeMap<String, StoredApplication>,
    pub(crate) blocked_agencies: BTreeSet<u32>,
    pub(crate) blocked_units: BTreeSet<String>,
    pub(crate) tokens: BTreeMap<String, (TokenRecord, bool)>,
    pub(crate) tries: BTreeMap<TryKey, Counter>,
    pub(crate) audit: Vec<Row>,
    pub(crate) log: Vec<String>,
    pub(crate) address_is_over_its_limit: bool,
    pub(crate) fault: Option<Fault>,
    pub(crate) employed: employees::Employed,
    pub(crate) carried: carrier::Carried,
    pub(crate) pages: BTreeMap<String, String>,
    pub(crate) compared: u32,
    /// What the service of breaches answers, and what it was asked.
    pub(crate) breaches: String,
    pub(crate) asked_of_breaches: Vec<String>,
    drawn: u64,
}

/// The platform of a test.
#[derive(Default)]
pub(crate) struct Memory(pub(crate) RefCell<World>);

impl Memory {
    /// The demo application of agency 12036 with the unit `12036_ALPHA`.
    pub(crate) fn with_demo_data(cost: Cost, peppers: &Peppers) -> Self {
        let password = Password::from("passWord1!".to_owned()).normal(nfkc);
        let stored = StoredApplication {
            agency: 12036,
            password_hash: hash(&password, [9; 16], cost, peppers.current()).unwrap(),
            password_version: 1,
            blocked: false,
            units: BTreeSet::from(["ALPHA".to_owned()]),
        };
        let memory = Self::default();
        let mut world = memory.0.borrow_mut();
        world.applications.insert("testuser.auth@mixvel.com".to_owned(), stored);
        world.employed = employees::Employed::demo(cost, peppers);
        let common = shared::common_passwords::LIST.to_owned();
        world.pages.insert("/pages/common_passwords.txt".to_owned(), common);
        drop(world);
        memory
    }

    fn check(&self, method: &'static str) -> Result<(), Internal> {
        match self.0.borrow().fault {
            Some(Fault::Always(broken)) if broken == method => {
                Err(Internal::storage(format!("{method}: broken")))
            }
            _ => Ok(()),
        }
    }
}

impl World {
    fn find(&self, login: &Login, unit: &StructureUnitId) -> Option<Application> {
        let stored = self.applications.get(login.as_str())?;
        let own = unit.agency().as_number() == stored.agency && stored.units.contains(unit.unit());
        let unit = match own {
            false => UnitStanding::NotAllowed,
            true if self.blocked_units.contains(&unit.to_string()) => UnitStanding::Blocked,
            true => UnitStanding::Allowed,
        };
        Some(Application {
            agency: AgencyCode::from_number(stored.agency)?,
            agency_name: "Alpha Travel".to_owned(),
            password_hash: stored.password_hash.clone(),
            password_version: stored.password_version,
            application_blocked: stored.blocked,
            agency_blocked: self.blocked_agencies.contains(&stored.agency),
            unit,
        })
    }

    fn ask(&self, key: &TryKey, now: UnixMillis) -> Tried<()> {
        self.tries.get(key).copied().unwrap_or(Counter::NEW).ask(now)
    }

    fn write(&mut self, row: &Row) {
        let known = |other: &Row| (other.agency, &other.audit_id) == (row.agency, &row.audit_id);
        if !self.audit.iter().any(known) {
            self.audit.push(row.clone());
        }
    }
}

impl Applications for Memory {
    async fn begin_login(
        &self,
        key: &TryKey,
        login: &Login,
        unit: &StructureUnitId,
        now: UnixMillis,
    ) -> Result<Tried<Option<Application>>, Internal> {
        self.check("begin_login")?;
        let world = self.0.borrow();
        Ok(world.ask(key, now).map(|()| world.find(login, unit)))
    }

    async fn settle_wrong(&self, key: &TryKey, now: UnixMillis, row: &Row) -> Result<Tried<()>, Internal> {
        self.check("settle_wrong")?;
        let mut world = self.0.borrow_mut();
        let (counter, tried) = world.tries.get(key).copied().unwrap_or(Counter::NEW).count_wrong(now);
        if tried == Tried::Told(()) {
            world.tries.insert(key.clone(), counter);
            world.write(row);
        }
        Ok(tried)
    }

    async fn settle_refused(&self, key: &TryKey, now: UnixMillis, row: &Row) -> Result<Tried<()>, Internal> {
        self.check("settle_refused")?;
        let mut world = self.0.borrow_mut();
        let tried = world.ask(key, now);
        if tried == Tried::Told(()) {
            world.tries.remove(key);
            world.write(row);
        }
        Ok(tried)
    }

    async fn issue_token(
        &self,
        key: &TryKey,
        now: UnixMillis,
        token: &NewToken<'_>,
        row: &Row,
    ) -> Result<Tried<bool>, Internal> {
        self.check("issue_token")?;
        let mut world = self.0.borrow_mut();
        if let Tried::Waiting { until } = world.ask(key, now) {
            return Ok(Tried::Waiting { until });
        }
        world.tries.remove(key);
        let record = token.record;
        let good = world.find(&record.login, &record.structure_unit).is_some_and(|found| {
            found.password_version == token.password_version && decide::refusal(&found).is_none()
        });
        if good {
            world.tokens.insert(record.jti.clone(), (record.clone(), false));
            world.write(row);
        }
        if let (Some(rehash), Some(stored)) =
            (token.rehash, world.applications.get_mut(record.login.as_str()))
            && stored.password_hash == rehash.from
        {
            stored.password_hash.clone_from(&rehash.to);
        }
        Ok(Tried::Told(good))
    }
}

impl Tokens for Memory {
    async fn token_standing(&self, agency: AgencyCode, jti: &str) -> Result<TokenStanding, Internal> {
        self.check("token_standing")?;
        Ok(match self.0.borrow().tokens.get(jti) {
            Some((token, revoked)) if token.structure_unit.agency() == agency => match revoked {
                true => TokenStanding::Revoked,
                false => TokenStanding::Live,
            },
            _ => TokenStanding::Unknown,
        })
    }
}

impl AuditLog for Memory {
    async fn record(&self, row: &Row) -> Result<(), Internal> {
        self.check("record")?;
        self.0.borrow_mut().write(row);
        Ok(())
    }
}

impl Sweep for Memory {
    async fn sweep(
        &self,
        now: UnixMillis,
        tries_before: UnixMillis,
        gone_before: UnixMillis,
        devices_before: UnixMillis,
    ) -> Result<u32, Internal> {
        self.check("sweep")?;
        let mut world = self.0.borrow_mut();
        let before = world.tokens.len() + world.tries.len();
        world.tokens.retain(|_, (token, _)| token.expires_at >= now);
        world.tries.retain(|_, counter| counter.tried_at >= tries_before);
        let gone = before - world.tokens.len() - world.tries.len();
        Ok(u32::try_from(gone + world.employed.sweep(now, tries_before, gone_before, devices_before))
            .unwrap())
    }
}

impl AddressLimit for Memory {
    async fn admit(&self, _address: &str) -> Result<bool, Internal> {
        Ok(!self.0.borrow().address_is_over_its_limit)
    }
}

impl Hasher for Memory {
    fn nfkc(&self, text: &str) -> String {
        nfkc(text)
    }

    async fn compare(
        &self,
        password: &NormalPassword,
        stored: &str,
        cost: Cost,
        peppers: &Peppers,
    ) -> Result<Verdict, HashError> {
        self.0.borrow_mut().compared += 1;
        // Whatever else is under way gets its turn amid the hash.
        let mut had_a_turn = false;
        poll_fn(|context| {
            if std::mem::replace(&mut had_a_turn, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        verify(password, stored, cost, peppers)
    }
}

impl Breaches for Memory {
    async fn breached(&self, url: &str, prefix: &str) -> Result<String, Internal> {
        self.check("breached")?;
        let mut world = self.0.borrow_mut();
        world.asked_of_breaches.push(format!("{url}/{prefix}"));
        Ok(world.breaches.clone())
    }
}

impl Health for Memory {
    async fn ping(&self) -> Result<(), Internal> {
        self.check("ping")
    }
}

impl Pages for Memory {
    async fn page(&self, path: &str) -> Result<Option<String>, Internal> {
        self.check("page")?;
        Ok(self.0.borrow().pages.get(path).cloned())
    }

    async fn app(&self) -> Result<String, Internal> {
        Ok(self.page(page_face::APP).await?.unwrap_or_default())
    }
}

impl Random for Memory {
    fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut world = self.0.borrow_mut();
        world.drawn += 1;
        let drawn = world.drawn.to_le_bytes();
        std::array::from_fn(|index| drawn[index % drawn.len()])
    }
}

impl Log for Memory {
    fn error(&self, line: &str) {
        self.0.borrow_mut().log.push(line.to_owned());
    }
}
