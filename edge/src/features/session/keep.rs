//! Keeping a session alive, and ending it.

use shared::api::requests::{Activity, SignOut};
use shared::api::state::{Notice, State};
use shared::audit::Event;
use shared::time::MINUTE_MS;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::storage::sessions::{EndedBy, Sessions};
use crate::storage::sign_ins::SignIns;
use crate::visit::standing::{Place, SESSION_IDLE_MS, SESSION_MS, reply, standing};
use crate::visit::visitor::{Keep, Reply, Visitor};

/// Moves the session's last input forward; a session that has run out stays so.
pub async fn activity<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, request: &Activity) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    if let Some(secret) = &visitor.session {
        let at = ctx.now.plus_ms(-i64::from(request.age_ms));
        let (active_since, opened_since) = (ctx.now.plus_ms(-SESSION_IDLE_MS), ctx.now.plus_ms(-SESSION_MS));
        ctx.ports.mark_active(secret, at, active_since, opened_since, visitor.language).await?;
    }
    let standing = standing(ctx, visitor).await?;
    Ok(reply(ctx, visitor, standing))
}

/// So much before its end a page may say that a session is over for lack of input: its clock and the network's delays.
const DOUBT_MS: i64 = 2 * MINUTE_MS;

/// Ends the session, and a half-done sign-in with it, and says so if that was for lack of input. Without a session,
/// nothing happens; nor where input is known, of which the page that asks may not have heard, or which may be another
/// session's.
pub async fn sign_out<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, request: &SignOut) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let session_only = Visitor { sign_in: None, ..visitor.clone() };
    let at = standing(ctx, &session_only).await?;
    if let Place::SignedIn(signed_in) = &at.place {
        if request.idle && ctx.now.since_ms(signed_in.1.last_active_at) < SESSION_IDLE_MS - DOUBT_MS {
            return Ok(reply(ctx, visitor, at));
        }
        let (secret, session) = &**signed_in;
        let login = session.login.as_str();
        let (event, ended_by, detail) = if request.idle {
            (Event::SessionExpired, EndedBy::Idle, EndedBy::Idle.as_str())
        } else {
            (Event::SessionEnded, EndedBy::Owner, visitor.product.as_str())
        };
        let row = ctx.audit(Some(session.agency), event, login, login, detail);
        ctx.ports.end_session(secret, ended_by, &row).await?;
    }
    // One that changed the place of the session is over with it.
    let alone = Visitor { session: None, ..visitor.clone() };
    if let Some(secret) = &visitor.sign_in
        && let Place::Underway(underway) = standing(ctx, &alone).await?.place
    {
        let (agency, login) = (underway.1.agency, underway.1.login.as_str());
        let row = ctx.audit(Some(agency), Event::SignInEnded, login, login, "signed-out");
        ctx.ports.end_sign_in(secret, &row).await?;
    }
    let place = match at.place {
        Place::SignedIn(_) | Place::Underway(_) => Place::Nobody(request.idle.then_some(Notice::Idle)),
        Place::Nobody(notice) => Place::Nobody(notice),
    };
    let state: State = crate::visit::standing::state(ctx, visitor, &place);
    Ok(Reply { state, session: Keep::Drop, sign_in: Keep::Drop, devices: None, mail_queued: false })
}
