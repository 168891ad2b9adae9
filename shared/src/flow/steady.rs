//! A clock that is set back or ahead while somebody looks at it, made one that only goes on.

use crate::time::UnixMillis;

/// Time that goes on as the wall clock does, sleep of the machine included, but never back: while the wall clock is set
/// back, it goes on as the monotonic clock does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steady {
    now: UnixMillis,
    wall: UnixMillis,
    monotonic_ms: i64,
}

impl Steady {
    /// Starts at the wall clock.
    pub fn start(wall: UnixMillis, monotonic_ms: i64) -> Self {
        Self { now: wall, wall, monotonic_ms }
    }

    /// The same clock later.
    #[must_use]
    pub fn at(self, wall: UnixMillis, monotonic_ms: i64) -> Self {
        let passed_ms = wall.since_ms(self.wall).max(monotonic_ms.saturating_sub(self.monotonic_ms)).max(0);
        Self { now: self.now.plus_ms(passed_ms), wall, monotonic_ms }
    }

    /// What it says.
    pub fn now(self) -> UnixMillis {
        self.now
    }

    /// A moment of the wall clock by this one; none if it has not come yet, which is no moment that anybody has seen.
    pub fn of(self, wall: UnixMillis) -> Option<UnixMillis> {
        let ago_ms = self.wall.since_ms(wall);
        (ago_ms >= 0).then(|| self.now.plus_ms(-ago_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::idle::{Command, Idle, IdleEvent};
    use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS};

    const NOON: UnixMillis = UnixMillis(1_000 * DAY_MS);

    #[test]
    fn it_goes_on_with_sleep_and_with_a_clock_that_is_set_back() {
        let clock = Steady::start(NOON, 0);
        let slept = clock.at(NOON.plus_ms(HOUR_MS), 1000);
        assert_eq!(slept.now(), NOON.plus_ms(HOUR_MS));
        let set_back = slept.at(NOON.plus_ms(-2 * HOUR_MS), 61_000);
        assert_eq!(set_back.now(), NOON.plus_ms(HOUR_MS + MINUTE_MS));
        let later = set_back.at(NOON.plus_ms(-2 * HOUR_MS + MINUTE_MS), 121_000);
        assert_eq!(later.now(), NOON.plus_ms(HOUR_MS + 2 * MINUTE_MS));
        assert_eq!(later.of(NOON.plus_ms(-2 * HOUR_MS)), Some(NOON.plus_ms(HOUR_MS + MINUTE_MS)));
    }

    #[test]
    fn a_stamp_of_tomorrow_keeps_nobody_signed_in() {
        let mut idle = Idle::start(NOON, None, NOON);
        let mut last = Vec::new();
        for minute in 1..=60 {
            let clock = Steady::start(NOON.plus_ms(minute * MINUTE_MS), 0);
            assert_eq!(clock.of(NOON.plus_ms(DAY_MS)), None);
            (idle, last) = idle.step(IdleEvent::InputMadeElsewhere { at: NOON.plus_ms(DAY_MS) }, clock.now());
        }
        assert_eq!(last, [Command::Warn { left_ms: 0 }]);
    }

    #[test]
    fn a_clock_that_was_hours_ahead_and_is_set_right_stretches_no_hour() {
        let mut clock = Steady::start(NOON.plus_ms(3 * HOUR_MS), 0);
        let mut idle = Idle::start(clock.now(), None, clock.now());
        let mut last = Vec::new();
        for minute in 1..=60 {
            let ahead_ms = if minute < 2 { 3 * HOUR_MS } else { 0 };
            clock = clock.at(NOON.plus_ms(ahead_ms + minute * MINUTE_MS), minute * MINUTE_MS);
            (idle, last) = idle.step(IdleEvent::Ticked, clock.now());
        }
        assert_eq!(last, [Command::Warn { left_ms: 0 }]);
    }
}
