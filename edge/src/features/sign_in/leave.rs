//! Going back, and giving a half-done sign-in up.

use shared::flow::step::Step;

use super::advance::{advance, give_up};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::standing::{Place, Standing, reply, standing};
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::SignIns;
use crate::visitor::{Keep, Reply, Visitor};

/// One window back: from the seance to the point of sale, if there was one to select; from anywhere else to where
/// the sign-in began: the credentials, or the session whose place was to be changed. Where nothing is under way,
/// nothing happens.
pub async fn back<P>(ctx: &Ctx<'_, P>, visitor: &Visitor) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let standing = standing(ctx, visitor).await?;
    if let Place::Underway(underway) = &standing.place
        && let (secret, sign_in, Step::Seance(_)) = &**underway
        && sign_in.units.len() > 1
    {
        ctx.ports.select(secret, None, None).await?;
        return advance(ctx, visitor).await;
    }
    cancel_from(ctx, visitor, standing, "back").await
}

/// Ends the half-done sign-in ("not you?").
pub async fn cancel<P>(ctx: &Ctx<'_, P>, visitor: &Visitor) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let standing = standing(ctx, visitor).await?;
    cancel_from(ctx, visitor, standing, "cancelled").await
}

async fn cancel_from<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, at: Standing, how: &str) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let Place::Underway(underway) = &at.place else {
        // Whoever leaves need not be told that it was over before, as after a lock.
        let place = if let Place::Nobody(_) = at.place { Place::Nobody(None) } else { at.place };
        return Ok(reply(ctx, visitor, Standing { place, ..at }));
    };
    give_up(ctx, &underway.0, &underway.1, how).await?;
    let after = standing(ctx, &Visitor { sign_in: None, ..visitor.clone() }).await?;
    Ok(Reply { sign_in: Keep::Drop, ..reply(ctx, visitor, after) })
}
