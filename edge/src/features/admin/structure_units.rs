//! Structure units: names, addresses and seances, and their blocks.

use shared::api::admin::structure_units::{
    ChangeStructureUnit, CreateStructureUnit, StructureUnit, Suggestion,
};
use shared::api::admin::{Changed, Ending, Page};
use shared::audit::Event;
use shared::code::Code;
use shared::value::agency_code::AgencyCode;
use shared::value::structure_unit_id::StructureUnitId;

use super::fields::{self, MAX_ADDRESS, MAX_NAME};
use super::paging::{MAX_LIMIT, Paging};
use super::query::{Query, malformed};
use super::requester::Requester;
use super::words;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::Random;
use crate::storage::admin::agencies::Named;
use crate::storage::admin::ending::{Endings, Whose};
use crate::storage::admin::structure_units::{Creation, Listed, StructureUnits, Unit, UnitEdit};

/// What the query of the list takes.
pub const TAKES: [&str; 5] = ["agency", "search", "state", "cursor", "limit"];
/// What the query of a suggestion takes.
pub const SUGGESTION_TAKES: [&str; 1] = ["agency"];

/// Most seances of a structure unit.
const MAX_SEANCES: usize = 100;
/// Letters of an identifier: Latin capitals without O.
const LETTERS: &[u8; 25] = b"ABCDEFGHIJKLMNPQRSTUVWXYZ";
/// Letters of a suggested identifier.
const SUGGESTED_LETTERS: usize = 5;
/// Identifiers that are tried for one that is free: of the ten million there are, few are not.
const CANDIDATES: usize = 8;

/// The structure units of an agency, ordered by identifier.
pub async fn list<P: StructureUnits>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    query: &Query,
) -> Result<Page<StructureUnit>, Error> {
    let paging = Paging::read(query, MAX_LIMIT, 1)?;
    let agency = one_agency(who, query)?;
    let blocked = query.read("state", "active or blocked", |text| match text {
        "active" => Some(false),
        "blocked" => Some(true),
        _ => None,
    })?;
    let listed = Listed {
        agency,
        search: &words::folded(query.text("search").unwrap_or_default()),
        blocked,
        after: paging.after.as_deref().and_then(<[_]>::first).map_or("", String::as_str),
        rows: paging.rows(),
    };
    let found = ctx.ports.structure_units(&listed).await?;
    Ok(paging.page(found, |unit| vec![unit.unit.clone()], |unit| told(agency, unit)))
}

/// One structure unit.
pub async fn read<P: StructureUnits>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    id: &str,
) -> Result<StructureUnit, Error> {
    let id = reached(who, id)?;
    Ok(told(id.agency(), find(ctx, &id).await?))
}

/// An identifier of five letters that is free.
pub async fn suggest<P: StructureUnits + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    query: &Query,
) -> Result<Suggestion, Error> {
    let agency = one_agency(who, query)?;
    let candidates: Vec<_> = (0..CANDIDATES).map(|_| letters(ctx.ports.bytes())).collect();
    let free = ctx.ports.free_unit(agency, &candidates).await?;
    let unit = free.ok_or_else(|| Internal::fault("no free identifier was found"))?;
    Ok(Suggestion { id: format!("{agency}_{unit}") })
}

/// Creates a structure unit.
pub async fn create<P: StructureUnits + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    request: &CreateStructureUnit,
) -> Result<StructureUnit, Error> {
    let id = StructureUnitId::parse(&request.id)
        .ok_or_else(|| malformed("id is an agency code, `_` and 1 to 16 letters A to Z without O"))?;
    who.reach(id.agency())?;
    let edit = edit(&id, &request.name, &request.address, &request.seances)?;
    let row = ctx.audit(
        Some(id.agency()),
        Event::StructureUnitCreated,
        &who.name,
        &id.to_string(),
        &edit.named.name,
    );
    match ctx.ports.create_structure_unit(&id, &edit, &row).await? {
        Creation::Created => Ok(told(id.agency(), find(ctx, &id).await?)),
        Creation::Exists => Err(Code::AlreadyExists.into()),
        Creation::NoAgency => Err(Code::NotFound.into()),
    }
}

/// Changes a structure unit. Sessions at a seance that goes end.
pub async fn change<P: StructureUnits + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    id: &str,
    request: &ChangeStructureUnit,
) -> Result<StructureUnit, Error> {
    let id = reached(who, id)?;
    let before = find(ctx, &id).await?;
    if before.version != request.version {
        return Err(Code::Overtaken.into());
    }
    let edit = edit(
        &id,
        request.name.as_deref().unwrap_or(&before.name),
        request.address.as_deref().unwrap_or(&before.address),
        request.seances.as_deref().unwrap_or(&before.seances),
    )?;
    let Some(detail) = difference(&before, &edit) else { return Ok(told(id.agency(), before)) };
    let row = ctx.audit(Some(id.agency()), Event::StructureUnitChanged, &who.name, &id.to_string(), &detail);
    if !ctx.ports.change_structure_unit(&id, request.version, &edit, &row).await? {
        return Err(Code::Overtaken.into());
    }
    Ok(told(id.agency(), find(ctx, &id).await?))
}

/// Counts what a block of the structure unit would end.
pub async fn ending<P: StructureUnits + Endings>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    id: &str,
) -> Result<Ending, Error> {
    let id = reached(who, id)?;
    find(ctx, &id).await?;
    Ok(ctx.ports.ending(&Whose::Unit(id), ctx.now).await?)
}

/// Blocks a structure unit, and with it its tokens and sessions.
pub async fn block<P: StructureUnits + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    id: &str,
) -> Result<Ending, Error> {
    let id = reached(who, id)?;
    find(ctx, &id).await?;
    let row = ctx.audit(Some(id.agency()), Event::StructureUnitBlocked, &who.name, &id.to_string(), "");
    Ok(ctx.ports.block_structure_unit(&id, &row).await?)
}

/// Lets a structure unit in again.
pub async fn unblock<P: StructureUnits + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    id: &str,
) -> Result<Changed, Error> {
    let id = reached(who, id)?;
    find(ctx, &id).await?;
    let row = ctx.audit(Some(id.agency()), Event::StructureUnitUnblocked, &who.name, &id.to_string(), "");
    Ok(Changed { changed: ctx.ports.unblock_structure_unit(&id, &row).await? })
}

/// The structure unit of a path, if its agency may be seen.
fn reached(who: &Requester, id: &str) -> Result<StructureUnitId, Error> {
    let id = StructureUnitId::parse(id).ok_or(Code::NotFound)?;
    who.reach(id.agency())?;
    Ok(id)
}

/// The agency that a query is about; whoever sees several names one.
fn one_agency(who: &Requester, query: &Query) -> Result<AgencyCode, Error> {
    let agency = who.listed(query.agency()?)?;
    Ok(agency.ok_or_else(|| malformed("the query needs the member agency"))?)
}

async fn find<P: StructureUnits>(ctx: &Ctx<'_, P>, id: &StructureUnitId) -> Result<Unit, Error> {
    Ok(ctx.ports.structure_unit(id).await?.ok_or(Code::NotFound)?)
}

fn edit(id: &StructureUnitId, name: &str, address: &str, seances: &[String]) -> Result<UnitEdit, Error> {
    let name = fields::named("name", name, MAX_NAME)?;
    let mut seances = (seances.iter())
        .map(|seance| fields::named("a seance", seance, MAX_NAME))
        .collect::<Result<Vec<_>, _>>()?;
    seances.sort();
    seances.dedup();
    if seances.len() > MAX_SEANCES {
        return Err(malformed(format!("there are more than {MAX_SEANCES} seances")).into());
    }
    let search = words::folded(&format!("{} {name}", id.unit()));
    let address = fields::optional("address", address, MAX_ADDRESS)?;
    Ok(UnitEdit { named: Named { name, search }, address, seances })
}

/// What the audit log says of a change; `None` if nothing is different.
fn difference(before: &Unit, after: &UnitEdit) -> Option<String> {
    let text = |what: &str, before: &str, after: &str| {
        (before != after).then(|| format!("{what} was {before}, is {after}"))
    };
    let name = text("name", &before.name, &after.named.name);
    let address = text("address", &before.address, &after.address);
    let seances = text("seances", &before.seances.join(", "), &after.seances.join(", "));
    let told: Vec<_> = name.into_iter().chain(address).chain(seances).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

fn letters(bytes: [u8; SUGGESTED_LETTERS]) -> String {
    let letter = |byte: u8| LETTERS.get(usize::from(byte) % LETTERS.len()).copied().map(char::from);
    bytes.into_iter().filter_map(letter).collect()
}

fn told(agency: AgencyCode, unit: Unit) -> StructureUnit {
    StructureUnit {
        id: format!("{agency}_{}", unit.unit),
        name: unit.name,
        address: unit.address,
        seances: unit.seances,
        blocked_at_ms: unit.blocked_at.map(|at| at.0),
        employees: unit.employees,
        applications: unit.applications,
        version: unit.version,
    }
}
