//! The last two steps of Cashier: the point of sale and the seance, at the sign-in and later from a session.

use shared::api::requests::{SelectPointOfSale, SelectSeance};
use shared::code::Code;
use shared::flow::step::Step;

use super::advance::advance;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::secret::Secret;
use crate::standing::{Place, SESSION_IDLE_MS, SESSION_MS, facts, may_select, standing, underway};
use crate::storage::employees::{Change, Employees, NewSignIn};
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::SignIns;
use crate::visitor::{Keep, Reply, Visitor};

/// Selects a point of sale.
pub async fn select_point_of_sale<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    request: &SelectPointOfSale,
) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let (secret, sign_in, step) = underway(standing(ctx, visitor).await?)?;
    if step != Step::PointOfSale {
        return Err(Code::StepMismatch.into());
    }
    let Some(point) = may_select(&facts(ctx, visitor.product, &sign_in), &request.id) else {
        return Err(Code::ChoiceUnavailable.into());
    };
    ctx.ports.select(&secret, Some(&point.id), None).await?;
    advance(ctx, visitor).await
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
    let (secret, _, step) = underway(standing(ctx, visitor).await?)?;
    let Step::Seance(point) = step else { return Err(Code::StepMismatch.into()) };
    if !point.seances.contains(&request.seance) {
        return Err(Code::ChoiceUnavailable.into());
    }
    ctx.ports.select(&secret, Some(&point.id), Some(&request.seance)).await?;
    advance(ctx, visitor).await
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
