//! The chore of the cron trigger: rows whose time is over go, so that storage stays as small as it must be.

use shared::time::DAY_MS;

use crate::counters::locks::LOCK_MS;
use crate::counters::tries::{ADDRESS_FORGET_MS, FORGET_MS};
use crate::ctx::Ctx;
use crate::error::Internal;
use crate::storage::admin::audit_exports::AuditExports;
use crate::storage::sessions::Sessions;
use crate::storage::sweep::{Ends, Sweep};
use crate::visit::devices;
use crate::visit::standing::{SESSION_IDLE_MS, SESSION_MS};

/// Sign-ins, sessions and mails that are over are kept for so long, to be looked at; a dead mail since it died.
const KEEP_MS: i64 = 30 * DAY_MS;

/// Most rounds of one minute. A round takes at most a thousand rows of each kind, so that D1's one writer is
/// free in between; thirty of them keep up with 500 tokens a second.
const ROUNDS: u32 = 30;

/// How long rows of the audit log stay after their copy was confirmed: time to see that somebody else's key has done it,
/// and to remove its operator.
const GRACE_MS: i64 = 7 * DAY_MS;

/// Deletes what nobody will ask for again, and says how many went.
///
/// Sessions that have run out without another request are ended first, so that each has its audit row.
pub async fn sweep<P: Sweep + Sessions + AuditExports>(ctx: &Ctx<'_, P>) -> Result<u32, Internal> {
    let (idle_since, opened_since) = (ctx.now.plus_ms(-SESSION_IDLE_MS), ctx.now.plus_ms(-SESSION_MS));
    ctx.ports.expire_sessions(ctx.now, idle_since, opened_since).await?;
    let ends = Ends {
        now: ctx.now,
        tries: ctx.now.plus_ms(-FORGET_MS),
        addresses: ctx.now.plus_ms(-ADDRESS_FORGET_MS),
        locks: ctx.now.plus_ms(-LOCK_MS),
        gone: ctx.now.plus_ms(-KEEP_MS),
        devices: ctx.now.plus_ms(-devices::FORGET_MS),
    };
    let mut gone = 0;
    for _ in 0..ROUNDS {
        match ctx.ports.sweep(&ends).await? {
            0 => break,
            rows => gone += rows,
        }
    }
    for _ in 0..ROUNDS {
        match ctx.ports.release_export(ctx.now.plus_ms(-GRACE_MS), ctx.now).await? {
            None => break,
            Some(rows) => gone += rows,
        }
    }
    Ok(gone)
}
