//! Agencies: their names and switches, and their blocks.

use shared::api::admin::agencies::{Agency, ChangeAgency, CreateAgency};
use shared::api::admin::{Changed, Ending, Page};
use shared::audit::Event;
use shared::code::Code;
use shared::value::agency_code::AgencyCode;

use super::fields::{self, MAX_NAME};
use super::paging::{MAX_LIMIT, Paging};
use super::query::{Query, malformed};
use super::requester::Requester;
use super::words;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::storage::admin::agencies::{Agencies, Named};
use crate::storage::admin::ending::{Endings, Whose};

/// What the query of the list takes.
pub const TAKES: [&str; 3] = ["search", "cursor", "limit"];

/// The agencies that may be seen, ordered by code.
pub async fn list<P: Agencies>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    query: &Query,
) -> Result<Page<Agency>, Error> {
    let paging = Paging::read(query, MAX_LIMIT, 1)?;
    let after = match paging.after.as_deref() {
        Some([code]) => code.parse().map_err(|_| malformed("cursor is not a cursor of this list"))?,
        _ => 0,
    };
    let search = words::folded(query.text("search").unwrap_or_default());
    let only = who.listed(None)?;
    let found = ctx.ports.agencies(only, &search, after, paging.rows()).await?;
    Ok(paging.page(found, |agency| vec![agency.code.to_string()], |agency| agency))
}

/// One agency.
pub async fn read<P: Agencies>(ctx: &Ctx<'_, P>, who: &Requester, code: &str) -> Result<Agency, Error> {
    find(ctx, reached(who, code)?).await
}

/// Creates an agency.
pub async fn create<P: Agencies + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    request: &CreateAgency,
) -> Result<Agency, Error> {
    let agency = AgencyCode::from_number(request.code).ok_or_else(|| malformed("code is 1 to 99999"))?;
    let named = named(agency, &request.name)?;
    let row = ctx.audit(Some(agency), Event::AgencyCreated, &who.name, &agency.to_string(), &named.name);
    if !ctx.ports.create_agency(agency, &named, &row).await? {
        return Err(Code::AlreadyExists.into());
    }
    find(ctx, agency).await
}

/// Changes an agency's name and switches.
pub async fn change<P: Agencies + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    code: &str,
    request: &ChangeAgency,
) -> Result<Agency, Error> {
    let agency = reached(who, code)?;
    let before = find(ctx, agency).await?;
    if before.version != request.version {
        return Err(Code::Overtaken.into());
    }
    let named = named(agency, request.name.as_deref().unwrap_or(&before.name))?;
    let after = Agency {
        name: named.name,
        may_change_point_of_sale: request.may_change_point_of_sale.unwrap_or(before.may_change_point_of_sale),
        reissue_by_administrator: request.reissue_by_administrator.unwrap_or(before.reissue_by_administrator),
        ..before.clone()
    };
    if after == before {
        return Ok(before);
    }
    let detail = difference(&before, &after);
    let row = ctx.audit(Some(agency), Event::AgencyChanged, &who.name, &agency.to_string(), &detail);
    if !ctx.ports.change_agency(&after, &named.search, &row).await? {
        return Err(Code::Overtaken.into());
    }
    find(ctx, agency).await
}

/// Counts what a block of the agency would end.
pub async fn ending<P: Agencies + Endings>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    code: &str,
) -> Result<Ending, Error> {
    let agency = reached(who, code)?;
    find(ctx, agency).await?;
    Ok(ctx.ports.ending(&Whose::Agency(agency), ctx.now).await?)
}

/// Blocks an agency, and with it tokens, sessions and sign-ins. Nobody blocks the own one.
pub async fn block<P: Agencies + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    code: &str,
) -> Result<Ending, Error> {
    let agency = reached(who, code)?;
    find(ctx, agency).await?;
    if who.session.as_ref().is_some_and(|session| session.agency == agency) {
        return Err(Code::OwnAccount.into());
    }
    let row = ctx.audit(Some(agency), Event::AgencyBlocked, &who.name, &agency.to_string(), "");
    Ok(ctx.ports.block_agency(agency, &row).await?)
}

/// Lets an agency in again.
pub async fn unblock<P: Agencies + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    code: &str,
) -> Result<Changed, Error> {
    let agency = reached(who, code)?;
    find(ctx, agency).await?;
    let row = ctx.audit(Some(agency), Event::AgencyUnblocked, &who.name, &agency.to_string(), "");
    Ok(Changed { changed: ctx.ports.unblock_agency(agency, &row).await? })
}

/// The agency of a path, if it may be seen.
fn reached(who: &Requester, code: &str) -> Result<AgencyCode, Error> {
    let agency = AgencyCode::parse(code).ok_or(Code::NotFound)?;
    who.reach(agency)?;
    Ok(agency)
}

async fn find<P: Agencies>(ctx: &Ctx<'_, P>, agency: AgencyCode) -> Result<Agency, Error> {
    Ok(ctx.ports.agency(agency).await?.ok_or(Code::NotFound)?)
}

fn named(agency: AgencyCode, name: &str) -> Result<Named, Error> {
    let name = fields::named("name", name, MAX_NAME)?;
    let search = words::folded(&format!("{agency} {name}"));
    Ok(Named { name, search })
}

/// What the audit log says of a change.
fn difference(before: &Agency, after: &Agency) -> String {
    let name = (before.name != after.name).then(|| format!("name was {}, is {}", before.name, after.name));
    let switch = |name: &str, before: bool, after: bool| {
        (before != after).then(|| format!("{name} is {}", u8::from(after)))
    };
    let may =
        switch("may_change_point_of_sale", before.may_change_point_of_sale, after.may_change_point_of_sale);
    let only =
        switch("reissue_by_administrator", before.reissue_by_administrator, after.reissue_by_administrator);
    name.into_iter().chain(may).chain(only).collect::<Vec<_>>().join("; ")
}
