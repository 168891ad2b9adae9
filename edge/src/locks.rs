//! How many wrong passwords or codes in a row are looked at before a lock.
//!
//! A try is leased before the secret is looked at and settled after: at most three can be wrong or in flight, so
//! any number of parallel tries get three looks and never a fourth. Only a settled third failure locks.

pub use shared::lock_key::LockKey;
use shared::time::{DAY_MS, MINUTE_MS, SECOND_MS, UnixMillis};

/// Wrong tries in a row that lock.
pub const ATTEMPTS: u32 = 3;
/// A lease that was never settled, since its request died, counts for so long.
pub const LAPSE_MS: i64 = 10 * SECOND_MS;
/// Wrong passwords that did not lock are forgotten after so long.
pub const FORGET_MS: i64 = DAY_MS;

/// What time does to a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Milliseconds after which a lock is ignored; `None` for one that somebody has to lift.
    pub lock_ms: Option<i64>,
    /// Milliseconds after which failures that did not lock are forgotten; `None` for never.
    pub forget_ms: Option<i64>,
}

impl Patience {
    /// That of codes: only a right one, or support, helps.
    pub const CODE: Self = Self { lock_ms: None, forget_ms: None };

    /// That of passwords, for a product whose locks end by themselves after so many minutes, if they do.
    pub fn password(lock_minutes: Option<u32>) -> Self {
        Self { lock_ms: lock_minutes.map(|n| i64::from(n) * MINUTE_MS), forget_ms: Some(FORGET_MS) }
    }

    /// Locks set at this moment or earlier are ignored at `now`. Before all locks there are if none is.
    pub fn ignored_until(self, now: UnixMillis) -> UnixMillis {
        self.lock_ms.map_or(UnixMillis(i64::MIN / 1024), |span| now.plus_ms(-span))
    }

    /// Failures counted at this moment or earlier are forgotten at `now`. Before all of them if none is.
    pub fn forgotten_until(self, now: UnixMillis) -> UnixMillis {
        self.forget_ms.map_or(UnixMillis(i64::MIN / 1024), |span| now.plus_ms(-span))
    }
}

/// What becomes of the wish to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lease {
    /// Leased: look at the secret, then settle.
    Taken,
    /// Locked: nothing is looked at.
    Locked {
        /// When the lock ends by itself, if it does.
        until: Option<UnixMillis>,
    },
    /// As many tries as could still be wrong are in flight.
    Busy,
}

/// Wrong tries in a row of one login name or one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Wrong tries settled since the last lock.
    pub failed: u32,
    /// Tries leased and not settled.
    pub in_flight: u32,
    /// When the last one was leased.
    pub taken_at: UnixMillis,
    /// When the last lock was set, unless it was lifted.
    pub locked_at: Option<UnixMillis>,
}

impl Counter {
    /// No tries yet.
    pub const NEW: Self = Self { failed: 0, in_flight: 0, taken_at: UnixMillis(0), locked_at: None };

    /// Leases a try if that is allowed.
    #[must_use]
    pub fn take(mut self, now: UnixMillis, patience: Patience) -> (Self, Lease) {
        if let Some(locked) = self.locked(now, patience) {
            return (self, locked);
        }
        let failed = if self.taken_at <= patience.forgotten_until(now) { 0 } else { self.failed };
        let in_flight = if now.since_ms(self.taken_at) >= LAPSE_MS { 0 } else { self.in_flight };
        if failed + in_flight >= ATTEMPTS {
            return (self, Lease::Busy);
        }
        (self.failed, self.in_flight, self.taken_at) = (failed, in_flight + 1, now);
        (self, Lease::Taken)
    }

    /// The lock that holds at `now`, if one does.
    pub fn locked(self, now: UnixMillis, patience: Patience) -> Option<Lease> {
        let at = self.locked_at.filter(|at| *at > patience.ignored_until(now))?;
        Some(Lease::Locked { until: patience.lock_ms.map(|span| at.plus_ms(span)) })
    }

    /// Settles a leased try as wrong.
    #[must_use]
    pub fn settle_wrong(mut self, now: UnixMillis) -> Self {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.failed += 1;
        if self.failed >= ATTEMPTS {
            (self.failed, self.locked_at) = (0, Some(now));
        }
        self
    }

    /// Gives a leased try back: it was neither right nor wrong.
    #[must_use]
    pub fn hand_back(mut self) -> Self {
        self.in_flight = self.in_flight.saturating_sub(1);
        self
    }

    /// Settles a leased try as right: all failures are forgotten.
    #[must_use]
    pub fn settle_right(self) -> Self {
        Self { failed: 0, ..self.hand_back() }
    }

    /// What a try that was just settled as wrong leaves: tries that are still free, none after a lock.
    pub fn attempts_left(self) -> u32 {
        if self.has_just_locked() { 0 } else { ATTEMPTS.saturating_sub(self.failed) }
    }

    /// Whether the try that was just settled as wrong is the one that locked.
    pub fn has_just_locked(self) -> bool {
        self.failed == 0 && self.locked_at.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: UnixMillis = UnixMillis(1_735_689_600_000);
    const HALF_HOUR_MS: i64 = 30 * MINUTE_MS;

    fn cashier() -> Patience {
        Patience::password(Some(30))
    }

    fn boss() -> Patience {
        Patience::password(None)
    }

    fn wrong(counter: Counter, now: UnixMillis, patience: Patience) -> Counter {
        let (taken, lease) = counter.take(now, patience);
        assert_eq!(lease, Lease::Taken);
        taken.settle_wrong(now)
    }

    #[test]
    fn the_third_wrong_try_locks_and_the_first_two_say_how_many_are_left() {
        let mut counter = Counter::NEW;
        for left in [2, 1, 0] {
            counter = wrong(counter, NOW, cashier());
            assert_eq!(counter.attempts_left(), left);
        }
        assert!(counter.has_just_locked());
        let until = Some(NOW.plus_ms(HALF_HOUR_MS));
        assert_eq!(counter.take(NOW, cashier()).1, Lease::Locked { until });
        assert_eq!(counter.take(NOW, boss()).1, Lease::Locked { until: None });
    }

    #[test]
    fn cashier_ignores_an_old_lock_and_boss_never_does() {
        let locked = (0..3).fold(Counter::NEW, |counter, _| wrong(counter, NOW, cashier()));
        let later = NOW.plus_ms(HALF_HOUR_MS);
        assert!(matches!(locked.take(later.plus_ms(-1), cashier()).1, Lease::Locked { .. }));
        let counter = wrong(locked, later, cashier());
        assert_eq!(counter.attempts_left(), 2);
        assert_eq!(counter.take(later, boss()).1, Lease::Locked { until: None });
        let again = (0..2).fold(counter, |counter, _| wrong(counter, later, cashier()));
        assert_eq!(again.locked_at, Some(later));
    }

    #[test]
    fn parallel_tries_get_three_looks_and_never_a_fourth() {
        let mut counter = Counter::NEW;
        let taken = (0..200).filter(|_| {
            let (next, lease) = counter.take(NOW, cashier());
            counter = next;
            lease == Lease::Taken
        });
        assert_eq!(taken.count(), 3);
        assert_eq!(counter.take(NOW, cashier()).1, Lease::Busy);
        assert_eq!(counter.locked_at, None);
        assert_eq!(counter.hand_back().take(NOW, cashier()).1, Lease::Taken);
    }

    #[test]
    fn a_lease_that_was_never_settled_lapses_after_ten_seconds() {
        let counter = (0..3).fold(Counter::NEW, |counter, _| counter.take(NOW, cashier()).0);
        assert_eq!(counter.take(NOW.plus_ms(LAPSE_MS - 1), cashier()).1, Lease::Busy);
        assert_eq!(counter.take(NOW.plus_ms(LAPSE_MS), cashier()).1, Lease::Taken);
    }

    #[test]
    fn wrong_passwords_are_forgotten_after_a_day_and_wrong_codes_are_not() {
        let two = |patience| (0..2).fold(Counter::NEW, |counter, _| wrong(counter, NOW, patience));
        let day = NOW.plus_ms(DAY_MS);
        assert_eq!(wrong(two(boss()), day.plus_ms(-1), boss()).attempts_left(), 0);
        assert_eq!(wrong(two(boss()), day, boss()).attempts_left(), 2);
        assert_eq!(wrong(two(Patience::CODE), day, Patience::CODE).attempts_left(), 0);
    }

    proptest! {
        #[test]
        fn in_any_order_of_events_failures_and_leases_never_exceed_three(
            events in proptest::collection::vec((0..4u8, 0..2_000i64), 0..200)
        ) {
            let (mut counter, mut now, mut open) = (Counter::NEW, NOW, 0u32);
            for (event, span) in events {
                now = now.plus_ms(span / 8);
                match event {
                    0 if open > 0 => (counter, open) = (counter.settle_wrong(now), open - 1),
                    1 if open > 0 => (counter, open) = (counter.hand_back(), open - 1),
                    _ => {
                        let (next, lease) = counter.take(now, boss());
                        counter = next;
                        open += u32::from(lease == Lease::Taken);
                    }
                }
                prop_assert!(counter.failed + counter.in_flight <= ATTEMPTS);
                prop_assert!(counter.failed < ATTEMPTS);
            }
        }
    }
}
