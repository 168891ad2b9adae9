//! A database of an earlier version is brought to this one by the migrations that it lacks.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::demo;

/// The version whose databases are in use: migrations up to this one were never changed since.
const DEPLOYED: &str = "0003_recovery.sql";

/// Rows that only an earlier version has written.
const IN_USE: &str = "
INSERT INTO password_try (key, failed, in_flight, taken_at, locked_at) VALUES ('k', 2, 1, 7, NULL), ('l', 0, 0, 7, 8);
INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, failed, in_flight, taken_at)
VALUES (12036, 'ready@demo.mixvel.com', 's', 'sealed', 1, 1, 1, 7);
INSERT INTO session (agency_code, secret_hash, login, product, created_at, last_active_at, address, user_agent)
VALUES (12036, 'h', 'ready@demo.mixvel.com', 'cashier', 1, 1, '', '');
";

#[test]
fn a_database_in_use_keeps_what_counts() {
    let connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let run = |files: &[PathBuf]| {
        for file in files {
            connection.execute_batch(&fs::read_to_string(file).unwrap()).unwrap();
        }
    };
    let deployed = files.iter().position(|file| file.ends_with(DEPLOYED)).unwrap() + 1;
    run(&files[..deployed]);
    connection.execute_batch(demo::ROWS).unwrap();
    connection.execute_batch(IN_USE).unwrap();
    run(&files[deployed..]);
    let text = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    let counters = "SELECT group_concat(key || failed || coalesce(locked_at, '-')) FROM password_try";
    assert_eq!(text(counters), "k2-,l08");
    assert_eq!(text("SELECT sealed_key || failed FROM second_factor"), "sealed1");
    assert_eq!(text("SELECT secret_hash || coalesce(ended_at, '-') FROM session"), "h-");
}
