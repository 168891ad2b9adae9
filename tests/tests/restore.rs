//! A database is exported, lost and imported, by the steps of docs/operations.md: nothing is missing, and all of it works.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use shared::consent;
use shared::nfkc::nfkc;
use shared::password_hash;
use shared::totp::TotpKey;
use shared::value::password::Password;
use shared::value::product::Product;
use tests::browser::{Browser, at};
use tests::connection::Request;
use tests::dev_server::{DevServer, Place};
use tests::employee::{KEY, code, now};
use tests::envelope::{self, Envelope, SAMPLE};
use tests::settings::{self, Settings};

const LOGIN: &str = "testuser.auth@mixvel.com";
const EMPLOYEE: &str = "employee@example.test";
const PASSWORD: &str = "passWord1!";

/// What an export has to quote. (The two characters backslash and n beside a line break are what it does not keep.)
const AWKWARD: &str = "Line one;\nline ''two''\r\nCOMMIT; -- \t END; 🧳 почта";

#[test]
fn what_was_exported_and_imported_is_the_same_database_and_works() {
    let settings = Settings::cheap();
    let place = Place::new(&settings, &fixture(&settings));
    let server = DevServer::start(&place);
    let token = log_in(&server).expect("the password is right");
    let mut browser = Browser::new(&server, Product::Cashier, "192.0.2.7");
    browser.credentials(EMPLOYEE, "wrong");
    browser.credentials(EMPLOYEE, PASSWORD);
    assert_eq!(at(&browser.code(&code(now()))), "signed_in");
    let session = browser.get("/api/auth/state");
    drop(server);

    let (before, schema) = (rows(&place), schema(&place));
    let filled = before.values().filter(|rows| !rows.is_empty()).count();
    assert!(filled >= 15, "too little to compare: {before:?}");
    assert!(before["notice"][0]["en"].as_str().is_some_and(|text| text.contains("line 'two'")));
    let file = place.folder().join("backup.sql");
    place.export(&file);
    place.lose();
    place.import(&file);
    let after = rows(&place);
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    for (table, rows) in before {
        let changed: Vec<_> = rows.iter().zip(&after[&table]).filter(|(was, is)| was != is).collect();
        assert!(rows.len() == after[&table].len() && changed.is_empty(), "{table}: {changed:?}");
    }
    assert_eq!(self::schema(&place), schema, "triggers and indices, too");

    let server = DevServer::start(&place);
    let verified = || server.connect().send(&Request::get("/api/Accounts/verify").bearer(&token)).status;
    assert_eq!(verified(), 204, "the token counts");
    assert_eq!(at(&server.connect().send(&session)), "signed_in", "and so does the session");
    assert!(log_in(&server).is_some(), "the password is still right");
    place.query(&format!("UPDATE agency SET blocked_at = {} WHERE agency_code = 12036", now().0));
    assert_eq!(verified(), 401, "triggers end what they have to");
    let file = place.folder().join("audit.sql");
    fs::write(&file, "DELETE FROM audit;").unwrap();
    assert!(place.refuses(&file), "the audit log cannot be emptied");
}

fn log_in(server: &DevServer) -> Option<String> {
    Envelope::read(&server.connect().send(&envelope::post(SAMPLE).from("192.0.2.1"))).token
}

/// The rows of every table, in an order of their own.
fn rows(place: &Place) -> BTreeMap<String, Vec<Value>> {
    let tables = place.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name <> 'sqlite_sequence'",
    );
    let names: Vec<_> = tables.iter().filter_map(|row| row["name"].as_str().map(str::to_owned)).collect();
    let select = |name: &String| format!("SELECT * FROM \"{name}\"");
    let sql = names.iter().map(select).collect::<Vec<_>>().join(";");
    let sorted = |mut rows: Vec<Value>| {
        rows.sort_by_key(Value::to_string);
        rows
    };
    names.into_iter().zip(place.queries(&sql).into_iter().map(sorted)).collect()
}

fn schema(place: &Place) -> Vec<Value> {
    place.query(
        "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*' \
         ORDER BY type, name",
    )
}

/// An application, an employee who is set up, and rows with texts that people write.
fn fixture(settings: &Settings) -> Vec<String> {
    let password = Password::from(PASSWORD.to_owned()).normal(nfkc);
    let hash = password_hash::hash(&password, [7; 16], settings.cost, settings::peppers().current()).unwrap();
    let key = TotpKey::parse(KEY).unwrap();
    let owner = format!("second_factor/12036/{EMPLOYEE}");
    let sealed = settings::seal_keys().seal(key.bytes(), &owner, [7; 12]).unwrap();
    [
        "agency (agency_code, name) VALUES (12036, 'Alpha Travel')".to_owned(),
        "structure_unit (agency_code, unit, name, address) VALUES (12036, 'ALPHA', 'O''Hare; \"office\"', 'Тверская, 1')"
            .to_owned(),
        "seance VALUES (12036, 'ALPHA', 'Regular')".to_owned(),
        format!("application (agency_code, login, password_hash, created_at) VALUES (12036, '{LOGIN}', '{hash}', 0)"),
        format!("application_unit VALUES (12036, '{LOGIN}', 'ALPHA')"),
        format!(
            "employee (agency_code, login, name, role, password_hash, created_at) \
             VALUES (12036, '{EMPLOYEE}', 'Tess Ter', 'cashier', '{hash}', 0)"
        ),
        format!("employee_product VALUES (12036, '{EMPLOYEE}', 'cashier')"),
        format!("employee_unit VALUES (12036, '{EMPLOYEE}', 'ALPHA', 0)"),
        format!("consent VALUES (12036, '{EMPLOYEE}', 'cashier', '{}', 'en', 0, 'tests')", consent::version()),
        format!(
            "second_factor (agency_code, login, key_id, sealed_key, created_at, activated_at) \
             VALUES (12036, '{EMPLOYEE}', '{}', '{}', 0, 0)",
            sealed.key_id, sealed.text
        ),
        format!(
            "notice (notice_id, product, level, ru, en, shown_from, shown_until) \
             VALUES ('n1', 'cashier', 'warning', '{AWKWARD}', '{AWKWARD}', 0, 1)"
        ),
        format!(
            "text_version (kind, product, version, since, published_at, published_by, ru, en) \
             VALUES ('policy', 'boss', '{}', 120000, 0, 'operator:anna', '{}', '{AWKWARD}')",
            "a".repeat(64),
            "Пункт политики. ".repeat(2_000)
        ),
        "operator VALUES ('anna', 'digest', 1, 2, 3)".to_owned(),
    ]
    .map(|row| format!("INSERT INTO {row}"))
    .into()
}
