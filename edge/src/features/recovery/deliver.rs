//! From link requests to links and their mails: behind the answer that noted a request, and every minute.

use shared::api::recovery::Purpose;
use shared::audit::{Event, Row};
use shared::time::{DAY_MS, HOUR_MS, MINUTE_MS};

use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::{Log, Random};
use crate::secrets::secret::{Secret, SecretHash};
use crate::storage::recovery::{LinkRequest, NewLink, Recovery};

/// Requests of one round.
const ROUND: u32 = 20;
/// A reset link lives so long (norm R1).
const RESET_MS: i64 = HOUR_MS;
/// An invitation lives so long.
const INVITATION_MS: i64 = 3 * DAY_MS;
/// Reset mails of one account come no closer than this,
const QUIET_MS: i64 = MINUTE_MS;
/// and are no more than this within an hour (norm L5).
const MAILS_AN_HOUR: u32 = 5;

/// Delivers the requests that wait, and says how many mails were queued; one that fails waits for the next round.
pub async fn deliver<P: Recovery + Random + Log>(ctx: &Ctx<'_, P>) -> Result<u32, Internal> {
    let mut queued = 0;
    for request in ctx.ports.waiting_requests(ROUND).await? {
        match make_link(ctx, &request).await {
            Ok(made) => queued += u32::from(made),
            Err(error) => ctx.ports.error(&format!("link request {}: {error}", request.link_id)),
        }
    }
    Ok(queued)
}

/// Delivers the request whose link this token opens, if it waits, and the others of its login, since the newest is to
/// count: a link that the command line has told may be opened before its minute is over. It is found by its digest, so
/// whoever holds no such token costs one look and learns nothing of the requests of others, not even by the time.
pub(super) async fn deliver_own<P>(ctx: &Ctx<'_, P>, token: &SecretHash) -> Result<(), Internal>
where
    P: Recovery + Random,
{
    for request in ctx.ports.requests_with(token).await? {
        make_link(ctx, &request).await?;
    }
    Ok(())
}

async fn make_link<P: Recovery + Random>(ctx: &Ctx<'_, P>, request: &LinkRequest) -> Result<bool, Internal> {
    let seal_keys = &ctx.config.seal_keys;
    let key_id = seal_keys.current_id().to_owned();
    // Invitations come from administration, which needs no limit.
    let (life_ms, quiet_ms, most) = match request.purpose {
        Purpose::Reset => (RESET_MS, QUIET_MS, MAILS_AN_HOUR),
        Purpose::Invitation => (INVITATION_MS, 0, u32::MAX),
    };
    let (queued, refused) = match request.purpose {
        Purpose::Reset => (Event::ResetMailQueued, Event::ResetRefused),
        Purpose::Invitation => (Event::InvitationQueued, Event::InvitationRefused),
    };
    let link = NewLink {
        attempt: ctx.new_id().as_str().to_owned(),
        token: Secret::of_link(seal_keys, &key_id, &request.link_id)?.hash(),
        key_id,
        veiled: ctx.veiled(&request.login),
        expires_at: ctx.now.plus_ms(life_ms),
        mail_id: ctx.new_id().as_str().to_owned(),
        at: ctx.now,
        quiet_since: ctx.now.plus_ms(-quiet_ms),
        counted_since: ctx.now.plus_ms(-HOUR_MS),
        most,
    };
    let (queued, refused) = (row(ctx, request, queued), row(ctx, request, refused));
    let refused = ctx.once_a_minute("link-refused", &request.address, refused);
    ctx.ports.deliver_request(request, &link, &queued, &refused).await
}

/// A row of whoever asked; storage adds agency and detail.
fn row<P: Random>(ctx: &Ctx<'_, P>, request: &LinkRequest, event: Event) -> Row {
    let row = ctx.audit(None, event, &request.actor, request.login.as_str(), "");
    Row { address: request.address.clone(), request_id: request.request_id.clone(), ..row }
}
