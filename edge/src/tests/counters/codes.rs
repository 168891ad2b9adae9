//! Wrong codes of an account: three looks over all its sign-ins, and a lock that only support lifts.

use futures_executor::block_on;
use shared::audit::Event;
use shared::time::{DAY_MS, UnixMillis};
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::{notice, row};
use crate::counters::locks::{Counter, LAPSE_MS, Start};
use crate::storage::leases::Lease;
use crate::storage::outbox::MailKind;
use crate::storage::second_factors::{SecondFactors, WrongCodeNotices};
use crate::storage::sqlite::Sqlite;

const NOW: UnixMillis = UnixMillis(1_735_689_600_000);

struct Account {
    db: Sqlite,
    agency: AgencyCode,
    login: Login,
    drawn: std::cell::Cell<u32>,
}

impl Account {
    fn new() -> Self {
        let db = Sqlite::new();
        db.execute(
            "INSERT INTO agency (agency_code, name) VALUES (12036, 'Alpha');
             INSERT INTO employee (agency_code, login, name, role, password_hash, created_at)
             VALUES (12036, 'anna@alpha.example', 'Anna', 'cashier', '', 0);
             INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, activated_at)
             VALUES (12036, 'anna@alpha.example', 's1', 'sealed', 0, 0)",
        );
        let agency = AgencyCode::from_number(12036).unwrap();
        Self {
            db,
            agency,
            login: Login::parse("anna@alpha.example").unwrap(),
            drawn: std::cell::Cell::default(),
        }
    }

    fn name(&self) -> String {
        self.drawn.set(self.drawn.get() + 1);
        self.drawn.get().to_string()
    }

    fn begin(&self, now: UnixMillis) -> (Lease, Option<Start>) {
        let lease = Lease::of_code(self.name(), self.agency, &self.login);
        let begun = block_on(self.db.begin_code(&lease, self.agency, &self.login, now)).unwrap();
        (lease, begun.map(|(start, _)| start))
    }

    fn settle_wrong(&self, lease: &Lease, now: UnixMillis) -> Option<Counter> {
        let row = || row(Some(self.agency), self.name(), Event::CodeRefused, now);
        let notice = notice(self.name(), MailKind::CodeLocked, &self.login, now, UnixMillis(0));
        let notices = WrongCodeNotices { locked: notice, after_password: None };
        let whose = (self.agency, &self.login);
        block_on(self.db.settle_wrong_code(lease, whose, now, &row(), &row(), &notices)).unwrap()
    }
}

#[test]
fn three_wrong_codes_lock_for_good_and_queue_one_mail() {
    let account = Account::new();
    let settled = [(); 3].map(|()| {
        let (lease, start) = account.begin(NOW);
        assert_eq!(start, Some(Start::Granted));
        account.settle_wrong(&lease, NOW).unwrap()
    });
    assert_eq!(settled.map(Counter::attempts_left), [2, 1, 0]);
    assert_eq!(settled.map(|counter| counter.mail_queued), [false, false, true]);
    let late = NOW.plus_ms(100 * DAY_MS);
    assert_eq!(account.begin(late).1, Some(Start::Locked { until: None }));
}

#[test]
fn parallel_codes_get_three_looks_and_wrong_ones_are_never_forgotten_by_time() {
    let account = Account::new();
    let begun: Vec<_> = (0..50).map(|_| account.begin(NOW)).collect();
    let granted: Vec<_> = begun.iter().filter(|(_, start)| *start == Some(Start::Granted)).collect();
    assert_eq!(granted.len(), 3);
    account.settle_wrong(&granted[0].0, NOW).unwrap();
    let late = NOW.plus_ms(2 * DAY_MS);
    assert_eq!(
        [(); 3].map(|()| account.begin(late).1),
        [Some(Start::Granted), Some(Start::Granted), Some(Start::Busy)]
    );
}

#[test]
fn a_code_whose_lease_is_gone_counts_nothing() {
    let account = Account::new();
    let (lease, _) = account.begin(NOW);
    account.begin(NOW.plus_ms(LAPSE_MS));
    assert_eq!(account.settle_wrong(&lease, NOW), None);
    assert_eq!(account.db.query("SELECT failed FROM second_factor"), ["0"]);
}

#[test]
fn an_account_without_a_key_leases_nothing() {
    let account = Account::new();
    account.db.execute("DELETE FROM second_factor");
    assert_eq!(account.begin(NOW).1, None);
    assert_eq!(account.db.query("SELECT count(*) FROM lease"), ["0"]);
}
