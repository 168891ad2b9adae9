//! How many wrong passwords in a row a client address may send for one login, and how long it then waits.
//!
//! Applications are never locked: a stranger could stop an agency's sales. The first five wrong tries are
//! free; then every further one costs a wait that doubles from one second to a minute. Whether a try was right
//! or wrong is told only if no wait ran when it came, and one statement decides that and counts: of any number
//! of tries at once, five wrong ones are told and the others are told to wait. Right ones never meet a wait
//! that right ones made, so they never refuse each other.

use shared::password_hash::Peppers;
use shared::time::{DAY_MS, SECOND_MS, UnixMillis};
use shared::value::login::Login;

/// Milliseconds to wait after so many wrong tries in a row; the last one holds for all further ones.
pub const WAITS_MS: [i64; 12] = [
    0,
    0,
    0,
    0,
    0,
    SECOND_MS,
    2 * SECOND_MS,
    4 * SECOND_MS,
    8 * SECOND_MS,
    16 * SECOND_MS,
    32 * SECOND_MS,
    60 * SECOND_MS,
];
/// A counter that nobody touched for so long is forgotten.
pub const FORGET_MS: i64 = DAY_MS;

/// What becomes of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried<T> {
    /// No wait ran when it came; this is its outcome.
    Told(T),
    /// A wait ran; whatever the outcome was, nobody is told.
    Waiting {
        /// When the wait is over.
        until: UnixMillis,
    },
}

impl<T> Tried<T> {
    /// The same with what follows from the outcome, if that may be told.
    pub fn map<U>(self, follows: impl FnOnce(T) -> U) -> Tried<U> {
        match self {
            Self::Told(outcome) => Tried::Told(follows(outcome)),
            Self::Waiting { until } => Tried::Waiting { until },
        }
    }
}

/// Wrong tries in a row of one login from one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Wrong tries told.
    pub failed: u32,
    /// When the last of them came.
    pub tried_at: UnixMillis,
    /// Whatever comes before this moment is not told.
    pub wait_until: UnixMillis,
}

impl Counter {
    /// No wrong tries yet.
    pub const NEW: Self = Self { failed: 0, tried_at: UnixMillis(0), wait_until: UnixMillis(0) };

    /// Whether the outcome of a try that came at `now` may be told.
    pub fn ask(self, now: UnixMillis) -> Tried<()> {
        if now < self.wait_until { Tried::Waiting { until: self.wait_until } } else { Tried::Told(()) }
    }

    /// Counts a try that came at `now` and was wrong, if that may be told. The wait runs from when it came, so
    /// that tries which queued behind a slow hash cannot outlive it.
    #[must_use]
    pub fn count_wrong(self, now: UnixMillis) -> (Self, Tried<()>) {
        let asked = self.ask(now);
        if asked != Tried::Told(()) {
            return (self, asked);
        }
        let failed = self.failed + 1;
        (Self { failed, tried_at: now, wait_until: now.plus_ms(wait_after_ms(failed)) }, asked)
    }
}

/// Milliseconds to wait after so many wrong tries in a row.
pub fn wait_after_ms(failed: u32) -> i64 {
    let last = WAITS_MS.len() - 1;
    WAITS_MS.get((failed as usize).min(last)).copied().unwrap_or_default()
}

/// Names a counter without naming whom it counts: a keyed hash of login and address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TryKey(String);

impl TryKey {
    /// The key of this login at this address. Unknown logins have keys like all others (norm L3).
    pub fn new(peppers: &Peppers, login: &Login, address: &str) -> Self {
        Self(peppers.digest(&["login_try", address, login.as_str()]))
    }

    /// The text that storage keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: UnixMillis = UnixMillis(1_735_689_600_000);

    #[test]
    fn five_wrong_tries_are_free_and_every_further_one_doubles_the_wait_up_to_a_minute() {
        let (mut counter, mut now, mut waits) = (Counter::NEW, NOW, Vec::new());
        for _ in 0..14 {
            let (next, told) = counter.count_wrong(now);
            assert_eq!(told, Tried::Told(()));
            waits.push(next.wait_until.since_ms(now) / SECOND_MS);
            (counter, now) = (next, next.wait_until);
        }
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    }

    #[test]
    fn a_try_during_a_wait_is_told_when_it_ends_and_does_not_make_it_longer() {
        let counter = (0..5).fold(Counter::NEW, |counter, _| counter.count_wrong(NOW).0);
        let until = NOW.plus_ms(SECOND_MS);
        assert_eq!(counter.count_wrong(until.plus_ms(-1)), (counter, Tried::Waiting { until }));
        assert_eq!(counter.ask(until), Tried::Told(()));
    }

    #[test]
    fn of_many_wrong_tries_at_once_five_are_told() {
        let mut counter = Counter::NEW;
        let told = (0..200).filter(|_| {
            let (next, told) = counter.count_wrong(NOW);
            counter = next;
            told == Tried::Told(())
        });
        assert_eq!(told.count(), 5);
    }

    #[test]
    fn keys_differ_by_login_and_by_address() {
        let secret = "A".repeat(43);
        let peppers = Peppers::parse(&format!(r#"[{{"id":"p1","secret":"{secret}"}}]"#)).unwrap();
        let key = |login, address| TryKey::new(&peppers, &Login::parse(login).unwrap(), address);
        assert_eq!(key("a@b.c", "192.0.2.1"), key("A@B.C", "192.0.2.1"));
        assert_ne!(key("a@b.c", "192.0.2.1"), key("a@b.c", "192.0.2.2"));
        assert_ne!(key("a@b.c", "192.0.2.1"), key("b@b.c", "192.0.2.1"));
    }

    proptest! {
        #[test]
        fn in_whatever_order_tries_are_settled_those_told_came_as_far_apart_as_the_waits_ask(
            came in proptest::collection::vec(0..600_000i64, 0..300)
        ) {
            let (mut counter, mut told) = (Counter::NEW, Vec::new());
            for came_ms in came {
                let now = NOW.plus_ms(came_ms);
                let (next, outcome) = counter.count_wrong(now);
                counter = next;
                if outcome == Tried::Told(()) {
                    told.push(now);
                }
            }
            for (index, pair) in told.windows(2).enumerate() {
                let count = u32::try_from(index).unwrap() + 1;
                prop_assert!(pair[1].since_ms(pair[0]) >= wait_after_ms(count) || wait_after_ms(count) == 0);
            }
        }
    }
}
