//! A database of an earlier version is brought to this one by the migrations that it lacks.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::demo;

/// The version whose databases are in use: migrations up to this one were never changed since.
const DEPLOYED: &str = "0003_recovery.sql";

/// Rows that only an earlier version has written.
const IN_USE: &str = "
INSERT INTO password_try (key, failed, in_flight, taken_at, locked_at) VALUES ('k', 2, 1, 7, NULL), ('l', 0, 0, 7, 8),
  ('browser', 0, 0, 7, 9), ('nobody', 0, 0, 7, 10), ('twice', 0, 0, 7, 11);
INSERT INTO device (agency_code, login, device_hash, lock_key, created_at, used_at)
VALUES (12036, 'ready@demo.mixvel.com', 'd', 'browser', 1, 1);
INSERT INTO audit (agency_code, at, audit_id, event, actor, subject)
VALUES (12036, 8, 'a', 'password.locked', 'x', 'ready@demo.mixvel.com'),
  (0, 10, 'b', 'password.locked', 'x', 'nobody@demo.mixvel.com'),
  (12036, 11, 'c', 'password.locked', 'x', 'ready@demo.mixvel.com'),
  (0, 11, 'd', 'password.locked', 'x', 'nobody@demo.mixvel.com');
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
    assert_eq!(text(counters), "browser09,k2-,l08,nobody010,twice011");
    let owned = "SELECT group_concat(key || agency_code || login) FROM password_try WHERE login IS NOT NULL";
    assert_eq!(text(owned), "browser12036ready@demo.mixvel.com,l12036ready@demo.mixvel.com");
    assert_eq!(text("SELECT sealed_key || failed FROM second_factor"), "sealed1");
    assert_eq!(text("SELECT secret_hash || coalesce(ended_at, '-') FROM session"), "h-");
}
