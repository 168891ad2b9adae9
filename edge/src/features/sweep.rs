//! The chore of the cron trigger: rows whose time is over go, so that storage stays as small as it must be.

use shared::time::DAY_MS;

use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::Sweep;
use crate::tries::FORGET_MS;

/// Sign-ins, sessions and sent mails that are over are kept for so long, to be looked at.
const KEEP_MS: i64 = 30 * DAY_MS;

/// Deletes what nobody will ask for again, a thousand rows at a time, and says how many went.
pub async fn sweep<P: Sweep>(ctx: &Ctx<'_, P>) -> Result<u32, Internal> {
    ctx.ports.sweep(ctx.now, ctx.now.plus_ms(-FORGET_MS), ctx.now.plus_ms(-KEEP_MS)).await
}
