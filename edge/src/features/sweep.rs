//! The chore of the cron trigger: rows whose time is over go, so that storage stays as small as it must be.

use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::Sweep;
use crate::tries::FORGET_MS;

/// Most rounds of one minute. A round takes at most a thousand rows of each kind, so that D1's one writer is
/// free in between; thirty of them keep up with 500 tokens a second.
const ROUNDS: u32 = 30;

/// Deletes what nobody will ask for again, and says how many rows went.
pub async fn sweep<P: Sweep>(ctx: &Ctx<'_, P>) -> Result<u32, Internal> {
    let mut gone = 0;
    for _ in 0..ROUNDS {
        match ctx.ports.sweep(ctx.now, ctx.now.plus_ms(-FORGET_MS)).await? {
            0 => break,
            rows => gone += rows,
        }
    }
    Ok(gone)
}
