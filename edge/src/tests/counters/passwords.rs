//! Wrong passwords of a login name: three looks, a lock, and what time does to both.

use futures_executor::block_on;
use proptest::prelude::*;
use shared::audit::{Event, Row};
use shared::password_hash::Peppers;
use shared::time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMillis};
use shared::value::login::Login;
use shared::value::product::Product;

use super::{notice, row};
use crate::counters::locks::{ATTEMPTS, Counter, LAPSE_MS, LOCK_MS, LockKey, Patience, Start};
use crate::storage::employees::Employees;
use crate::storage::leases::Lease;
use crate::storage::outbox::MailKind;
use crate::storage::sqlite::Sqlite;

const NOW: UnixMillis = UnixMillis(1_735_689_600_000);
const HALF_HOUR_MS: i64 = 30 * MINUTE_MS;

/// The counter of one name that nobody has: it obeys the same rules as all others.
struct Name {
    db: Sqlite,
    login: Login,
    drawn: std::cell::Cell<u32>,
}

impl Name {
    fn new() -> Self {
        Self {
            db: Sqlite::new(),
            login: Login::parse("anna@alpha.example").unwrap(),
            drawn: std::cell::Cell::default(),
        }
    }

    fn lease(&self) -> Lease {
        self.drawn.set(self.drawn.get() + 1);
        let secret = "A".repeat(43);
        let peppers = Peppers::parse(&format!(r#"[{{"id":"p1","secret":"{secret}"}}]"#)).unwrap();
        Lease::of_password(self.drawn.get().to_string(), &LockKey::new(&peppers, &self.login))
    }

    fn begin(&self, now: UnixMillis, patience: Patience) -> (Lease, Start) {
        let lease = self.lease();
        let begun = self.db.begin_sign_in(&lease, &self.login, Product::Cashier, now, patience);
        let start = block_on(begun).unwrap().start;
        (lease, start)
    }

    fn settle_wrong(&self, lease: &Lease, now: UnixMillis) -> Option<Counter> {
        let row = |name: &str| told(&format!("{name} {}", self.drawn.replace(self.drawn.get() + 1)), now);
        let notice = notice(String::new(), MailKind::PasswordLocked, &self.login, now, now);
        let (refused, locked) = (row("refused"), row("locked"));
        let settled = self.db.settle_wrong_password(lease, &self.login, now, &refused, &locked, &notice);
        block_on(settled).unwrap()
    }

    #[track_caller]
    fn wrong(&self, now: UnixMillis, patience: Patience) -> Counter {
        let (lease, start) = self.begin(now, patience);
        assert_eq!(start, Start::Granted);
        self.settle_wrong(&lease, now).unwrap()
    }

    /// A right password that opens nothing.
    fn settle_right(&self, lease: &Lease, now: UnixMillis) -> bool {
        block_on(self.db.settle_no_access(lease, &told(&format!("right {}", self.drawn.get()), now))).unwrap()
    }
}

fn told(name: &str, at: UnixMillis) -> Row {
    row(None, name.to_owned(), Event::SignInRefused, at)
}

fn cashier() -> Patience {
    Patience::password(Some(30))
}

fn boss() -> Patience {
    Patience::password(None)
}

#[test]
fn the_third_wrong_try_locks_and_the_first_two_say_how_many_are_left() {
    let name = Name::new();
    let left = [(); 3].map(|()| name.wrong(NOW, cashier()).attempts_left());
    assert_eq!(left, [2, 1, 0]);
    let until = Some(NOW.plus_ms(HALF_HOUR_MS));
    assert_eq!(name.begin(NOW, cashier()).1, Start::Locked { until });
    assert_eq!(name.begin(NOW, boss()).1, Start::Locked { until: None });
}

#[test]
fn cashier_ignores_an_old_lock_and_boss_keeps_it_for_ninety_days() {
    let name = Name::new();
    (0..3).for_each(|_| _ = name.wrong(NOW, cashier()));
    let later = NOW.plus_ms(HALF_HOUR_MS);
    assert!(matches!(name.begin(later.plus_ms(-1), cashier()).1, Start::Locked { .. }));
    assert_eq!(name.wrong(later, cashier()).attempts_left(), 2);
    assert_eq!(name.begin(later, boss()).1, Start::Locked { until: None });
    (0..2).for_each(|_| _ = name.wrong(later, cashier()));
    assert_eq!(name.begin(later.plus_ms(LOCK_MS - 1), boss()).1, Start::Locked { until: None });
    assert_eq!(name.begin(later.plus_ms(LOCK_MS), boss()).1, Start::Granted);
}

#[test]
fn a_right_password_forgets_the_count_and_never_a_lock() {
    let name = Name::new();
    (0..3).for_each(|_| _ = name.wrong(NOW, cashier()));
    let later = NOW.plus_ms(HOUR_MS);
    name.wrong(later, cashier());
    let (lease, _) = name.begin(later, cashier());
    assert!(name.settle_right(&lease, later));
    assert_eq!(name.begin(later, boss()).1, Start::Locked { until: None });
    assert_eq!(name.wrong(later, cashier()).attempts_left(), 2);
}

#[test]
fn parallel_tries_get_three_looks_and_never_a_fourth() {
    let name = Name::new();
    let begun: Vec<_> = (0..200).map(|_| name.begin(NOW, cashier())).collect();
    let granted: Vec<_> = begun.iter().filter(|(_, start)| *start == Start::Granted).collect();
    assert_eq!(granted.len(), 3);
    assert!(begun.iter().all(|(_, start)| matches!(start, Start::Granted | Start::Busy)));
    assert!(name.settle_right(&granted[0].0, NOW));
    assert_eq!(name.begin(NOW, cashier()).1, Start::Granted);
}

#[test]
fn a_lease_that_was_never_settled_lapses_and_its_holder_settles_and_opens_nothing() {
    let name = Name::new();
    let leases = [(); 3].map(|()| name.begin(NOW, cashier()).0);
    assert_eq!(name.begin(NOW.plus_ms(LAPSE_MS - 1), cashier()).1, Start::Busy);
    assert_eq!(name.begin(NOW.plus_ms(LAPSE_MS), cashier()).1, Start::Granted);
    for lease in &leases {
        assert_eq!(name.settle_wrong(lease, NOW), None);
        assert!(!name.settle_right(lease, NOW));
    }
    assert_eq!(name.db.query("SELECT failed, locked_at FROM password_try"), ["0|NULL"]);
    assert_eq!(name.db.query("SELECT count(*) FROM audit"), ["0"]);
}

#[test]
fn a_try_that_may_not_begin_writes_nothing() {
    let name = Name::new();
    (0..3).for_each(|_| _ = name.begin(NOW, cashier()));
    let before = name.db.query("SELECT * FROM password_try UNION ALL SELECT *, 0, 0, 0 FROM lease");
    name.begin(NOW.plus_ms(1), cashier());
    assert_eq!(name.db.query("SELECT * FROM password_try UNION ALL SELECT *, 0, 0, 0 FROM lease"), before);
}

#[test]
fn wrong_passwords_are_forgotten_after_a_day() {
    for (span_ms, left) in [(DAY_MS - 1, 0), (DAY_MS, 2)] {
        let name = Name::new();
        (0..2).for_each(|_| _ = name.wrong(NOW, boss()));
        assert_eq!(name.wrong(NOW.plus_ms(span_ms), boss()).attempts_left(), left);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_order_of_events_three_looks_are_wrong_between_two_locks_and_never_four(
        events in proptest::collection::vec((0..5u8, 0..3_000i64), 0..60)
    ) {
        let name = Name::new();
        let (mut now, mut open, mut wrong) = (NOW, Vec::new(), 0);
        for (event, span) in events {
            // Some tries outlive their leases.
            now = now.plus_ms(if event == 4 { LAPSE_MS } else { span / 8 });
            match event {
                0 | 1 if !open.is_empty() => {
                    let lease = open.remove(0);
                    if let Some(counter) = name.settle_wrong(&lease, now) {
                        wrong += 1;
                        prop_assert_eq!(counter.has_just_locked(), wrong == ATTEMPTS);
                    }
                }
                2 if !open.is_empty() => {
                    let lease = open.pop().unwrap();
                    if name.settle_right(&lease, now) && wrong < ATTEMPTS {
                        wrong = 0;
                    }
                }
                _ => {
                    let (lease, start) = name.begin(now, boss());
                    if start == Start::Granted {
                        open.push(lease);
                    }
                }
            }
            let leases: u32 = name.db.query("SELECT count(*) FROM lease")[0].parse().unwrap();
            let failed = name.db.query("SELECT failed FROM password_try");
            let failed: u32 = failed.first().map_or(0, |failed| failed.parse().unwrap());
            prop_assert!(failed < ATTEMPTS && failed + leases <= ATTEMPTS);
            prop_assert!(wrong <= ATTEMPTS);
        }
    }
}

#[test]
fn a_try_that_comes_with_an_old_moment_is_leased_for_as_long_as_those_before_it() {
    let name = Name::new();
    let patience = Patience::password(Some(30));
    let now = NOW.plus_ms(MINUTE_MS);
    assert_eq!(name.begin(now, patience).1, Start::Granted);
    for _ in 1..ATTEMPTS {
        assert_eq!(name.begin(NOW, patience).1, Start::Granted);
    }
    assert_eq!(name.begin(now.plus_ms(1), patience).1, Start::Busy);
}
