//! A new QR code in the place of the one of now, for whoever still has a code of it (norm T5).

use shared::api::account::{Reissue, Reissued};
use shared::audit::Event;
use shared::code::Code;
use shared::time::UnixMillis;

use super::own::shown;
use crate::counters::code_check::{self, After, CodeTry, Right};
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{Random, Shield};
use crate::secrets::second_factor;
use crate::storage::account::{Accounts, AtHand};
use crate::storage::account_changes::{self, AccountChanges, Changed};
use crate::storage::audit::AuditLog;
use crate::storage::outbox::MailKind;
use crate::storage::second_factors::SecondFactors;
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::SignIns;
use crate::visit::notice::notice;
use crate::visit::standing::{BUSY_S, retry};
use crate::visit::visitor::Visitor;

/// Checks the code as a sign-in does, and lets the old key die with it; says whether a mail was queued. Sessions stay,
/// half-done sign-ins end.
pub async fn reissue<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    request: &Reissue,
) -> Result<(Reissued, bool), Error>
where
    P: Accounts + AccountChanges + SecondFactors + SignIns + Sessions + AuditLog + Shield + Random,
{
    let own = shown(ctx, visitor, request.who.as_deref()).await?;
    let facts = ctx.ports.account(&own, ctx.now).await?;
    if !facts.two_factor || facts.reissue_by_administrator {
        return Err(Code::ReissueUnavailable.into());
    }
    let one = CodeTry {
        agency: own.agency,
        login: &own.login,
        visitor,
        code: &request.code,
        device_now: UnixMillis(request.device_now_ms),
        after: After::SignIn,
    };
    let leased = code_check::lease(ctx, one).await?;
    if !leased.key.active {
        // Another re-issue came first: the code may have been right for the key that is gone.
        return Err(code_check::replayed(ctx, one, &leased.lease).await?);
    }
    let right = code_check::compare(ctx, one, leased).await?;
    let lease = right.lease.clone();
    match replace(ctx, visitor, &own, right).await? {
        Changed::Made { mail_queued } => {
            Ok((Reissued { sent_to: own.login.as_str().to_owned() }, mail_queued))
        }
        Changed::Overtaken => Err(code_check::replayed(ctx, one, &lease).await?),
        Changed::Lapsed => Err(retry(Code::Busy, BUSY_S)),
    }
}

async fn replace<P: AccountChanges + Random>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    own: &AtHand,
    right: Right,
) -> Result<Changed, Internal> {
    let new = second_factor::replacement(ctx, visitor, own.agency, &own.login)?;
    let login = own.login.as_str();
    let row = |event, detail| ctx.audit(Some(own.agency), event, login, login, detail);
    let accepted = row(Event::CodeAccepted, "");
    let reissued = row(Event::SecondFactorReissued, "active");
    let queued = row(Event::SetupMailQueued, &new.mail.link_id);
    let reissue = account_changes::Reissue {
        lease: right.lease,
        key: right.key.sealed,
        step: right.step,
        attempt: ctx.new_id().as_str().to_owned(),
        notice: notice(ctx, visitor, MailKind::SecondFactorChanged, &own.login),
        new,
    };
    ctx.ports.reissue(own, &reissue, [&accepted, &reissued, &queued]).await
}
