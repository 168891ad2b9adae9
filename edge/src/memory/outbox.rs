//! The outbox in memory.

use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;

use super::{Memory, World};
use crate::error::Internal;
use crate::ports::outbox::{DueMail, NewMail, NewNotice, Outbox, Sent};

/// A mail as storage keeps it.
#[derive(Clone, Debug)]
pub(crate) struct StoredMail {
    pub(crate) mail: NewMail,
    pub(crate) next_at: UnixMillis,
    pub(crate) attempts: u32,
    pub(crate) sent: Option<(UnixMillis, String)>,
    pub(crate) dead: bool,
}

impl StoredMail {
    pub(super) fn new(mail: &NewMail) -> Self {
        Self { mail: mail.clone(), next_at: mail.at, attempts: 0, sent: None, dead: false }
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.sent.is_none() && !self.dead
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
    async fn take_due(
        &self,
        now: UnixMillis,
        until: UnixMillis,
        limit: u32,
    ) -> Result<Vec<DueMail>, Internal> {
        self.check("take_due")?;
        let world = &mut self.0.borrow_mut().employed;
        let due = world.outbox.iter_mut().filter(|mail| mail.is_waiting() && mail.next_at <= now);
        Ok(due
            .take(limit as usize)
            .map(|stored| {
                let attempts = stored.attempts;
                (stored.next_at, stored.attempts) = (until, attempts + 1);
                DueMail { mail: stored.mail.clone(), attempts }
            })
            .collect())
    }

    async fn settle_mail(
        &self,
        _agency: AgencyCode,
        mail_id: &str,
        sent: &Sent,
        now: UnixMillis,
    ) -> Result<(), Internal> {
        self.check("settle_mail")?;
        let world = &mut self.0.borrow_mut().employed;
        let stored = world.outbox.iter_mut().find(|stored| stored.mail.mail_id == mail_id).unwrap();
        match sent {
            Sent::Sent { raw } => stored.sent = Some((now, raw.clone().unwrap_or_default())),
            Sent::Later { next_at } => stored.next_at = *next_at,
            Sent::Dead => stored.dead = true,
        }
        Ok(())
    }

    async fn sent_mails(&self) -> Result<Vec<(String, UnixMillis, String)>, Internal> {
        self.check("sent_mails")?;
        let world = &self.0.borrow().employed;
        let sent =
            |stored: &StoredMail| stored.sent.clone().map(|(at, raw)| (stored.mail.mail_id.clone(), at, raw));
        Ok(world.outbox.iter().rev().filter_map(sent).collect())
    }
}
