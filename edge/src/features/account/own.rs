//! Whose account it is: that of the session at hand and of nobody else.

use shared::code::Code;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::storage::account::AtHand;
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::SignIns;
use crate::visit::standing::{Place, SESSION_IDLE_MS, SESSION_MS, is_meant, standing};
use crate::visit::visitor::Visitor;

/// The live session of the browser if it is that of this login, which the page shows; else the refusal, as without one.
pub(super) async fn shown<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, who: Option<&str>) -> Result<AtHand, Error>
where
    P: SignIns + Sessions + Random,
{
    let own = at_hand(ctx, visitor).await?;
    if is_meant(who, &own.login) { Ok(own) } else { Err(Code::StepMismatch.into()) }
}

/// The live session of the browser, whether or not it changes its point of sale in another tab; without one, the refusal.
pub(super) async fn at_hand<P>(ctx: &Ctx<'_, P>, visitor: &Visitor) -> Result<AtHand, Error>
where
    P: SignIns + Sessions + Random,
{
    let session_only = Visitor { sign_in: None, ..visitor.clone() };
    let Place::SignedIn(signed_in) = standing(ctx, &session_only).await?.place else {
        return Err(Code::StepMismatch.into());
    };
    let (session, facts) = *signed_in;
    Ok(AtHand {
        session,
        agency: facts.agency,
        login: facts.login,
        active_since: ctx.now.plus_ms(-SESSION_IDLE_MS),
        opened_since: ctx.now.plus_ms(-SESSION_MS),
    })
}
