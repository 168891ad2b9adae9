//! Employees in memory: what storage keeps of them, and the password step.

use std::collections::{BTreeMap, BTreeSet};

use shared::audit::Row;
use shared::nfkc::nfkc;
use shared::password_hash::{Cost, Peppers, hash};
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::password::Password;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::Memory;
use super::devices::StoredDevice;
use super::outbox::StoredMail;
use super::sessions::StoredSession;
use super::sign_ins::{StoredFactor, StoredLink, StoredSignIn};
use crate::error::Internal;
use crate::locks::{Counter, Lease, LockKey, Patience};
use crate::ports::Rehash;
use crate::ports::employees::{Change, Employee, Employees, NewSignIn};
use crate::ports::outbox::NewNotice;
use crate::ports::recovery::LinkRequest;
use crate::ports::sessions::Previous;
use crate::ports::sign_ins::{Consent, Unit};
use crate::secret::SecretHash;

/// An employee as storage keeps one.
#[derive(Clone, Debug)]
pub(crate) struct StoredEmployee {
    pub(crate) agency: u32,
    pub(crate) name: String,
    pub(crate) password_hash: String,
    pub(crate) password_version: u32,
    pub(crate) language: Language,
    pub(crate) blocked: bool,
    pub(crate) products: BTreeSet<Product>,
    pub(crate) units: Vec<String>,
}

/// The last sign-in, with its unit and seance.
pub(super) type Last = (Previous, Option<StructureUnitId>, Option<String>);

/// Everything that storage keeps for the sign-in of employees.
#[derive(Default)]
pub(crate) struct Employed {
    pub(crate) employees: BTreeMap<String, StoredEmployee>,
    pub(crate) agencies: BTreeMap<u32, (String, bool)>,
    pub(crate) blocked_agencies: BTreeSet<u32>,
    pub(crate) reissue_by_administrator: BTreeSet<u32>,
    pub(crate) units: BTreeMap<String, Unit>,
    pub(crate) blocked_units: BTreeSet<String>,
    pub(crate) tries: BTreeMap<LockKey, Counter>,
    pub(crate) factors: BTreeMap<String, StoredFactor>,
    pub(crate) consents: Vec<Consent>,
    pub(crate) sign_ins: BTreeMap<SecretHash, StoredSignIn>,
    pub(crate) sessions: BTreeMap<SecretHash, StoredSession>,
    pub(super) last: BTreeMap<(String, Product), Last>,
    pub(crate) links: BTreeMap<SecretHash, StoredLink>,
    /// Wishes for links, each with whether it is done.
    pub(crate) link_requests: Vec<(LinkRequest, bool)>,
    pub(crate) outbox: Vec<StoredMail>,
    pub(super) mail_causes: Vec<(String, UnixMillis)>,
    pub(crate) devices: Vec<StoredDevice>,
    pub(crate) device_looks: u32,
}

/// The password of every employee of the demo.
pub(crate) const PASSWORD: &str = "Demo-passw0rd";

impl Employed {
    /// The agencies, units and employees of the demo, without their consents and keys.
    pub(super) fn demo(cost: Cost, peppers: &Peppers) -> Self {
        let mut world = Self::default();
        world.agencies.insert(12036, ("Alpha Travel".to_owned(), true));
        world.agencies.insert(12345, ("Meridian".to_owned(), false));
        for (id, name, address, seances) in [
            ("12036_ALPHA", "Central office", "Tverskaya 1, Moscow", vec!["Charter", "Regular"]),
            ("12036_DELTA", "Airport desk", "Terminal B, Sheremetyevo", vec!["Regular"]),
            ("12345_MNPQR", "Meridian Kazan", "Baumana 5, Kazan", vec!["Regular"]),
        ] {
            let unit = Unit {
                id: StructureUnitId::parse(id).unwrap(),
                name: name.to_owned(),
                address: address.to_owned(),
                seances: seances.into_iter().map(str::to_owned).collect(),
            };
            world.units.insert(id.to_owned(), unit);
        }
        let password_hash =
            hash(&Password::from(PASSWORD.to_owned()).normal(nfkc), [9; 16], cost, peppers.current())
                .unwrap();
        for (login, product, units) in [
            ("cashier@demo.mixvel.com", Product::Cashier, vec!["12036_ALPHA", "12036_DELTA"]),
            ("ready@demo.mixvel.com", Product::Cashier, vec!["12036_ALPHA"]),
            ("admin@demo.mixvel.com", Product::Boss, vec![]),
        ] {
            let employee = StoredEmployee {
                agency: 12036,
                name: "Demo".to_owned(),
                password_hash: password_hash.clone(),
                password_version: 1,
                language: Language::Ru,
                blocked: false,
                products: BTreeSet::from([product]),
                units: units.into_iter().map(str::to_owned).collect(),
            };
            world.employees.insert(login.to_owned(), employee);
        }
        world
    }

    pub(super) fn sweep(
        &mut self,
        now: UnixMillis,
        tries_before: UnixMillis,
        gone_before: UnixMillis,
        devices_before: UnixMillis,
    ) -> usize {
        let count = |world: &Self| {
            world.tries.len()
                + world.links.len()
                + world.mail_causes.len()
                + world.link_requests.len()
                + world.sign_ins.len()
                + world.sessions.len()
                + world.outbox.len()
                + world.devices.len()
        };
        let before = count(self);
        self.tries.retain(|_, counter| counter.locked_at.is_some() || counter.taken_at >= tries_before);
        self.mail_causes.retain(|(_, at)| *at >= tries_before);
        self.link_requests.retain(|(request, _)| request.at >= tries_before);
        self.links.retain(|_, link| link.expires_at >= now);
        self.sign_ins.retain(|_, sign_in| sign_in.touched_at >= gone_before);
        self.sessions.retain(|_, session| session.session.created_at >= gone_before);
        self.outbox.retain(|mail| !mail.is_over(gone_before));
        self.forget_devices(|device| device.used_at < devices_before);
        before - count(self)
    }

    /// Blocks an employee, with what the triggers of storage do then.
    pub(crate) fn block(&mut self, login: &str) {
        self.employees.get_mut(login).unwrap().blocked = true;
        self.end_all(login, true);
    }

    /// What the triggers of storage do to the sign-ins of an employee, and to the sessions too if asked.
    pub(crate) fn end_all(&mut self, login: &str, sessions: bool) {
        let own = |sign_in: &&mut StoredSignIn| sign_in.new.login.as_str() == login;
        self.sign_ins.values_mut().filter(own).for_each(|sign_in| sign_in.ended = true);
        let own = |session: &&mut StoredSession| session.session.login.as_str() == login;
        let ended = Some(crate::ports::sessions::EndedBy::Elsewhere);
        self.sessions
            .values_mut()
            .filter(own)
            .filter(|session| sessions && session.session.ended_by.is_none())
            .for_each(|session| session.session.ended_by = ended);
    }

    /// The units where an employee may work now.
    pub(super) fn open_units(&self, login: &str) -> Vec<Unit> {
        let units = self.employees.get(login).map(|employee| employee.units.clone()).unwrap_or_default();
        let open = units.iter().filter(|id| !self.blocked_units.contains(*id));
        open.filter_map(|id| self.units.get(id).cloned()).collect()
    }

    pub(super) fn find(&self, login: &Login, product: Product) -> Option<Employee> {
        let stored = self.employees.get(login.as_str())?;
        let factor = self.factors.get(login.as_str());
        Some(Employee {
            agency: AgencyCode::from_number(stored.agency)?,
            password_hash: stored.password_hash.clone(),
            password_version: stored.password_version,
            blocked: stored.blocked || self.blocked_agencies.contains(&stored.agency),
            has_product: stored.products.contains(&product),
            points_of_sale: u32::try_from(self.open_units(login.as_str()).len()).unwrap(),
            code_locked: factor.is_some_and(|factor| factor.counter.locked_at.is_some()),
        })
    }

    /// What storage does to the half-done sign-ins that were counted by a key which has just locked.
    fn end_counted_by(&mut self, login: &Login, key: &LockKey) {
        let own = |sign_in: &&mut StoredSignIn| {
            sign_in.new.login == *login && sign_in.lock_key.as_ref() == Some(key)
        };
        self.sign_ins.values_mut().filter(own).for_each(|sign_in| sign_in.ended = true);
    }

    fn open(&mut self, sign_in: &NewSignIn, key: Option<&LockKey>) -> &mut StoredSignIn {
        let last = self.last.get(&(sign_in.login.as_str().to_owned(), sign_in.product));
        let (preferred_unit, preferred_seance) =
            last.map(|(_, unit, seance)| (unit.clone(), seance.clone())).unzip();
        let stored = StoredSignIn {
            new: sign_in.clone(),
            lock_key: key.cloned(),
            touched_at: sign_in.at,
            code_passed: false,
            unit: None,
            seance: None,
            preferred_unit: preferred_unit.flatten(),
            preferred_seance: preferred_seance.flatten(),
            session: None,
            ended: false,
        };
        self.sign_ins.entry(sign_in.secret.clone()).or_insert(stored)
    }
}

impl Employees for Memory {
    async fn begin_sign_in(
        &self,
        key: &LockKey,
        login: &Login,
        product: Product,
        now: UnixMillis,
        patience: Patience,
    ) -> Result<(Lease, Option<Employee>), Internal> {
        self.check("begin_sign_in")?;
        let world = &mut self.0.borrow_mut().employed;
        let (counter, lease) = world.tries.get(key).copied().unwrap_or(Counter::NEW).take(now, patience);
        world.tries.insert(key.clone(), counter);
        Ok((lease, world.find(login, product)))
    }

    async fn settle_wrong_password(
        &self,
        key: &LockKey,
        login: &Login,
        now: UnixMillis,
        refused: &Row,
        locked: &Row,
        notice: &NewNotice,
    ) -> Result<Counter, Internal> {
        self.check("settle_wrong_password")?;
        let mut world = self.0.borrow_mut();
        let counter =
            world.employed.tries.get(key).copied().unwrap_or(Counter { taken_at: now, ..Counter::NEW });
        let counter = counter.settle_wrong(now);
        world.employed.tries.insert(key.clone(), counter);
        world.write(refused);
        if counter.has_just_locked() {
            world.write(locked);
            world.notify(notice);
            world.employed.end_counted_by(login, key);
        }
        Ok(counter)
    }

    async fn settle_no_access(&self, key: &LockKey, row: &Row) -> Result<(), Internal> {
        self.check("settle_no_access")?;
        let mut world = self.0.borrow_mut();
        world.employed.tries.remove(key);
        world.write(row);
        Ok(())
    }

    async fn open_sign_in(
        &self,
        key: &LockKey,
        sign_in: &NewSignIn,
        password_version: u32,
        rehash: Option<&Rehash>,
        row: &Row,
    ) -> Result<bool, Internal> {
        self.check("open_sign_in")?;
        let mut world = self.0.borrow_mut();
        world.employed.tries.remove(key);
        let found = world.employed.find(&sign_in.login, sign_in.product);
        let good = found.is_some_and(|found| {
            found.password_version == password_version
                && crate::features::sign_in::decide::no_access(&found, sign_in.product).is_none()
        });
        if good {
            world.employed.open(sign_in, Some(key));
            world.write(row);
        }
        if let (Some(rehash), Some(stored)) =
            (rehash, world.employed.employees.get_mut(sign_in.login.as_str()))
            && stored.password_hash == rehash.from
        {
            stored.password_hash.clone_from(&rehash.to);
        }
        Ok(good)
    }

    async fn open_change(&self, sign_in: &NewSignIn, change: &Change) -> Result<(), Internal> {
        self.check("open_change")?;
        let world = &mut self.0.borrow_mut().employed;
        let stored = world.open(sign_in, None);
        stored.code_passed = true;
        stored.session = Some(change.session.clone());
        (stored.preferred_unit, stored.preferred_seance) = (Some(change.unit.clone()), change.seance.clone());
        Ok(())
    }
}
