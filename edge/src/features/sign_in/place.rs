//! The last two steps of Cashier: the point of sale and the seance, at the sign-in and later from a session.

use shared::api::requests::{SelectPointOfSale, SelectSeance};
use shared::code::Code;
use shared::flow::step::Step;
use shared::value::structure_unit_id::StructureUnitId;

use super::advance::{advance, go_on};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::secrets::secret::Secret;
use crate::storage::employees::{Change, Employees, NewSignIn};
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::SignIns;
use crate::visit::standing::{
    Place, SESSION_IDLE_MS, SESSION_MS, Underway, facts, may_select, standing, underway,
};
use crate::visit::visitor::{Keep, Reply, Visitor};

/// Selects a point of sale.
pub async fn select_point_of_sale<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    request: &SelectPointOfSale,
) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let at = underway(standing(ctx, visitor).await?)?;
    if at.step != Step::PointOfSale {
        return Err(Code::StepMismatch.into());
    }
    let Some(point) = may_select(&facts(ctx, visitor.product, &at.sign_in), &request.id) else {
        return Err(Code::ChoiceUnavailable.into());
    };
    selected(ctx, visitor, at, point.id, None).await
}

/// Selects a seance of the point of sale that was selected.
pub async fn select_seance<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    request: &SelectSeance,
) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let at = underway(standing(ctx, visitor).await?)?;
    let Step::Seance(point) = &at.step else { return Err(Code::StepMismatch.into()) };
    if !point.seances.contains(&request.seance) {
        return Err(Code::ChoiceUnavailable.into());
    }
    let unit = point.id.clone();
    selected(ctx, visitor, at, unit, Some(&request.seance)).await
}

/// Stores what was selected and goes on; from a sign-in that has ended meanwhile, to where the browser stands then.
async fn selected<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    mut at: Underway,
    unit: StructureUnitId,
    seance: Option<&str>,
) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    if !ctx.ports.select(&at.secret, Some(&unit), seance).await? {
        return advance(ctx, visitor).await;
    }
    at.sign_in.unit = Some(unit);
    at.sign_in.seance = seance.map(ToOwned::to_owned);
    go_on(ctx, visitor, at).await
}

/// From a session back to the point of sale, while the session stays.
pub async fn change<P>(ctx: &Ctx<'_, P>, visitor: &Visitor) -> Result<Reply, Error>
where
    P: Employees + SignIns + Sessions + Random,
{
    let Place::SignedIn(signed_in) = standing(ctx, visitor).await?.place else {
        return Err(Code::StepMismatch.into());
    };
    let (hash, session) = *signed_in;
    let (Some((unit, ..)), true) = (session.unit, session.may_choose) else {
        return Err(Code::StepMismatch.into());
    };
    let secret = Secret::from_random(ctx.ports.bytes());
    let sign_in = NewSignIn {
        secret: secret.hash(),
        agency: session.agency,
        login: session.login,
        product: visitor.product,
        at: ctx.now,
        address: ctx.address.to_owned(),
        user_agent: visitor.user_agent.clone(),
    };
    let change = Change {
        session: hash,
        unit,
        seance: session.seance,
        active_since: ctx.now.plus_ms(-SESSION_IDLE_MS),
        opened_since: ctx.now.plus_ms(-SESSION_MS),
    };
    if !ctx.ports.open_change(&sign_in, &change).await? {
        return Err(Code::StepMismatch.into());
    }
    let reply = advance(ctx, &Visitor { sign_in: Some(secret.hash()), ..visitor.clone() }).await?;
    let sign_in = if reply.sign_in == Keep::AsIs { Keep::Set(secret) } else { Keep::Drop };
    Ok(Reply { sign_in, ..reply })
}
