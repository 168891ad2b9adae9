//! The chore of the cron trigger: rows whose time is over go, so that storage stays as small as it must be.

use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::Sweep;
use crate::tries::FORGET_MS;

/// Deletes what nobody will ask for again, a thousand rows at a time, and says how many went.
pub async fn sweep<P: Sweep>(ctx: &Ctx<'_, P>) -> Result<u32, Internal> {
    ctx.ports.sweep(ctx.now, ctx.now.plus_ms(-FORGET_MS)).await
}
