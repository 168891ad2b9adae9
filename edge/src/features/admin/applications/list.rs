//! The list of applications, and one of them.

use shared::api::admin::Page;
use shared::api::admin::applications::Application;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::paging::{MAX_LIMIT, Paging};
use super::super::query::Query;
use super::super::requester::Requester;
use super::{find, scope, tell};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::storage::admin::applications::{ApplicationQuery, ApplicationReadings};

/// What the query of the list takes.
pub const TAKES: [&str; 6] = ["agency", "search", "unit", "state", "cursor", "limit"];

/// One application.
pub async fn read<P: ApplicationReadings>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
) -> Result<Application, Error> {
    find(ctx, who, login).await.map(|application| tell(&application))
}

/// Applications that may be seen, ordered by login.
pub async fn list<P: ApplicationReadings>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    query: &Query,
) -> Result<Page<Application>, Error> {
    let paging = Paging::read(query, MAX_LIMIT, 1)?;
    let asked = ApplicationQuery {
        agency: who.listed(query.agency()?)?,
        prefix: query.text("search").map(|text| text.trim().to_lowercase()),
        unit: query.read("unit", "a StructureUnitID", StructureUnitId::parse)?,
        blocked: query.read("state", "active or blocked", |text| match text {
            "active" => Some(false),
            "blocked" => Some(true),
            _ => None,
        })?,
        behind: paging.after.as_deref().and_then(<[_]>::first).cloned(),
        limit: paging.rows(),
    };
    let found = ctx.ports.list_applications(&asked, scope(who), ctx.now).await?;
    Ok(paging.page(
        found,
        |application| vec![application.login.as_str().to_owned()],
        |application| tell(&application),
    ))
}
