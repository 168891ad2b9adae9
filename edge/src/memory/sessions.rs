//! Sessions in memory.

use shared::audit::{Event, Row};
use shared::flow::step::Factor;
use shared::time::UnixMillis;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::Memory;
use crate::error::Internal;
use crate::ports::devices::Arrival;
use crate::ports::sessions::{EndedBy, NewSession, Opening, Previous, Session, Sessions};
use crate::ports::sign_ins::Unit;
use crate::secret::SecretHash;

/// A session as storage keeps it.
#[derive(Clone, Debug)]
pub(crate) struct StoredSession {
    pub(crate) product: Product,
    pub(crate) session: Session,
    pub(crate) new: NewSession,
}

impl Sessions for Memory {
    async fn session(&self, secret: &SecretHash, product: Product) -> Result<Option<Session>, Internal> {
        self.check("session")?;
        let world = self.0.borrow();
        let found = world.employed.sessions.get(secret).filter(|stored| stored.product == product);
        Ok(found.map(|stored| stored.session.clone()))
    }

    async fn open_session(
        &self,
        new: &NewSession,
        arrival: &Arrival,
        row: &Row,
    ) -> Result<Opening, Internal> {
        self.check("open_session")?;
        let mut guard = self.0.borrow_mut();
        let world = &mut guard.employed;
        let Some(sign_in) = world.sign_ins.get(&new.sign_in).filter(|stored| !stored.ended).cloned() else {
            return Ok(Opening::Refused);
        };
        let login = sign_in.new.login.clone();
        let product = sign_in.new.product;
        let employee = world.employees.get(login.as_str()).unwrap().clone();
        let consented = world.consents.iter().any(|consent| {
            consent.login == login && consent.product == product && consent.version == new.consent_version
        });
        let factor = match world.factors.get(login.as_str()) {
            None => Factor::Missing,
            Some(factor) if factor.active => Factor::Active,
            Some(_) => Factor::Pending,
        };
        let unit =
            new.place.as_ref().and_then(|(id, seance)| find(&world.open_units(login.as_str()), id, seance));
        let good = !employee.blocked
            && employee.products.contains(&product)
            && (consented || !new.demands.consent)
            && (factor == Factor::Active || !new.demands.two_factor)
            && (sign_in.code_passed || factor != Factor::Active)
            && (unit.is_some() || product == Product::Boss);
        if !good {
            return Ok(Opening::Refused);
        }
        world.sign_ins.get_mut(&new.sign_in).unwrap().ended = true;
        guard.write(row);
        let mail_queued = guard.arrive(&login, arrival, new.at);
        let world = &mut guard.employed;
        world.employees.get_mut(login.as_str()).unwrap().language = new.language;
        let (unit_id, seance) = new.place.clone().unzip();
        let previous = Previous { at: new.at, country: new.country.clone(), address: new.address.clone() };
        let last =
            world.last.insert((login.as_str().to_owned(), product), (previous, unit_id, seance.clone()));
        let (agency_name, may_choose) = world.agencies.get(&employee.agency).cloned().unwrap();
        let session = Session {
            agency: sign_in.new.agency,
            agency_name,
            login,
            employee: employee.name,
            unit: unit.map(|unit| (unit.id, unit.name, unit.address)),
            seance,
            may_choose,
            created_at: new.at,
            last_active_at: new.at,
            previous: last.map(|(previous, ..)| previous),
            ended_by: None,
        };
        world.sessions.insert(new.secret.clone(), StoredSession { product, session, new: new.clone() });
        Ok(Opening::Opened { mail_queued })
    }

    async fn move_session(
        &self,
        sign_in: &SecretHash,
        session: &SecretHash,
        place: &(StructureUnitId, String),
        row: &Row,
    ) -> Result<bool, Internal> {
        self.check("move_session")?;
        let mut guard = self.0.borrow_mut();
        let world = &mut guard.employed;
        let Some(login) = world.sessions.get(session).map(|stored| stored.session.login.clone()) else {
            return Ok(false);
        };
        if let Some(stored) = world.sign_ins.get_mut(sign_in) {
            stored.ended = true;
        }
        let Some(unit) = find(&world.open_units(login.as_str()), &place.0, &place.1) else {
            return Ok(false);
        };
        let stored = world.sessions.get_mut(session).unwrap();
        stored.session.unit = Some((unit.id, unit.name, unit.address));
        stored.session.seance = Some(place.1.clone());
        if let Some(last) = world.last.get_mut(&(login.as_str().to_owned(), Product::Cashier)) {
            (last.1, last.2) = (Some(place.0.clone()), Some(place.1.clone()));
        }
        guard.write(row);
        Ok(true)
    }

    async fn mark_active(
        &self,
        secret: &SecretHash,
        at: UnixMillis,
        active_since: UnixMillis,
        opened_since: UnixMillis,
    ) -> Result<(), Internal> {
        self.check("mark_active")?;
        let world = &mut self.0.borrow_mut().employed;
        if let Some(stored) = world.sessions.get_mut(secret) {
            let session = &mut stored.session;
            let lives = session.ended_by.is_none()
                && session.last_active_at > active_since
                && session.created_at > opened_since;
            if lives {
                session.last_active_at = session.last_active_at.max(at);
            }
        }
        Ok(())
    }

    async fn expire_sessions(
        &self,
        now: UnixMillis,
        active_since: UnixMillis,
        opened_since: UnixMillis,
    ) -> Result<(), Internal> {
        self.check("expire_sessions")?;
        let mut world = self.0.borrow_mut();
        let mut rows = Vec::new();
        for (hash, stored) in &mut world.employed.sessions {
            let session = &mut stored.session;
            let absolute = session.created_at <= opened_since;
            let ended_by = if absolute { EndedBy::Absolute } else { EndedBy::Idle };
            let over = absolute || session.last_active_at <= active_since;
            if over && session.ended_by.is_none() {
                session.ended_by = Some(ended_by);
                let login = session.login.as_str().to_owned();
                rows.push(Row {
                    agency: Some(session.agency),
                    at: now,
                    audit_id: format!("expired-{}", hash.as_str()),
                    event: Event::SessionExpired,
                    actor: login.clone(),
                    subject: login,
                    detail: ended_by.as_str().to_owned(),
                    address: String::new(),
                    request_id: String::new(),
                });
            }
        }
        for row in &rows {
            world.write(row);
        }
        Ok(())
    }

    async fn end_session(&self, secret: &SecretHash, ended_by: EndedBy, row: &Row) -> Result<(), Internal> {
        self.check("end_session")?;
        let mut world = self.0.borrow_mut();
        let found = world.employed.sessions.get_mut(secret);
        if let Some(stored) = found.filter(|stored| stored.session.ended_by.is_none()) {
            stored.session.ended_by = Some(ended_by);
            world.write(row);
        }
        Ok(())
    }
}

fn find(units: &[Unit], id: &StructureUnitId, seance: &String) -> Option<Unit> {
    units.iter().find(|unit| unit.id == *id && unit.seances.contains(seance)).cloned()
}
