//! Mails that wait or were given up, and one more try of them.

use shared::api::admin::Page;
use shared::api::admin::mails::{Mail, Retried};
use shared::audit::Event;
use shared::code::Code;

use super::paging::{MAX_LIMIT, Paging};
use super::query::{Query, malformed};
use super::requester::Requester;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::storage::admin::mails::{MailFacts, MailQuery, Mails};

/// What the query of the list takes.
pub const TAKES: [&str; 4] = ["state", "agency", "cursor", "limit"];

/// Mails that wait or were given up, newest first.
pub async fn list<P: Mails>(ctx: &Ctx<'_, P>, who: &Requester, query: &Query) -> Result<Page<Mail>, Error> {
    let paging = Paging::read(query, MAX_LIMIT, 2)?;
    let behind = match paging.after.as_deref() {
        Some([at, id]) => {
            Some((at.parse().map_err(|_| malformed("cursor is not a cursor of this list"))?, id.clone()))
        }
        _ => None,
    };
    let asked = MailQuery {
        state: query.read("state", "waiting or dead", |text| {
            ["waiting", "dead"].into_iter().find(|state| *state == text)
        })?,
        agency: who.listed(query.agency()?)?,
        behind,
        limit: paging.rows(),
    };
    let found = ctx.ports.list_mails(&asked).await?;
    Ok(paging.page(found, |mail| vec![mail.created_at.0.to_string(), mail.mail_id.clone()], tell))
}

/// One more try of a mail that was given up; one that was not stays as it is.
pub async fn retry<P: Mails + Random>(ctx: &Ctx<'_, P>, who: &Requester, id: &str) -> Result<Mail, Error> {
    let mail = ctx.ports.mail(id).await?.ok_or(Code::NotFound)?;
    who.reach(mail.agency_code)?;
    let row = ctx.audit(Some(mail.agency_code), Event::MailRetried, &who.name, mail.login.as_str(), id);
    let mail = ctx.ports.retry_mail(mail.agency_code, id, &row).await?;
    Ok(tell(mail.ok_or(Code::NotFound)?))
}

/// One more try of every mail that was given up.
pub async fn retry_all<P: Mails + Random>(ctx: &Ctx<'_, P>, who: &Requester) -> Result<Retried, Error> {
    let row = ctx.audit(None, Event::MailRetried, &who.name, "all", "");
    Ok(Retried { mails: ctx.ports.retry_mails(&row).await? })
}

fn tell(mail: MailFacts) -> Mail {
    Mail {
        next_at_ms: Some(mail.next_at.0).filter(|_| mail.state == "waiting"),
        id: mail.mail_id,
        kind: mail.kind,
        agency: mail.agency_code.as_number(),
        login: mail.login.as_str().to_owned(),
        state: mail.state,
        attempts: mail.attempts,
        created_at_ms: mail.created_at.0,
        dead_at_ms: mail.dead_at.map(|at| at.0),
        error: mail.error,
    }
}
