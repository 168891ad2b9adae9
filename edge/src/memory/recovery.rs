//! Links to a new password in memory.

use shared::api::recovery::Purpose;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;

use super::employees::{Employed, StoredEmployee};
use super::outbox::StoredMail;
use super::sign_ins::StoredLink;
use super::{Memory, World};
use crate::error::Internal;
use crate::mail_allowance;
use crate::ports::outbox::{MailKind, NewMail};
use crate::ports::recovery::{
    ConsentToAll, LinkRequest, LinkStanding, NewLink, NewPassword, Recovery, Requested, Saved,
};
use crate::ports::sign_ins::Consent;
use crate::secret::SecretHash;

impl Employed {
    pub(super) fn is_open(&self, employee: &StoredEmployee) -> bool {
        !employee.blocked && !self.blocked_agencies.contains(&employee.agency)
    }

    /// Why no link comes of a wish, if none does.
    fn no_link(&self, request: &LinkRequest, link: &NewLink) -> Option<&'static str> {
        let Some(employee) = self.employees.get(request.login.as_str()) else { return Some("unknown") };
        if !self.is_open(employee) {
            return Some("blocked");
        }
        if request.purpose == Purpose::Invitation && employee.password_version > 0 {
            return Some("registered");
        }
        let kind = MailKind::of_link(request.purpose);
        let after = |moment: UnixMillis| {
            let own = |mail: &NewMail| (mail.kind, &mail.login) == (kind, &request.login);
            self.outbox.iter().filter(|stored| own(&stored.mail) && stored.mail.at > moment).count()
        };
        let full = after(link.quiet_since) > 0 || after(link.counted_since) >= link.most as usize;
        full.then_some("too-many-mails")
    }

    fn make(&mut self, request: &LinkRequest, link: &NewLink) {
        let agency = self.employees[request.login.as_str()].agency;
        let agency = AgencyCode::from_number(agency).unwrap();
        let older = |other: &&mut StoredLink| {
            (other.purpose, &other.login) == (Some(request.purpose), &request.login)
        };
        self.links.values_mut().filter(older).for_each(|older| older.used = true);
        let stored = StoredLink {
            link_id: request.link_id.clone(),
            purpose: Some(request.purpose),
            agency,
            login: request.login.clone(),
            expires_at: link.expires_at,
            used: false,
        };
        self.links.insert(link.token.clone(), stored);
        self.outbox.push(StoredMail::new(&NewMail {
            mail_id: link.mail_id.clone(),
            kind: MailKind::of_link(request.purpose),
            agency,
            login: request.login.clone(),
            language: request.language,
            product: request.product,
            origin: request.origin.clone(),
            link_id: request.link_id.clone(),
            key_id: link.key_id.clone(),
            cause: None,
            at: link.at,
        }));
    }

    /// What the triggers of storage do with a new password.
    pub(crate) fn take_password(&mut self, login: &str, password_hash: &str) {
        let employee = self.employees.get_mut(login).unwrap();
        password_hash.clone_into(&mut employee.password_hash);
        employee.password_version += 1;
        let own = |link: &&mut StoredLink| link.purpose.is_some() && link.login.as_str() == login;
        self.links.values_mut().filter(own).for_each(|link| link.used = true);
        self.forget_devices(|device| device.login == login);
        self.end_all(login, true);
    }
}

impl World {
    fn give_consents(&mut self, new: &NewPassword, consent: &ConsentToAll) {
        for product in self.employed.employees[new.login.as_str()].products.clone() {
            let given = Consent {
                agency: new.agency,
                login: new.login.clone(),
                product,
                version: consent.version.clone(),
                language: consent.language,
                at: new.at,
                address: consent.address.clone(),
            };
            let same = |other: &Consent| {
                (&other.login, other.product, &other.version) == (&given.login, product, &given.version)
            };
            if !self.employed.consents.iter().any(same) {
                self.employed.consents.push(given);
                self.write(&Row {
                    audit_id: format!("{}-{product}", consent.row.audit_id),
                    detail: format!("{product} {}", consent.row.detail),
                    ..consent.row.clone()
                });
            }
        }
    }
}

impl Recovery for Memory {
    async fn request_link(&self, request: &LinkRequest) -> Result<Requested, Internal> {
        self.check("request_link")?;
        let world = &mut self.0.borrow_mut().employed;
        let counted_since = mail_allowance::counted_since(request.at);
        let counts =
            |(address, at): &&(String, UnixMillis)| *address == request.address && *at > counted_since;
        let caused: Vec<_> = world.mail_causes.iter().filter(counts).map(|(_, at)| *at).collect();
        if caused.len() >= mail_allowance::MAILS as usize {
            return Ok(Requested::TooManyMails { oldest: caused.into_iter().min().unwrap() });
        }
        world.mail_causes.push((request.address.clone(), request.at));
        world.link_requests.push((request.clone(), false));
        Ok(Requested::Noted)
    }

    async fn waiting_requests(&self, limit: u32) -> Result<Vec<LinkRequest>, Internal> {
        self.check("waiting_requests")?;
        let world = &self.0.borrow().employed;
        let waiting = world.link_requests.iter().filter(|(_, done)| !done).map(|(request, _)| request);
        Ok(waiting.take(limit as usize).cloned().collect())
    }

    async fn work_off(
        &self,
        request: &LinkRequest,
        link: &NewLink,
        queued: &Row,
        refused: &Row,
    ) -> Result<bool, Internal> {
        self.check("work_off")?;
        let mut world = self.0.borrow_mut();
        let mut waiting = world.employed.link_requests.iter_mut().filter(|(_, done)| !done);
        let Some((_, done)) = waiting.find(|(other, _)| other.link_id == request.link_id) else {
            return Ok(false);
        };
        *done = true;
        let employee = world.employed.employees.get(request.login.as_str());
        let agency = employee.and_then(|employee| AgencyCode::from_number(employee.agency));
        if let Some(reason) = world.employed.no_link(request, link) {
            world.write(&Row { agency, detail: reason.to_owned(), ..refused.clone() });
            return Ok(false);
        }
        world.employed.make(request, link);
        world.write(&Row { agency, detail: request.link_id.clone(), ..queued.clone() });
        Ok(true)
    }

    async fn password_link(
        &self,
        token: &SecretHash,
        now: UnixMillis,
    ) -> Result<Option<LinkStanding>, Internal> {
        self.check("password_link")?;
        let world = &self.0.borrow().employed;
        let Some(link) = world.links.get(token).filter(|link| !link.used && link.expires_at > now) else {
            return Ok(None);
        };
        let Some(purpose) = link.purpose else { return Ok(None) };
        let employee = &world.employees[link.login.as_str()];
        Ok(world.is_open(employee).then(|| LinkStanding {
            purpose,
            agency: link.agency,
            login: link.login.clone(),
            may_reissue: purpose == Purpose::Reset
                && !world.reissue_by_administrator.contains(&employee.agency)
                && world.factors.contains_key(link.login.as_str()),
        }))
    }

    async fn save_password(&self, new: &NewPassword) -> Result<Option<Saved>, Internal> {
        self.check("save_password")?;
        if self.password_link(&new.token, new.at).await?.is_none_or(|link| link.purpose != new.purpose) {
            return Ok(None);
        }
        let mut world = self.0.borrow_mut();
        let (login, agency) = (new.login.as_str(), new.agency.as_number());
        world.employed.take_password(login, &new.password_hash);
        world.employed.employees.get_mut(login).unwrap().language = new.language;
        world.write(&new.row);
        if world.employed.tries.remove(&new.lock_key).is_some_and(|counter| counter.locked_at.is_some()) {
            world.write(&new.unlocked);
        }
        let allowed = !world.employed.reissue_by_administrator.contains(&agency);
        let reissue = new.reissue.as_ref().filter(|_| allowed);
        let reissued = reissue.is_some_and(|reissue| world.employed.replace_key(&reissue.key));
        if let Some(reissue) = reissue.filter(|_| reissued) {
            reissue.rows.iter().for_each(|row| world.write(row));
            world.notify(&reissue.notice);
        }
        if let Some(consent) = &new.consent {
            world.give_consents(new, consent);
        }
        if let Some(notice) = &new.notice {
            world.notify(notice);
        }
        Ok(Some(Saved { reissued }))
    }
}
