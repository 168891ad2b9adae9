//! One's own account in memory.

use shared::audit::Row;

use super::{Memory, World};
use crate::error::Internal;
use crate::locks::LockKey;
use crate::ports::account::{
    AccountFacts, Accounts, AtHand, Ending, LiveSession, PasswordChange, PastConsent, Reissue,
};
use crate::ports::sessions::EndedBy;
use crate::secret::SecretHash;

use super::sessions::StoredSession;

impl World {
    fn is_alive(&self, at_hand: &AtHand) -> bool {
        self.employed.sessions.get(&at_hand.session).is_some_and(|stored| is_alive(stored, at_hand))
    }
}

impl Accounts for Memory {
    async fn account(&self, at_hand: &AtHand) -> Result<AccountFacts, Internal> {
        self.check("account")?;
        let world = &self.0.borrow().employed;
        let own = world.sessions.iter().filter(|(_, stored)| is_alive(stored, at_hand));
        let mut sessions: Vec<_> = own.map(|(secret, stored)| live(secret, stored)).collect();
        sessions.sort_by_key(|session| (session.secret != at_hand.session, -session.active_at.0));
        let own = world.consents.iter().filter(|consent| consent.login == at_hand.login);
        let past = own.map(|consent| PastConsent {
            product: consent.product,
            version: consent.version.clone(),
            at: consent.at,
        });
        let mut consents: Vec<_> = past.collect();
        consents.sort_by_key(|consent| (-consent.at.0, consent.product));
        Ok(AccountFacts {
            sessions,
            consents,
            two_factor: world.factors.get(at_hand.login.as_str()).is_some_and(|factor| factor.active),
            reissue_by_administrator: world.reissue_by_administrator.contains(&at_hand.agency.as_number()),
        })
    }

    async fn end_sessions(&self, at_hand: &AtHand, ending: &Ending, row: &Row) -> Result<bool, Internal> {
        self.check("end_sessions")?;
        let mut world = self.0.borrow_mut();
        let mut ended = Vec::new();
        for (secret, stored) in &mut world.employed.sessions {
            let named = match ending {
                Ending::Only(session) => session == secret,
                Ending::Others => at_hand.session != *secret,
            };
            if named && is_alive(stored, at_hand) {
                stored.session.ended_by = Some(EndedBy::Elsewhere);
                let audit_id = format!("ended-{}", secret.as_str());
                ended.push(Row { audit_id, detail: stored.product.as_str().to_owned(), ..row.clone() });
            }
        }
        for row in &ended {
            world.write(row);
        }
        let named = if let Ending::Only(session) = ending { session } else { &at_hand.session };
        let found = world.employed.sessions.get(named);
        Ok(found.is_some_and(|stored| stored.session.login == at_hand.login))
    }

    async fn change_password(
        &self,
        key: &LockKey,
        at_hand: &AtHand,
        change: &PasswordChange,
        row: &Row,
    ) -> Result<bool, Internal> {
        self.check("change_password")?;
        let mut world = self.0.borrow_mut();
        world.employed.tries.remove(key);
        let alive = world.is_alive(at_hand);
        let login = at_hand.login.as_str();
        let employee = world.employed.employees.get_mut(login).unwrap();
        if employee.password_version != change.from_version || employee.blocked || !alive {
            return Ok(false);
        }
        employee.password_hash.clone_from(&change.password_hash);
        employee.password_version += 1;
        let renewed = world.employed.sessions.get(&at_hand.session).cloned().unwrap();
        world.employed.end_all(login, true);
        world.employed.forget_devices(|device| device.login == login);
        world.employed.sessions.insert(change.renewed.clone(), renewed);
        world.employed.sessions.get_mut(&at_hand.session).unwrap().session.ended_by = Some(EndedBy::Renewed);
        world.make_known(&at_hand.login, &change.device);
        world.notify(&change.notice);
        world.write(row);
        Ok(true)
    }

    async fn reissue(&self, at_hand: &AtHand, reissue: &Reissue, rows: [&Row; 3]) -> Result<bool, Internal> {
        self.check("reissue")?;
        let mut world = self.0.borrow_mut();
        let forbidden = world.employed.reissue_by_administrator.contains(&at_hand.agency.as_number());
        let alive = world.is_alive(at_hand);
        let Some(factor) = world.employed.factors.get_mut(at_hand.login.as_str()) else { return Ok(false) };
        let right = factor.active
            && factor.last_step < reissue.step
            && factor.counter.locked_at.is_none()
            && factor.sealed == reissue.key;
        if !right || forbidden || !alive {
            return Ok(false);
        }
        factor.counter = factor.counter.settle_right();
        world.employed.replace_key(&reissue.new);
        world.notify(&reissue.notice);
        for row in rows {
            world.write(row);
        }
        Ok(true)
    }
}

fn is_alive(stored: &StoredSession, at_hand: &AtHand) -> bool {
    let session = &stored.session;
    session.login == at_hand.login
        && session.ended_by.is_none()
        && session.last_active_at > at_hand.active_since
        && session.created_at > at_hand.opened_since
}

fn live(secret: &SecretHash, stored: &StoredSession) -> LiveSession {
    LiveSession {
        secret: secret.clone(),
        product: stored.product,
        opened_at: stored.session.created_at,
        active_at: stored.session.last_active_at,
        address: stored.new.address.clone(),
        country: stored.new.country.clone(),
        user_agent: stored.new.user_agent.clone(),
        point_of_sale: stored.session.unit.as_ref().map(|(_, name, _)| name.clone()),
    }
}
