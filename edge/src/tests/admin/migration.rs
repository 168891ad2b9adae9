//! A database from before administration, migrated.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

/// An agency, a unit, and an employee who has signed in.
const BEFORE: &str = "
INSERT INTO agency (agency_code, name) VALUES (12036, 'Альфа Travel');
INSERT INTO structure_unit (agency_code, unit, name) VALUES (12036, 'ALPHA', 'Центральный офис');
INSERT INTO employee (agency_code, login, name, role, password_hash, created_at)
  VALUES (12036, 'anna@a.io', 'Анна ЁЛКИНА', 'cashier', 'x', 1);
INSERT INTO last_sign_in (agency_code, login, product, at, address) VALUES
  (12036, 'anna@a.io', 'cashier', 5, ''), (12036, 'anna@a.io', 'boss', 7, '');
";

#[test]
fn what_was_there_before_is_found_and_sorted_as_if_it_were_new() {
    let database = Connection::open_in_memory().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        if file.ends_with("0006_administration.sql") {
            database.execute_batch(BEFORE).unwrap();
        }
        database.execute_batch(&fs::read_to_string(file).unwrap()).unwrap();
    }
    let text = |sql: &str| database.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    let employee = "SELECT sort_name || '|' || last_sign_in_at || '|' || version FROM employee";
    assert_eq!(text(employee), "анна ёлкина|7|1");
    let words = "SELECT group_concat(word, '|') FROM (SELECT word FROM employee_word ORDER BY word)";
    assert_eq!(text(words), "anna@a.io|анна|ёлкина");
    assert_eq!(text("SELECT search FROM agency"), " 12036 альфа travel");
    assert_eq!(text("SELECT search FROM structure_unit"), " alpha центральный офис");
}
