//! How many mails one client address may cause, whoever they go to: a shield of other people's mailboxes.
//!
//! What was queued is what counts: each mail is remembered with the address, and a mail more is queued by a statement
//! that counts those of the last hour.

use shared::time::{HOUR_MS, UnixMillis};

/// Mails of one address within an hour.
pub const MAILS: u32 = 20;
/// A mail counts for so long.
const SPAN_MS: i64 = HOUR_MS;

/// Mails caused at this moment or earlier count no more at `now`.
pub fn counted_since(now: UnixMillis) -> UnixMillis {
    now.plus_ms(-SPAN_MS)
}

/// When there is room again, after the oldest of the mails that count.
pub fn again_at(oldest: UnixMillis) -> UnixMillis {
    oldest.plus_ms(SPAN_MS)
}
