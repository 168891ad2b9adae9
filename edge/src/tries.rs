//! How many wrong passwords in a row a client address may send for one login, and how long it then waits.
//!
//! Applications are never locked: a stranger could stop an agency's sales. The first five wrong tries are
//! free; then every further one costs a wait that doubles from one second to a minute. A try is taken before
//! the password is looked at and settled after, so that parallel tries cannot outrun the count; a try that
//! would overrun it while others are in flight waits for them instead of being refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use shared::password_hash::Peppers;
use shared::time::{DAY_MS, SECOND_MS, UnixMillis};
use shared::value::login::Login;

/// Wrong tries in a row without a wait.
pub const FREE_TRIES: u32 = 5;
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
/// A try that was never settled, since its request died, counts as in flight for so long.
pub const LAPSE_MS: i64 = 10 * SECOND_MS;
/// A counter that nobody touched for so long is forgotten.
pub const FORGET_MS: i64 = DAY_MS;

/// What becomes of the wish to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Try {
    /// Taken: look at the password, then settle.
    Taken,
    /// Not before this moment.
    Waiting {
        /// When the wait is over.
        until: UnixMillis,
    },
    /// As many tries as could still be wrong are in flight; ask again when one of them is settled.
    Busy,
}

/// Wrong tries in a row of one login from one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Wrong tries settled.
    pub failed: u32,
    /// Tries taken and not settled.
    pub in_flight: u32,
    /// When the last one was taken.
    pub taken_at: UnixMillis,
    /// No try before this moment.
    pub wait_until: UnixMillis,
}

impl Counter {
    /// No tries yet.
    pub const NEW: Self =
        Self { failed: 0, in_flight: 0, taken_at: UnixMillis(0), wait_until: UnixMillis(0) };

    /// Takes a try if it is allowed.
    #[must_use]
    pub fn take(mut self, now: UnixMillis) -> (Self, Try) {
        if now < self.wait_until {
            return (self, Try::Waiting { until: self.wait_until });
        }
        let in_flight = if now.since_ms(self.taken_at) >= LAPSE_MS { 0 } else { self.in_flight };
        if in_flight > 0 && self.failed + in_flight >= FREE_TRIES {
            return (self, Try::Busy);
        }
        (self.in_flight, self.taken_at) = (in_flight + 1, now);
        (self, Try::Taken)
    }

    /// Settles a taken try as wrong.
    #[must_use]
    pub fn settle_wrong(mut self, now: UnixMillis) -> Self {
        self.failed += 1;
        self.in_flight = self.in_flight.saturating_sub(1);
        self.wait_until = now.plus_ms(wait_after_ms(self.failed));
        self
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
        Self(keyed_digest(peppers, &["login_try", address, login.as_str()]))
    }

    /// The text that storage keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A keyed hash of names, in base64url: the same names have the same digest, and without the pepper it tells none.
pub(crate) fn keyed_digest(peppers: &Peppers, names: &[&str]) -> String {
    let secret = peppers.current().map_or(&[][..], |pepper| pepper.secret());
    let digest = Hmac::<Sha256>::new_from_slice(secret).map(|mut mac| {
        mac.update(names.join("\0").as_bytes());
        mac.finalize().into_bytes()
    });
    // HMAC takes keys of any length, so there always is a digest.
    digest.map(|digest| URL_SAFE_NO_PAD.encode(digest)).unwrap_or_default()
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
            let (taken, outcome) = counter.take(now);
            assert_eq!(outcome, Try::Taken);
            counter = taken.settle_wrong(now);
            waits.push(counter.wait_until.since_ms(now) / SECOND_MS);
            now = counter.wait_until;
        }
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    }

    #[test]
    fn a_try_during_a_wait_is_told_when_it_ends() {
        let counter = (0..5).fold(Counter::NEW, |counter, _| counter.take(NOW).0.settle_wrong(NOW));
        let until = NOW.plus_ms(SECOND_MS);
        assert_eq!(counter.take(until.plus_ms(-1)).1, Try::Waiting { until });
        assert_eq!(counter.take(until).1, Try::Taken);
    }

    #[test]
    fn parallel_tries_never_outrun_the_free_ones() {
        let mut counter = Counter::NEW;
        let taken = (0..200).filter(|_| {
            let (next, outcome) = counter.take(NOW);
            counter = next;
            outcome == Try::Taken
        });
        assert_eq!(taken.count(), 5);
        assert_eq!(counter.take(NOW).1, Try::Busy);
    }

    #[test]
    fn after_the_free_tries_one_at_a_time_is_looked_at() {
        let counter = (0..7).fold(Counter { wait_until: NOW, ..Counter::NEW }, |counter, _| Counter {
            wait_until: NOW,
            ..counter.take(NOW).0.settle_wrong(NOW)
        });
        let (counter, first) = counter.take(NOW);
        assert_eq!((first, counter.take(NOW).1), (Try::Taken, Try::Busy));
    }

    #[test]
    fn tries_that_were_never_settled_lapse() {
        let counter = (0..5).fold(Counter::NEW, |counter, _| counter.take(NOW).0);
        assert_eq!(counter.take(NOW.plus_ms(LAPSE_MS - 1)).1, Try::Busy);
        assert_eq!(counter.take(NOW.plus_ms(LAPSE_MS)).1, Try::Taken);
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
        fn in_any_order_of_events_no_more_tries_are_looked_at_than_the_waits_allow(
            events in proptest::collection::vec((0..3u8, 0..3_000i64), 0..200)
        ) {
            let (mut counter, mut now, mut open) = (Counter::NEW, NOW, 0u32);
            for (event, span) in events {
                now = now.plus_ms(span.min(LAPSE_MS / 8));
                if event == 0 && open > 0 {
                    counter = counter.settle_wrong(now);
                    open -= 1;
                } else {
                    let (next, outcome) = counter.take(now);
                    counter = next;
                    if outcome == Try::Taken {
                        open += 1;
                        prop_assert!(counter.failed + counter.in_flight <= FREE_TRIES || counter.in_flight == 1);
                    }
                }
            }
        }
    }
}
