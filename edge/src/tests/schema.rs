//! What the migrations have made, against the invariants of ARCHITECTURE.md that are about tables.

use crate::storage::sqlite::Sqlite;

/// Tables that belong to no agency: counters under keyed digests, causes of mails, requests of people whom nobody may know,
/// and what the installation itself has.
const OF_NO_AGENCY: [&str; 11] = [
    "audit_export",
    "lease",
    "link_request",
    "login_address",
    "login_count",
    "login_try",
    "mail_cause",
    "notice",
    "operator",
    "password_try",
    "text_version",
];

#[test]
fn every_key_of_an_agencys_data_starts_with_the_agency_code() {
    let db = Sqlite::new();
    let keys = "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c ON c.pk = 1
                WHERE t.type = 'table' ORDER BY t.name";
    let others: Vec<String> =
        db.query(keys).into_iter().filter(|key| !key.ends_with("|agency_code")).collect();
    let known = |key: &&String| !OF_NO_AGENCY.contains(&key.split('|').next().unwrap());
    let unknown: Vec<_> = others.iter().filter(known).collect();
    assert!(unknown.is_empty(), "{unknown:?} start with something else");
}

#[test]
fn the_step_of_a_sign_in_is_stored_nowhere() {
    let db = Sqlite::new();
    let columns = "SELECT t.name || '.' || c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
                   WHERE t.type = 'table' AND c.name IN ('step', 'state', 'stage') AND t.name IN ('sign_in', 'session')";
    assert_eq!(db.query(columns), [] as [&str; 0]);
}
