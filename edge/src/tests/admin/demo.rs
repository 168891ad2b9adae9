//! The demo data of a developer's machine.

use futures_executor::block_on;
use shared::password_hash::Verdict;
use shared::value::password::Password;

use super::desk::{Desk, done};
use crate::demo;
use crate::error::Error;
use crate::ports::Hasher;
use crate::storage::sqlite::Break;
use crate::tests::races::in_turns;

fn ensure(desk: &Desk) {
    done(async { demo::ensure(&desk.ctx()).await.map_err(Error::from) });
}

fn count(desk: &Desk, table: &str) -> String {
    desk.db.query(&format!("SELECT count(*) FROM {table}")).concat()
}

const TABLES: [(&str, &str); 9] = [
    ("agency", "3"),
    ("structure_unit", "3"),
    ("seance", "4"),
    ("application", "1"),
    ("employee", "4"),
    ("employee_unit", "3"),
    ("consent", "3"),
    ("second_factor", "3"),
    ("audit", "15"),
];

#[track_caller]
fn check(desk: &Desk) {
    for (table, rows) in TABLES {
        assert_eq!(count(desk, table), rows, "{table}");
    }
}

#[test]
fn an_empty_database_gets_the_demo_data_once_with_an_audit_row_each() {
    let desk = Desk::empty();
    ensure(&desk);
    check(&desk);
    let batches = desk.db.batches.get();
    ensure(&desk);
    assert_eq!(desk.db.batches.get(), batches + 1);
    check(&desk);
    assert!(desk.audited().iter().all(|row| row.contains("|operator:local|")));
    let agencies = "SELECT agency_code, may_change_point_of_sale FROM agency ORDER BY agency_code";
    assert_eq!(desk.db.query(agencies), ["1|0", "12036|1", "12345|0"]);
    let places = "SELECT unit FROM employee_unit WHERE login = 'cashier@demo.mixvel.com' ORDER BY position";
    assert_eq!(desk.db.query(places), ["ALPHA", "DELTA"]);
    for (table, login, password) in [
        ("application", "testuser.auth@mixvel.com", "passWord1!"),
        ("employee", "support@demo.mixvel.com", "Demo-passw0rd"),
    ] {
        let hash =
            desk.db.query(&format!("SELECT password_hash FROM {table} WHERE login = '{login}'")).concat();
        let (config, password) = (desk.ctx().config, Password::from(password.to_owned()));
        let password = password.normal(|text| desk.nfkc(text));
        let verdict = block_on(desk.compare(&password, &hash, config.cost, &config.peppers));
        assert_eq!(verdict, Ok(Verdict::Right { outdated: false }), "{login}");
    }
}

#[test]
fn a_first_request_that_broke_off_is_made_up_for_by_the_next_one() {
    for batch in 1..60 {
        for place in [Break::Before, Break::After] {
            let desk = Desk::empty();
            desk.db.break_at(batch, place);
            let broke = block_on(demo::ensure(&desk.ctx())).is_err();
            desk.db.fault.set(None);
            ensure(&desk);
            check(&desk);
            if !broke {
                return;
            }
        }
    }
    panic!("the demo data take more batches than that");
}

#[test]
fn of_two_first_requests_at_once_each_finds_all_of_it() {
    let desk = Desk::empty();
    let first = (0..2).map(|_| async {
        demo::ensure(&desk.ctx()).await.unwrap();
        count(&desk, "employee")
    });
    assert_eq!(in_turns(first), ["4", "4"]);
    check(&desk);
}

#[test]
fn a_database_with_an_agency_of_its_own_stays_as_it_is() {
    let desk = Desk::empty();
    desk.db.execute("INSERT INTO agency (agency_code, name) VALUES (7, 'Own')");
    ensure(&desk);
    assert_eq!((count(&desk, "agency"), count(&desk, "audit")), ("1".to_owned(), "0".to_owned()));
}
