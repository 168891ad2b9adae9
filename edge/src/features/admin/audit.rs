//! The audit log, and the moves of the key ring that only the log knows of.

use shared::api::admin::Nothing;
use shared::api::admin::audit::{AuditRow, KeyMove, LogPage};
use shared::audit::Event;
use shared::code::Code;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::paging::Paging;
use super::query::{Query, malformed};
use super::requester::{Requester, Scope};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::storage::admin::audit_exports::AuditExports;
use crate::storage::admin::audit_log::{AuditReading, LogQuery, LogRow};
use crate::storage::audit::AuditLog;

/// What the query of the list takes.
pub const TAKES: [&str; 7] = ["login", "agency", "event", "since", "until", "cursor", "limit"];

/// Most rows of a part: the log is read by programs too.
const MAX_ROWS: u32 = 10_000;
/// No row is as late as this.
const END: UnixMillis = UnixMillis(1 << 52);
/// The longest name of a key.
const MAX_KID: usize = 64;

/// Rows of the log that may be seen, newest first; its last part says what is older and elsewhere.
pub async fn list<P: AuditReading + AuditExports>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    query: &Query,
) -> Result<LogPage, Error> {
    let paging = Paging::read(query, MAX_ROWS, 2)?;
    let behind = match paging.after.as_deref() {
        Some([at, id]) => {
            Some((at.parse().map_err(|_| malformed("cursor is not a cursor of this list"))?, id.clone()))
        }
        _ => None,
    };
    let moment =
        |name| query.read(name, "a moment in milliseconds", |text| text.parse().ok().map(UnixMillis));
    let asked = LogQuery {
        agency: agency(who, query)?,
        names: query.text("login").map(|text| names(ctx, text)),
        event: query.read("event", "an event", known)?,
        since: moment("since")?.unwrap_or(UnixMillis(0)),
        until: moment("until")?.unwrap_or(END),
        behind,
        limit: paging.rows(),
    };
    let found = ctx.ports.list_audit(&asked).await?;
    let page = paging.page(found, |row| vec![row.at.0.to_string(), row.audit_id.clone()], tell);
    let archived_until = match page.next {
        Some(_) => None,
        None => ctx.ports.archived_until().await?.filter(|until| *until >= asked.since),
    };
    Ok(LogPage { items: page.items, next: page.next, archived_until_ms: archived_until.map(|until| until.0) })
}

/// Records a move of the key ring, which the platform's own command has made.
pub async fn record_key_move<P: AuditLog + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    request: &KeyMove,
) -> Result<Nothing, Error> {
    let moves = [Event::KeyAdded, Event::KeyPromoted, Event::KeyRetired];
    let event = moves.into_iter().find(|event| event.as_str() == request.event);
    let event = event.ok_or_else(|| malformed("event is key.added, key.promoted or key.retired"))?;
    if request.kid.is_empty()
        || request.kid.len() > MAX_KID
        || request.kid.contains(|c: char| !c.is_ascii_graphic())
    {
        return Err(malformed("kid is no name of a key").into());
    }
    ctx.ports.record(&ctx.audit(None, event, &who.name, &request.kid, "")).await?;
    Ok(Nothing {})
}

/// What the log calls somebody, however the login is spelled: by it, and as one that was not looked for. A text that is no
/// login names nobody.
fn names<P>(ctx: &Ctx<'_, P>, text: &str) -> [String; 2] {
    let login = Login::parse(text);
    login.map_or_else(Default::default, |login| [login.as_str().to_owned(), ctx.veiled(&login)])
}

/// The agency whose log is read; 0 is the log of what no agency is known for, and nobody's own.
fn agency(who: &Requester, query: &Query) -> Result<Option<u32>, Error> {
    if query.text("agency") == Some("0") {
        return if who.scope == Scope::Every { Ok(Some(0)) } else { Err(Code::NotFound.into()) };
    }
    Ok(who.listed(query.agency()?)?.map(AgencyCode::as_number))
}

fn known(word: &str) -> Option<&'static str> {
    Event::ALL.into_iter().map(Event::as_str).find(|known| *known == word)
}

pub(super) fn tell(row: LogRow) -> AuditRow {
    AuditRow {
        at_ms: row.at.0,
        event: row.event,
        agency: row.agency_code,
        actor: row.actor,
        subject: row.subject,
        detail: row.detail,
        address: row.address,
        request_id: row.request_id,
    }
}
