//! Blocks of applications, and the units they may work in.

use shared::api::admin::applications::Unit;
use shared::api::admin::{Changed, Ending};
use shared::audit::Event;
use shared::code::Code;
use shared::failure::Failure;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::query::malformed;
use super::super::requester::Requester;
use super::{find, row};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::storage::admin::application_changes::{ApplicationChanges, UnitChange};
use crate::storage::admin::applications::ApplicationReadings;
use crate::storage::admin::ending::{Endings, Whose};

/// Counts what a block of the application would end.
pub async fn ending<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Ending, Error>
where
    P: ApplicationReadings + Endings,
{
    let application = find(ctx, who, login).await?;
    Ok(ctx.ports.ending(&Whose::Application(application.agency, application.login), ctx.now).await?)
}

/// Blocks an application, and with it its tokens.
pub async fn block<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Ending, Error>
where
    P: ApplicationReadings + ApplicationChanges + Random,
{
    let application = find(ctx, who, login).await?;
    let row = row(ctx, who, (application.agency, &application.login), Event::ApplicationBlocked, "");
    Ok(ctx.ports.block_application(application.agency, &application.login, &row).await?)
}

/// Lets an application in again, with the password it had; ended tokens stay ended.
pub async fn unblock<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Changed, Error>
where
    P: ApplicationReadings + ApplicationChanges + Random,
{
    let application = find(ctx, who, login).await?;
    let row = row(ctx, who, (application.agency, &application.login), Event::ApplicationUnblocked, "");
    let changed = ctx.ports.unblock_application(application.agency, &application.login, &row).await?;
    Ok(Changed { changed })
}

/// Allows an application a structure unit of its agency.
pub async fn allow<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
    request: &Unit,
) -> Result<Changed, Error>
where
    P: ApplicationReadings + ApplicationChanges + Random,
{
    change_unit(ctx, who, login, request, UnitChange::Allow).await
}

/// Takes a structure unit from an application, and the tokens for it.
pub async fn forbid<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
    request: &Unit,
) -> Result<Changed, Error>
where
    P: ApplicationReadings + ApplicationChanges + Random,
{
    change_unit(ctx, who, login, request, UnitChange::Forbid).await
}

async fn change_unit<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
    request: &Unit,
    change: UnitChange,
) -> Result<Changed, Error>
where
    P: ApplicationReadings + ApplicationChanges + Random,
{
    let unit = StructureUnitId::parse(&request.unit);
    let unit = unit.ok_or_else(|| malformed(format!("{:?} is no StructureUnitID", request.unit)))?;
    let application = find(ctx, who, login).await?;
    let unknown = || Failure::with_detail(Code::NotFound, format!("no structure unit {unit} of the agency"));
    if unit.agency() != application.agency {
        return Err(unknown().into());
    }
    let event = match change {
        UnitChange::Allow => Event::ApplicationUnitAllowed,
        UnitChange::Forbid => Event::ApplicationUnitForbidden,
    };
    let row = row(ctx, who, (application.agency, &application.login), event, &unit.to_string());
    let changed = ctx.ports.change_unit(&application.login, &unit, change, &row).await?;
    Ok(Changed { changed: changed.ok_or_else(unknown)? })
}
