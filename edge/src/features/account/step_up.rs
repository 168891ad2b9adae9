//! A proof that the owner of a session is still at it, for what asks for one (norm S4).

use shared::api::account::StepUp;
use shared::code::Code;
use shared::time::UnixMillis;

use super::own::shown;
use crate::counters::session_code::{Holder, prove};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::{Random, Shield};
use crate::rights::is_fresh;
use crate::storage::account::{Accounts, AtHand};
use crate::storage::admin::step_up::StepUps;
use crate::storage::audit::AuditLog;
use crate::storage::second_factors::SecondFactors;
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::SignIns;
use crate::visit::visitor::Visitor;

/// Takes a current code of whoever is signed in.
pub async fn step_up<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, request: &StepUp) -> Result<(), Error>
where
    P: Accounts + SignIns + Sessions + StepUps + SecondFactors + AuditLog + Shield + Random,
{
    let own = shown(ctx, visitor, request.who.as_deref()).await?;
    let holder = Holder { session: &own.session, agency: own.agency, login: &own.login };
    prove(ctx, visitor, holder, &request.code, UnixMillis(request.device_now_ms)).await
}

/// Refuses when the last code of the session at hand is too old. An account without an active key has none to show.
pub(super) async fn demand<P: Accounts>(ctx: &Ctx<'_, P>, own: &AtHand) -> Result<(), Error> {
    let shown = ctx.ports.last_proof(own).await?;
    if shown.is_some_and(|at| !is_fresh(at, ctx.now)) {
        return Err(Code::StepUpRequired.into());
    }
    Ok(())
}
