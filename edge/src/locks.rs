//! How many wrong passwords or codes in a row are looked at before a lock.
//!
//! A try is leased before the secret is looked at and settled after: at most three can be wrong or under way, so any
//! number of parallel tries get three looks and never a fourth. Only a settled third failure locks. The statements of
//! `storage::employees` and `storage::second_factors` are these rules; here is what they are given.

pub use shared::lock_key::LockKey;
use shared::time::{DAY_MS, MINUTE_MS, SECOND_MS, UnixMillis};

/// Wrong tries in a row that lock.
pub const ATTEMPTS: u32 = 3;
/// A lease that was never settled, since its request died, counts for so long.
pub const LAPSE_MS: i64 = 30 * SECOND_MS;
/// Wrong passwords that did not lock are forgotten after so long.
pub const FORGET_MS: i64 = DAY_MS;
/// A lock by wrong passwords that nobody has lifted lapses after so long, for known names and unknown ones alike.
pub const LOCK_MS: i64 = 90 * DAY_MS;

/// What time does to a counter of passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Milliseconds after which the product ignores a lock; `None` where somebody has to lift it.
    pub lock_ms: Option<i64>,
}

impl Patience {
    /// That of a product whose locks end by themselves after so many minutes, if they do.
    pub fn password(lock_minutes: Option<u32>) -> Self {
        Self { lock_ms: lock_minutes.map(|n| i64::from(n) * MINUTE_MS) }
    }

    /// Locks set at this moment or earlier are ignored at `now`.
    pub fn ignored_until(self, now: UnixMillis) -> UnixMillis {
        now.plus_ms(-self.lock_ms.unwrap_or(LOCK_MS).min(LOCK_MS))
    }

    /// Failures counted at this moment or earlier are forgotten at `now`.
    pub fn forgotten_until(self, now: UnixMillis) -> UnixMillis {
        now.plus_ms(-FORGET_MS)
    }

    /// Why a try whose lease was not granted may not begin.
    pub fn refusal(self, locked_at: Option<UnixMillis>, now: UnixMillis) -> Start {
        match locked_at.filter(|at| *at > self.ignored_until(now)) {
            Some(at) => Start::Locked { until: self.lock_ms.map(|span| at.plus_ms(span)) },
            None => Start::Busy,
        }
    }
}

/// Whether a try may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Its lease is granted: look at the secret, then settle.
    Granted,
    /// Locked: nothing is looked at.
    Locked {
        /// When the lock ends by itself, if it does.
        until: Option<UnixMillis>,
    },
    /// As many tries as could still be wrong are under way.
    Busy,
}

/// A counter of wrong tries after one more was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Wrong tries in a row since the last lock.
    pub failed: u32,
    /// When the last lock was set, unless it was lifted.
    pub locked_at: Option<UnixMillis>,
    /// Whether a mail tells the owner of a lock.
    pub mail_queued: bool,
}

impl Counter {
    /// What the try that was just settled as wrong leaves: tries that are still free, none after a lock.
    pub fn attempts_left(self) -> u32 {
        if self.has_just_locked() { 0 } else { ATTEMPTS.saturating_sub(self.failed) }
    }

    /// Whether the try that was just settled as wrong is the one that locked.
    pub fn has_just_locked(self) -> bool {
        self.failed == 0 && self.locked_at.is_some()
    }
}
