//! The idle watchdog: when a person who does nothing is warned and signed out.
//!
//! Time is the wall clock, so that sleep and throttled timers stretch nothing. Background requests are no input.

use crate::time::{HOUR_MS, MINUTE_MS, SECOND_MS, UnixMillis};

/// After this long without input the person is signed out.
pub const LIMIT_MS: i64 = HOUR_MS;
/// This long before the end the person is warned.
pub const WARNING_MS: i64 = MINUTE_MS;
/// Input reaches the edge at most this often.
pub const REPORT_EVERY_MS: i64 = MINUTE_MS;
/// So long after the limit the end waits for word of input in another tab: a tab that was asleep may look at its clock
/// before the browser brings it what was written meanwhile. The edge's clock, too, may be a little behind.
pub const GRACE_MS: i64 = 2 * SECOND_MS;
/// A report that did not arrive is sent again after this long.
pub const RETRY_MS: i64 = 10 * SECOND_MS;

/// What the watchdog knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    last_input: UnixMillis,
    last_report: UnixMillis,
    unreported: bool,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Watching,
    Warning,
    Lapsed { at: UnixMillis },
    Over,
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdleEvent {
    /// The person touched this tab.
    InputMade,
    /// The person touched another tab, or stayed signed in there.
    InputMadeElsewhere {
        /// When.
        at: UnixMillis,
    },
    /// Time has passed.
    Ticked,
    /// The person chose to stay.
    StayChosen,
    /// The edge did not get the last report.
    ReportLost,
    /// The edge did not end the session, since it knows of input.
    Refused {
        /// How long ago that was.
        age_ms: i64,
    },
}

/// What it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Tell the edge of the last input.
    Report {
        /// How long ago it was.
        age_ms: u32,
    },
    /// Tell the other tabs of it.
    Share,
    /// Warn the person, or go on warning.
    Warn {
        /// Time until the limit; 0 once it is reached, when nothing of the page may be seen.
        left_ms: u32,
    },
    /// Stop warning.
    Relax,
    /// Ask the edge to end the session, and clear what the page holds when it has.
    SignOut,
}

impl Idle {
    /// A watchdog that starts now. The edge knows of input at a moment; a page that was left since may have had later
    /// input, and no time to report it.
    pub fn start(known: UnixMillis, touched: Option<UnixMillis>, now: UnixMillis) -> Self {
        let known = known.min(now);
        let last_input = touched.filter(|at| *at <= now).map_or(known, |at| at.max(known));
        // A stamp of longer ago may be of a clock that was set back since.
        let unreported = last_input > known && now.since_ms(last_input) < REPORT_EVERY_MS;
        Self { last_input, last_report: known, unreported, phase: Phase::Watching }
    }

    /// The last input that this tab knows of.
    pub fn last_input(&self) -> UnixMillis {
        self.last_input
    }

    /// The next state, and what to do about it. Nothing follows the end, unless the edge refuses it.
    pub fn step(self, event: IdleEvent, now: UnixMillis) -> (Self, Vec<Command>) {
        match (self.phase, event) {
            (Phase::Over, IdleEvent::Refused { age_ms }) => {
                Self { last_input: now.plus_ms(age_ms.saturating_neg()).min(now), ..self }.tick(now)
            }
            (Phase::Over, _) | (_, IdleEvent::Refused { .. }) => (self, Vec::new()),
            // Whoever is warned has to say so: a sleeve on the mouse keeps nobody signed in.
            (Phase::Warning, IdleEvent::InputMade) | (_, IdleEvent::Ticked) => self.tick(now),
            // Nothing that is done here too late takes the end back.
            (_, IdleEvent::InputMade | IdleEvent::StayChosen) if self.left_ms(now) <= 0 => self.tick(now),
            (_, IdleEvent::InputMade) => {
                let touched = Self { last_input: now, unreported: true, ..self };
                let (state, mut commands) = touched.report(now);
                commands.push(Command::Share);
                (state, commands)
            }
            // Nobody has touched anything at a moment that has not come.
            (_, IdleEvent::InputMadeElsewhere { at }) if at > now => self.tick(now),
            (_, IdleEvent::InputMadeElsewhere { at }) => {
                Self { last_input: self.last_input.max(at), ..self }.tick(now)
            }
            // Whoever has chosen to stay has a minute at the edge, which has not heard of it.
            (_, IdleEvent::ReportLost) => {
                let last_report = now.plus_ms(RETRY_MS - REPORT_EVERY_MS);
                (Self { last_report, unreported: true, ..self }, Vec::new())
            }
            (_, IdleEvent::StayChosen) => {
                let state =
                    Self { last_input: now, last_report: now, unreported: false, phase: Phase::Watching };
                (state, vec![Command::Report { age_ms: 0 }, Command::Share, Command::Relax])
            }
        }
    }

    fn tick(self, now: UnixMillis) -> (Self, Vec<Command>) {
        let left = self.left_ms(now);
        if left <= 0 {
            self.lapse(now)
        } else if left <= WARNING_MS {
            let (state, mut commands) = self.report(now);
            commands.push(Command::Warn { left_ms: u32::try_from(left).unwrap_or_default() });
            (Self { phase: Phase::Warning, ..state }, commands)
        } else {
            let relaxed = self.phase != Phase::Watching;
            let (state, mut commands) = self.report(now);
            commands.extend(relaxed.then_some(Command::Relax));
            (Self { phase: Phase::Watching, ..state }, commands)
        }
    }

    fn lapse(self, now: UnixMillis) -> (Self, Vec<Command>) {
        match self.phase {
            Phase::Lapsed { at } if now.since_ms(at) >= GRACE_MS => {
                (Self { phase: Phase::Over, ..self }, vec![Command::SignOut])
            }
            Phase::Lapsed { .. } | Phase::Over => (self, Vec::new()),
            Phase::Watching | Phase::Warning => {
                (Self { phase: Phase::Lapsed { at: now }, ..self }, vec![Command::Warn { left_ms: 0 }])
            }
        }
    }

    /// Reports an input of this tab that the edge does not know of, at most once a minute.
    fn report(self, now: UnixMillis) -> (Self, Vec<Command>) {
        if !self.unreported || now.since_ms(self.last_report) < REPORT_EVERY_MS {
            return (self, Vec::new());
        }
        // A clock that was set back makes no input later than now, one that was set ahead none of this moment.
        let age_ms = u32::try_from(now.since_ms(self.last_input).max(0)).unwrap_or(u32::MAX);
        (Self { last_report: now, unreported: false, ..self }, vec![Command::Report { age_ms }])
    }

    fn left_ms(self, now: UnixMillis) -> i64 {
        LIMIT_MS.saturating_sub(now.since_ms(self.last_input))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: UnixMillis = UnixMillis(1_000_000_000);
    const LAPSE: Command = Command::Warn { left_ms: 0 };

    fn at(minutes: i64, seconds: i64) -> UnixMillis {
        START.plus_ms(minutes * MINUTE_MS + seconds * 1000)
    }

    /// Plays events and says what the last one brought.
    #[track_caller]
    fn check(events: &[(IdleEvent, UnixMillis)], expected: &[Command]) {
        let mut state = Idle::start(START, None, START);
        let mut last = Vec::new();
        for (event, now) in events {
            (state, last) = state.step(*event, *now);
        }
        assert_eq!(last, expected);
    }

    #[test]
    fn a_clock_that_shows_nonsense_ends_nothing_but_the_session() {
        let (least, most) = (UnixMillis(i64::MIN), UnixMillis(i64::MAX));
        assert_eq!(Idle::start(least, None, most).step(IdleEvent::Ticked, most).1, [LAPSE]);
        assert_eq!(Idle::start(most, None, most).step(IdleEvent::Ticked, least).1, []);
    }

    #[test]
    fn a_person_who_does_nothing_is_warned_at_59_minutes_and_signed_out_at_60() {
        check(&[(IdleEvent::Ticked, at(58, 59))], &[]);
        check(&[(IdleEvent::Ticked, at(59, 0))], &[Command::Warn { left_ms: 60_000 }]);
        check(
            &[(IdleEvent::Ticked, at(59, 0)), (IdleEvent::Ticked, at(59, 59))],
            &[Command::Warn { left_ms: 1000 }],
        );
        let hour = [(IdleEvent::Ticked, at(59, 0)), (IdleEvent::Ticked, at(60, 0))];
        check(&hour, &[LAPSE]);
        check(&[&hour[..], &[(IdleEvent::Ticked, at(60, 1))]].concat(), &[]);
        let over = [&hour[..], &[(IdleEvent::Ticked, at(60, 2))]].concat();
        check(&over, &[Command::SignOut]);
        check(&[&over[..], &[(IdleEvent::Ticked, at(60, 4))]].concat(), &[]);
    }

    #[test]
    fn a_machine_that_slept_through_the_hour_is_signed_out_whatever_is_done_to_it() {
        for late in [IdleEvent::InputMade, IdleEvent::StayChosen, IdleEvent::Ticked] {
            check(&[(late, at(75, 0))], &[LAPSE]);
            check(&[(late, at(75, 0)), (late, at(75, 1))], &[]);
            check(&[(late, at(75, 0)), (late, at(75, 1)), (late, at(75, 2))], &[Command::SignOut]);
        }
    }

    #[test]
    fn word_of_input_in_another_tab_may_come_a_little_after_the_hour_and_no_later() {
        let word = IdleEvent::InputMadeElsewhere { at: at(40, 0) };
        let wakes = (IdleEvent::Ticked, at(75, 0));
        check(&[wakes, (word, at(75, 1))], &[Command::Relax]);
        check(
            &[wakes, (word, at(75, 1)), (IdleEvent::Ticked, at(99, 0))],
            &[Command::Warn { left_ms: 60_000 }],
        );
        check(&[wakes, (word, at(75, 1)), (IdleEvent::Ticked, at(100, 0))], &[LAPSE]);
        check(&[wakes, (IdleEvent::Ticked, at(75, 2)), (word, at(75, 3))], &[]);
        let before = IdleEvent::InputMadeElsewhere { at: at(10, 0) };
        check(&[wakes, (before, at(75, 1))], &[]);
    }

    #[test]
    fn input_is_reported_at_most_once_a_minute_with_its_age() {
        check(&[(IdleEvent::InputMade, at(0, 30))], &[Command::Share]);
        check(
            &[(IdleEvent::InputMade, at(0, 30)), (IdleEvent::Ticked, at(1, 0))],
            &[Command::Report { age_ms: 30_000 }],
        );
        check(&[(IdleEvent::InputMade, at(2, 0))], &[Command::Report { age_ms: 0 }, Command::Share]);
        check(&[(IdleEvent::InputMade, at(2, 0)), (IdleEvent::InputMade, at(2, 30))], &[Command::Share]);
        check(&[(IdleEvent::InputMade, at(2, 0)), (IdleEvent::Ticked, at(9, 0))], &[]);
    }

    #[test]
    fn a_report_that_did_not_arrive_is_sent_again_soon_with_the_age_that_it_has_then() {
        let stayed = [
            (IdleEvent::Ticked, at(59, 0)),
            (IdleEvent::StayChosen, at(59, 50)),
            (IdleEvent::ReportLost, at(59, 51)),
        ];
        let after = |seconds| [&stayed[..], &[(IdleEvent::Ticked, at(59, seconds))]].concat();
        check(&after(60), &[]);
        check(&after(61), &[Command::Report { age_ms: 11_000 }]);
    }

    #[test]
    fn a_touch_does_not_end_the_warning_and_the_choice_to_stay_does_at_once() {
        let warned = (IdleEvent::Ticked, at(59, 0));
        check(&[warned, (IdleEvent::InputMade, at(59, 10))], &[Command::Warn { left_ms: 50_000 }]);
        let stay = [Command::Report { age_ms: 0 }, Command::Share, Command::Relax];
        check(&[warned, (IdleEvent::StayChosen, at(59, 30))], &stay);
        check(&[warned, (IdleEvent::StayChosen, at(59, 30)), (IdleEvent::Ticked, at(118, 29))], &[]);
        check(&[warned, (IdleEvent::StayChosen, at(59, 30)), (IdleEvent::Ticked, at(119, 30))], &[LAPSE]);
    }

    #[test]
    fn an_end_that_the_edge_refuses_is_taken_back_and_none_of_other_tabs_is() {
        let over = [at(60, 0), at(60, 2)].map(|at| (IdleEvent::Ticked, at));
        let after = |event| [&over[..], &[event]].concat();
        let refused = (IdleEvent::Refused { age_ms: 5 * MINUTE_MS }, at(60, 3));
        check(&after(refused), &[Command::Relax]);
        check(
            &[&after(refused)[..], &[(IdleEvent::Ticked, at(114, 3))]].concat(),
            &[Command::Warn { left_ms: 60_000 }],
        );
        check(&after((IdleEvent::InputMadeElsewhere { at: at(60, 2) }, at(60, 3))), &[]);
        check(&after((IdleEvent::Refused { age_ms: i64::MIN }, at(60, 3))), &[Command::Relax]);
        check(&after((IdleEvent::Refused { age_ms: i64::MAX }, at(60, 3))), &[]);
        check(&[refused], &[]);
    }

    #[test]
    fn input_that_a_page_had_and_was_left_before_it_was_reported_is_reported_by_the_next_one() {
        let next = |touched, now| Idle::start(START, touched, now).step(IdleEvent::Ticked, now).1;
        assert_eq!(next(Some(at(0, 50)), at(0, 55)), []);
        assert_eq!(next(Some(at(0, 50)), at(1, 0)), [Command::Report { age_ms: 10_000 }]);
        assert_eq!(next(None, at(30, 0)), []);
        assert_eq!(next(Some(START), at(30, 0)), []);
        assert_eq!(next(Some(at(28, 59)), at(30, 0)), []);
        assert_eq!(next(Some(at(99, 0)), at(30, 0)), []);
    }

    #[test]
    fn input_in_another_tab_counts_here_and_is_reported_there() {
        let elsewhere = (IdleEvent::InputMadeElsewhere { at: at(30, 0) }, at(30, 0));
        check(&[elsewhere, (IdleEvent::Ticked, at(60, 0))], &[]);
        check(&[elsewhere, (IdleEvent::Ticked, at(89, 0))], &[Command::Warn { left_ms: 60_000 }]);
        let stayed = (IdleEvent::InputMadeElsewhere { at: at(59, 20) }, at(59, 20));
        check(&[(IdleEvent::Ticked, at(59, 0)), stayed], &[Command::Relax]);
        let future = (IdleEvent::InputMadeElsewhere { at: at(500, 0) }, at(1, 0));
        check(&[future, (IdleEvent::Ticked, at(61, 0))], &[LAPSE]);
    }
}
