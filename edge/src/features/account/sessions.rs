//! The end of one's own sessions (norm S4).

use shared::api::account::{Account, EndSession};
use shared::audit::Event;
use shared::code::Code;

use super::own::at_hand;
use super::page::account;
use super::step_up::demand;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::secrets::secret::SecretHash;
use crate::storage::account::{Accounts, AtHand, Ending};
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::SignIns;
use crate::visit::visitor::Visitor;

/// Ends one session of the account. `None` for the session at hand: that is a sign-out, and no business of this one. A
/// session that is over already is no mistake; one of another account is refused like one that never was.
pub async fn end<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    request: &EndSession,
) -> Result<Option<Account>, Error>
where
    P: Accounts + SignIns + Sessions + Random,
{
    let own = at_hand(ctx, visitor).await?;
    let named = SecretHash::from_stored(request.id.clone());
    if named == own.session {
        return Ok(None);
    }
    demand(ctx, &own).await?;
    if !end_sessions(ctx, &own, &Ending::Only(named)).await? {
        return Err(Code::ChoiceUnavailable.into());
    }
    Ok(Some(account(ctx, &own).await?))
}

/// Ends all sessions of the account but the one at hand.
pub async fn end_others<P>(ctx: &Ctx<'_, P>, visitor: &Visitor) -> Result<Account, Error>
where
    P: Accounts + SignIns + Sessions + Random,
{
    let own = at_hand(ctx, visitor).await?;
    demand(ctx, &own).await?;
    end_sessions(ctx, &own, &Ending::Others).await?;
    Ok(account(ctx, &own).await?)
}

async fn end_sessions<P: Accounts + Random>(
    ctx: &Ctx<'_, P>,
    own: &AtHand,
    ending: &Ending,
) -> Result<bool, Error> {
    let login = own.login.as_str();
    let row = ctx.audit(Some(own.agency), Event::SessionEnded, login, login, "");
    Ok(ctx.ports.end_sessions(own, ending, &row).await?)
}
