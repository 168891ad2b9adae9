//! Sign-ins under way and second factors in memory.

use shared::api::recovery::Purpose;
use shared::audit::Row;
use shared::seal::Sealed;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::Memory;
use super::employees::Employed;
use super::outbox::StoredMail;
use crate::error::Internal;
use crate::locks::{Counter, Lease, LockKey, Patience};
use crate::mail_allowance;
use crate::ports::employees::NewSignIn;
use crate::ports::outbox::NewNotice;
use crate::ports::sign_ins::{
    Consent, FactorKey, FactorRecord, NewKey, RightCode, SecondFactors, SetUp, SetUpOutcome, SignIn,
    SignInLife, SignIns,
};
use crate::secret::SecretHash;

/// A sign-in as storage keeps it.
#[derive(Clone, Debug)]
pub(crate) struct StoredSignIn {
    pub(crate) new: NewSignIn,
    pub(crate) lock_key: Option<LockKey>,
    pub(crate) touched_at: UnixMillis,
    pub(crate) code_passed: bool,
    pub(crate) unit: Option<StructureUnitId>,
    pub(crate) seance: Option<String>,
    pub(crate) preferred_unit: Option<StructureUnitId>,
    pub(crate) preferred_seance: Option<String>,
    pub(crate) session: Option<SecretHash>,
    pub(crate) ended: bool,
}

/// A second factor as storage keeps it.
#[derive(Clone, Debug)]
pub(crate) struct StoredFactor {
    pub(crate) sealed: Sealed,
    pub(crate) created_at: UnixMillis,
    pub(crate) active: bool,
    pub(crate) last_step: i64,
    pub(crate) counter: Counter,
    pub(crate) link_id: String,
    pub(crate) mailed_at: UnixMillis,
}

/// A link as storage keeps it.
#[derive(Clone, Debug)]
pub(crate) struct StoredLink {
    pub(crate) link_id: String,
    /// `None` for one that leads to a key.
    pub(crate) purpose: Option<Purpose>,
    pub(crate) agency: AgencyCode,
    pub(crate) login: Login,
    pub(crate) expires_at: UnixMillis,
    pub(crate) used: bool,
}

impl Employed {
    fn read(&self, stored: &StoredSignIn, version: &str, life: SignInLife) -> SignIn {
        let login = &stored.new.login;
        let consented = |consent: &Consent| {
            (&consent.login, consent.product, consent.version.as_str())
                == (login, stored.new.product, version)
        };
        let record = |factor: &StoredFactor| FactorRecord {
            created_at: factor.created_at,
            active: factor.active,
            counter: factor.counter,
            mailed_at: factor.mailed_at,
        };
        SignIn {
            life,
            agency: stored.new.agency,
            login: login.clone(),
            consented: self.consents.iter().any(consented),
            factor: self.factors.get(login.as_str()).map(record),
            code_passed: stored.code_passed,
            units: self.open_units(login.as_str()),
            may_choose: self.agencies.get(&stored.new.agency.as_number()).is_some_and(|(_, switch)| *switch),
            unit: stored.unit.clone(),
            seance: stored.seance.clone(),
            preferred_unit: stored.preferred_unit.clone(),
            preferred_seance: stored.preferred_seance.clone(),
            session: stored.session.clone(),
        }
    }
}

impl SignIns for Memory {
    async fn sign_in(
        &self,
        secret: &SecretHash,
        product: Product,
        version: &str,
        now: UnixMillis,
        alive_since: UnixMillis,
    ) -> Result<Option<SignIn>, Internal> {
        self.check("sign_in")?;
        let world = &mut self.0.borrow_mut().employed;
        let found = world.sign_ins.get_mut(secret).filter(|stored| stored.new.product == product);
        let Some(stored) = found else { return Ok(None) };
        let life = match stored.ended {
            true => SignInLife::Ended,
            false if stored.touched_at <= alive_since => SignInLife::Expired,
            false => {
                stored.touched_at = stored.touched_at.max(now);
                SignInLife::Alive
            }
        };
        let stored = stored.clone();
        Ok(Some(world.read(&stored, version, life)))
    }

    async fn give_consent(&self, consent: &Consent, row: &Row) -> Result<(), Internal> {
        self.check("give_consent")?;
        let mut world = self.0.borrow_mut();
        let same = |other: &Consent| {
            (&other.login, other.product, &other.version)
                == (&consent.login, consent.product, &consent.version)
        };
        if !world.employed.consents.iter().any(same) {
            world.employed.consents.push(consent.clone());
            world.write(row);
        }
        Ok(())
    }

    async fn select(
        &self,
        secret: &SecretHash,
        unit: Option<&StructureUnitId>,
        seance: Option<&str>,
    ) -> Result<(), Internal> {
        self.check("select")?;
        let world = &mut self.0.borrow_mut().employed;
        if let Some(stored) = world.sign_ins.get_mut(secret).filter(|stored| !stored.ended) {
            (stored.unit, stored.seance) = (unit.cloned(), seance.map(str::to_owned));
            stored.preferred_unit = unit.cloned().or(stored.preferred_unit.take());
            stored.preferred_seance = seance.map(str::to_owned).or(stored.preferred_seance.take());
        }
        Ok(())
    }

    async fn end_sign_in(&self, secret: &SecretHash, row: &Row) -> Result<(), Internal> {
        self.check("end_sign_in")?;
        let mut world = self.0.borrow_mut();
        if let Some(stored) = world.employed.sign_ins.get_mut(secret).filter(|stored| !stored.ended) {
            stored.ended = true;
            world.write(row);
        }
        Ok(())
    }
}

impl Employed {
    /// Puts a new key in the place of an account's old one, with its link and mail; says whether there was one.
    pub(super) fn replace_key(&mut self, new: &NewKey) -> bool {
        let mail = &new.mail;
        let Some(old) = self.factors.get_mut(mail.login.as_str()) else { return false };
        *old = StoredFactor {
            sealed: new.key.clone(),
            created_at: mail.at,
            active: false,
            last_step: 0,
            counter: old.counter,
            link_id: mail.link_id.clone(),
            mailed_at: mail.at,
        };
        let link = StoredLink {
            link_id: mail.link_id.clone(),
            purpose: None,
            agency: mail.agency,
            login: mail.login.clone(),
            expires_at: new.expires_at,
            used: false,
        };
        self.links.insert(new.token.clone(), link);
        self.outbox.push(StoredMail::new(mail));
        self.end_all(mail.login.as_str(), false);
        true
    }
}

impl SecondFactors for Memory {
    async fn set_up(&self, set_up: &SetUp, row: &Row) -> Result<SetUpOutcome, Internal> {
        self.check("set_up")?;
        let mut world = self.0.borrow_mut();
        let mail = &set_up.mail;
        let counted_since = mail_allowance::counted_since(mail.at);
        let counts =
            |(address, at): &&(String, UnixMillis)| *address == set_up.address && *at > counted_since;
        let caused: Vec<_> = world.employed.mail_causes.iter().filter(counts).map(|(_, at)| *at).collect();
        if caused.len() >= mail_allowance::MAILS as usize {
            let oldest = caused.into_iter().min().unwrap();
            return Ok(SetUpOutcome::TooManyMails { oldest });
        }
        let fresh = StoredFactor {
            sealed: set_up.key.clone(),
            created_at: mail.at,
            active: false,
            last_step: 0,
            counter: Counter::NEW,
            link_id: mail.link_id.clone(),
            mailed_at: mail.at,
        };
        let made = match world.employed.factors.get(mail.login.as_str()) {
            None => fresh,
            Some(old)
                if old.active || old.counter.locked_at.is_some() || old.mailed_at > set_up.mailed_until =>
            {
                return Ok(SetUpOutcome::NotNow);
            }
            Some(old) if old.created_at <= set_up.stale_until => {
                StoredFactor { counter: old.counter, ..fresh }
            }
            Some(old) => StoredFactor { link_id: fresh.link_id, mailed_at: fresh.mailed_at, ..old.clone() },
        };
        world.employed.factors.insert(mail.login.as_str().to_owned(), made);
        let link = StoredLink {
            link_id: mail.link_id.clone(),
            purpose: None,
            agency: mail.agency,
            login: mail.login.clone(),
            expires_at: set_up.expires_at,
            used: false,
        };
        world.employed.links.insert(set_up.token.clone(), link);
        world.employed.outbox.push(StoredMail::new(mail));
        world.employed.mail_causes.push((set_up.address.clone(), mail.at));
        world.write(row);
        Ok(SetUpOutcome::Made)
    }

    async fn begin_code(
        &self,
        _agency: AgencyCode,
        login: &Login,
        now: UnixMillis,
    ) -> Result<(Lease, Option<FactorKey>), Internal> {
        self.check("begin_code")?;
        let world = &mut self.0.borrow_mut().employed;
        let Some(factor) = world.factors.get_mut(login.as_str()) else { return Ok((Lease::Busy, None)) };
        let (counter, lease) = factor.counter.take(now, Patience::CODE);
        factor.counter = counter;
        let key =
            FactorKey { sealed: factor.sealed.clone(), active: factor.active, last_step: factor.last_step };
        Ok((lease, Some(key)))
    }

    async fn settle_wrong_code(
        &self,
        _agency: AgencyCode,
        login: &Login,
        now: UnixMillis,
        refused: &Row,
        locked: &Row,
        notice: &NewNotice,
    ) -> Result<Counter, Internal> {
        self.check("settle_wrong_code")?;
        let mut world = self.0.borrow_mut();
        let factor = world.employed.factors.get_mut(login.as_str()).unwrap();
        factor.counter = factor.counter.settle_wrong(now);
        let counter = factor.counter;
        world.write(refused);
        if counter.has_just_locked() {
            world.write(locked);
            world.notify(notice);
            world.employed.end_all(login.as_str(), false);
        }
        Ok(counter)
    }

    async fn hand_back_code(&self, _agency: AgencyCode, login: &Login, row: &Row) -> Result<(), Internal> {
        self.check("hand_back_code")?;
        let mut world = self.0.borrow_mut();
        if let Some(factor) = world.employed.factors.get_mut(login.as_str()) {
            factor.counter = factor.counter.hand_back();
        }
        world.write(row);
        Ok(())
    }

    async fn accept_code(&self, code: &RightCode, accepted: &Row, activated: &Row) -> Result<bool, Internal> {
        self.check("accept_code")?;
        let mut world = self.0.borrow_mut();
        let Some(factor) = world.employed.factors.get_mut(code.login.as_str()) else { return Ok(false) };
        if factor.last_step >= code.step || factor.counter.locked_at.is_some() || factor.sealed != code.key {
            return Ok(false);
        }
        let first = !factor.active;
        (factor.active, factor.last_step, factor.counter) = (true, code.step, factor.counter.settle_right());
        if let Some(stored) = world.employed.sign_ins.get_mut(&code.sign_in) {
            stored.code_passed = true;
        }
        world.write(accepted);
        if first {
            world.write(activated);
        }
        Ok(true)
    }

    async fn open_link(
        &self,
        token: &SecretHash,
        now: UnixMillis,
        stale_until: UnixMillis,
        _request: &str,
        row: &Row,
    ) -> Result<Option<(AgencyCode, Login, Sealed)>, Internal> {
        self.check("open_link")?;
        let mut world = self.0.borrow_mut();
        let Some(link) = world.employed.links.get(token).cloned() else { return Ok(None) };
        let factor = world.employed.factors.get(link.login.as_str()).cloned();
        let good = |factor: &StoredFactor| {
            !factor.active && factor.link_id == link.link_id && factor.created_at > stale_until
        };
        let is_open =
            world.employed.employees.get(link.login.as_str()).is_some_and(|it| world.employed.is_open(it));
        let counts = is_open && !link.used && link.expires_at > now;
        let Some(factor) = factor.filter(good).filter(|_| counts) else { return Ok(None) };
        world.employed.links.get_mut(token).unwrap().used = true;
        let login = link.login.as_str().to_owned();
        world.write(&Row { agency: Some(link.agency), actor: login.clone(), subject: login, ..row.clone() });
        Ok(Some((link.agency, link.login, factor.sealed)))
    }
}
