//! The outbox in memory.

use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;

use super::{Memory, World};
use crate::error::Internal;
use crate::ports::outbox::{DueMail, NewMail, NewNotice, Outbox, Sent, Try};

/// A mail as storage keeps it.
#[derive(Clone, Debug)]
pub(crate) struct StoredMail {
    pub(crate) mail: NewMail,
    pub(crate) next_at: UnixMillis,
    pub(crate) attempts: u32,
    pub(crate) sent: Option<(UnixMillis, String)>,
    pub(crate) dead: Option<UnixMillis>,
    pub(crate) error: String,
}

impl StoredMail {
    pub(super) fn new(mail: &NewMail) -> Self {
        Self {
            mail: mail.clone(),
            next_at: mail.at,
            attempts: 0,
            sent: None,
            dead: None,
            error: String::new(),
        }
    }

    /// Whether nobody will ask for it again.
    pub(super) fn is_over(&self, gone_before: UnixMillis) -> bool {
        self.mail.at < gone_before && !self.is_waiting() && self.dead.is_none_or(|dead| dead < gone_before)
    }

    fn is_waiting(&self) -> bool {
        self.sent.is_none() && self.dead.is_none()
    }
}

impl World {
    /// Queues a notice as storage does: to an employee, unless one of its kind was queued lately.
    pub(super) fn notify(&mut self, notice: &NewNotice) {
        let Some(employee) = self.employed.employees.get(notice.login.as_str()) else { return };
        let again = |stored: &StoredMail| {
            (stored.mail.kind, &stored.mail.login) == (notice.kind, &notice.login)
                && stored.mail.at > notice.not_since
        };
        if self.employed.outbox.iter().any(again) {
            return;
        }
        let mail = NewMail {
            mail_id: notice.mail_id.clone(),
            kind: notice.kind,
            agency: AgencyCode::from_number(employee.agency).unwrap(),
            login: notice.login.clone(),
            language: employee.language,
            product: notice.product,
            origin: notice.origin.clone(),
            link_id: String::new(),
            key_id: String::new(),
            cause: Some(notice.cause.clone()),
            at: notice.at,
        };
        self.employed.outbox.push(StoredMail::new(&mail));
    }
}

impl Outbox for Memory {
    async fn take_due(&self, now: UnixMillis, until: UnixMillis) -> Result<Option<DueMail>, Internal> {
        self.check("take_due")?;
        let world = &mut self.0.borrow_mut().employed;
        let due = world.outbox.iter_mut().filter(|mail| mail.is_waiting() && mail.next_at <= now);
        Ok(due.min_by_key(|mail| mail.next_at).map(|stored| {
            let mail = stored.mail.clone();
            let attempt = Try {
                agency: mail.agency,
                mail_id: mail.mail_id.clone(),
                tried: stored.attempts,
                written_at: mail.at,
            };
            (stored.next_at, stored.attempts) = (until, stored.attempts + 1);
            DueMail { attempt, login: mail.login.clone(), mail: Ok(mail) }
        }))
    }

    async fn settle_mail(&self, attempt: &Try, sent: &Sent, now: UnixMillis) -> Result<bool, Internal> {
        self.check("settle_mail")?;
        let world = &mut self.0.borrow_mut();
        let stored = world.employed.outbox.iter_mut().find(|stored| stored.mail.mail_id == attempt.mail_id);
        let stored = stored.filter(|stored| stored.is_waiting() && stored.attempts == attempt.tried + 1);
        let Some(stored) = stored else { return Ok(false) };
        match sent {
            Sent::Sent { raw } => stored.sent = Some((now, raw.clone().unwrap_or_default())),
            Sent::Later { next_at, error } => (stored.next_at, stored.error) = (*next_at, error.clone()),
            Sent::Dead { error, row } => {
                (stored.dead, stored.error) = (Some(now), error.clone());
                world.write(row);
            }
        }
        Ok(true)
    }

    async fn sent_mails(&self) -> Result<Vec<(String, UnixMillis, String)>, Internal> {
        self.check("sent_mails")?;
        let world = &self.0.borrow().employed;
        let sent =
            |stored: &StoredMail| stored.sent.clone().map(|(at, raw)| (stored.mail.mail_id.clone(), at, raw));
        Ok(world.outbox.iter().rev().filter_map(sent).collect())
    }
}
