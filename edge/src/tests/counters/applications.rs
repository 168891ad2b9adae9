//! Wrong passwords of applications: five are free, and every further one costs a wait.

use futures_executor::block_on;
use proptest::prelude::*;
use shared::audit::{Event, Row};
use shared::password_hash::Peppers;
use shared::time::{HOUR_MS, MINUTE_MS, SECOND_MS, UnixMillis};
use shared::value::login::Login;

use super::row;
use crate::counters::tries::{STRANGER_WAIT_MS, Tried, TryKey, WAITS_MS};
use crate::storage::applications::Applications;
use crate::storage::sqlite::Sqlite;

const NOW: UnixMillis = UnixMillis(1_735_689_600_000);

fn peppers() -> Peppers {
    let secret = "A".repeat(43);
    Peppers::parse(&format!(r#"[{{"id":"p1","secret":"{secret}"}}]"#)).unwrap()
}

struct Tries {
    db: Sqlite,
    key: TryKey,
}

impl Tries {
    fn new() -> Self {
        let key = TryKey::new(&peppers(), &Login::parse("shop@alpha.example").unwrap(), "192.0.2.1");
        Self { db: Sqlite::new(), key }
    }

    fn wrong(&self, now: UnixMillis) -> Tried<()> {
        block_on(self.db.settle_wrong(&self.key, now, &told(now), &alarm(now))).unwrap()
    }

    fn right(&self, now: UnixMillis) -> Tried<()> {
        block_on(self.db.settle_refused(&self.key, now, &told(now))).unwrap()
    }

    /// When the wait that runs is over.
    fn wait_until(&self) -> UnixMillis {
        UnixMillis(self.db.query("SELECT wait_until FROM login_try")[0].parse().unwrap())
    }
}

fn alarm(at: UnixMillis) -> Row {
    row(None, format!("alarm {}", at.0), Event::LoginGuessed, at)
}

fn told(at: UnixMillis) -> Row {
    row(None, "row".to_owned(), Event::LoginRefused, at)
}

#[test]
fn five_wrong_tries_are_free_and_every_further_one_doubles_the_wait_up_to_a_minute() {
    let (tries, mut now, mut waits) = (Tries::new(), NOW, Vec::new());
    for _ in 0..14 {
        assert_eq!(tries.wrong(now), Tried::Told(()));
        let until = tries.wait_until().max(now);
        waits.push(until.since_ms(now) / SECOND_MS);
        now = until;
    }
    assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
}

#[test]
fn a_try_during_a_wait_is_told_when_it_ends_and_does_not_make_it_longer() {
    let tries = Tries::new();
    (0..5).for_each(|_| _ = tries.wrong(NOW));
    let until = NOW.plus_ms(SECOND_MS);
    assert_eq!(tries.wrong(until.plus_ms(-1)), Tried::Waiting { until });
    assert_eq!(tries.right(until.plus_ms(-1)), Tried::Waiting { until });
    assert_eq!(tries.wait_until(), until);
    assert_eq!(tries.right(until), Tried::Told(()));
    assert_eq!(tries.db.query("SELECT count(*) FROM login_try"), ["0"]);
}

/// A wrong try of the login from one more address.
fn wrong_from(tries: &Tries, n: u32, now: UnixMillis) -> Tried<()> {
    let login = Login::parse("shop@alpha.example").unwrap();
    let key = TryKey::new(&peppers(), &login, &format!("198.51.100.{n}"));
    block_on(tries.db.settle_wrong(&key, now, &told(now), &alarm(now))).unwrap()
}

/// Of so many, how many are told.
fn told_of(tries: &Tries, addresses: std::ops::Range<u32>, now: UnixMillis) -> usize {
    addresses.filter(|n| wrong_from(tries, *n, now) == Tried::Told(())).count()
}

fn alarms(tries: &Tries) -> String {
    tries.db.query("SELECT count(*) FROM audit WHERE event = 'login.guessed'").remove(0)
}

#[test]
fn of_a_burst_from_many_addresses_thirty_are_told_and_each_is_counted_whatever_row_tells_of_it() {
    let tries = Tries::new();
    assert_eq!(told_of(&tries, 0..60, NOW), 30);
    assert_eq!(tries.db.query("SELECT json_array_length(moments) FROM login_count"), ["30"]);
    assert_eq!(alarms(&tries), "1");
    // An address with free tries left waits all the same.
    assert_eq!(wrong_from(&tries, 0, NOW), Tried::Waiting { until: NOW.plus_ms(STRANGER_WAIT_MS) });
}

#[test]
fn no_hour_has_more_than_thirty_of_them_wherever_it_begins() {
    let tries = Tries::new();
    let (late, next) = (NOW.plus_ms(59 * MINUTE_MS), NOW.plus_ms(61 * MINUTE_MS));
    assert_eq!(told_of(&tries, 0..1, NOW), 1);
    assert_eq!(told_of(&tries, 1..29, late), 28);
    assert_eq!(alarms(&tries), "0");
    assert_eq!(told_of(&tries, 29..60, next), 2);
    assert_eq!(alarms(&tries), "1");
    // It goes on while they go on coming, and is told of once an hour.
    for minute in 0..59 {
        assert_eq!(told_of(&tries, 60..61, next.plus_ms((minute + 1) * MINUTE_MS)), usize::from(minute > 0));
    }
    assert_eq!(alarms(&tries), "1");
    let quiet = next.plus_ms(59 * MINUTE_MS + HOUR_MS);
    assert_eq!((told_of(&tries, 100..130, quiet), alarms(&tries).as_str()), (30, "2"));
}

#[test]
fn of_many_wrong_tries_at_once_five_are_told() {
    let tries = Tries::new();
    assert_eq!((0..200).filter(|_| tries.wrong(NOW) == Tried::Told(())).count(), 5);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_whatever_order_tries_are_settled_those_told_came_as_far_apart_as_the_waits_ask(
        came in proptest::collection::vec(0..600_000i64, 0..60)
    ) {
        let tries = Tries::new();
        let moments = came.into_iter().map(|came_ms| NOW.plus_ms(came_ms));
        let told: Vec<_> = moments.filter(|now| tries.wrong(*now) == Tried::Told(())).collect();
        for (index, pair) in told.windows(2).enumerate() {
            let wait = WAITS_MS[(index + 1).min(WAITS_MS.len() - 1)];
            prop_assert!(wait == 0 || pair[1].since_ms(pair[0]) >= wait);
        }
    }
}
