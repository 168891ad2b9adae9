//! The rows that every application under test begins with, and in which order rows are written from then on.

use shared::nfkc::nfkc;
use shared::password_hash::{Cost, Peppers, hash};
use shared::value::password::Password;

use crate::storage::sqlite::Sqlite;

/// The password of every employee.
pub(super) const PASSWORD: &str = "Demo-passw0rd";

/// The demo application of agency 12036 may work in `12036_ALPHA`. Employees have neither consents nor keys.
pub(super) const ROWS: &str = "
INSERT INTO agency (agency_code, name, may_change_point_of_sale)
VALUES (12036, 'Alpha Travel', 1), (12345, 'Meridian', 0);
INSERT INTO structure_unit (agency_code, unit, name, address) VALUES
  (12036, 'ALPHA', 'Central office', 'Tverskaya 1, Moscow'),
  (12036, 'DELTA', 'Airport desk', 'Terminal B, Sheremetyevo'),
  (12345, 'MNPQR', 'Meridian Kazan', 'Baumana 5, Kazan');
INSERT INTO seance (agency_code, unit, name) VALUES
  (12036, 'ALPHA', 'Charter'), (12036, 'ALPHA', 'Regular'), (12036, 'DELTA', 'Regular'), (12345, 'MNPQR', 'Regular');
INSERT INTO application (agency_code, login, password_hash, created_at)
VALUES (12036, 'testuser.auth@mixvel.com', 'APPLICATION', 0);
INSERT INTO application_unit (agency_code, login, unit) VALUES (12036, 'testuser.auth@mixvel.com', 'ALPHA');
INSERT INTO employee (agency_code, login, name, role, password_hash, created_at) VALUES
  (12036, 'cashier@demo.mixvel.com', 'Demo', 'cashier', 'EMPLOYEE', 0),
  (12036, 'ready@demo.mixvel.com', 'Demo', 'cashier', 'EMPLOYEE', 0),
  (12036, 'admin@demo.mixvel.com', 'Demo', 'administrator', 'EMPLOYEE', 0);
INSERT INTO employee_product (agency_code, login, product) VALUES
  (12036, 'cashier@demo.mixvel.com', 'cashier'), (12036, 'ready@demo.mixvel.com', 'cashier'),
  (12036, 'admin@demo.mixvel.com', 'boss');
INSERT INTO employee_unit (agency_code, login, unit, position) VALUES
  (12036, 'cashier@demo.mixvel.com', 'ALPHA', 0), (12036, 'cashier@demo.mixvel.com', 'DELTA', 1),
  (12036, 'ready@demo.mixvel.com', 'ALPHA', 0);
";

/// These tables are kept in the order of their keys.
const ORDER: &str = "
CREATE TEMP TABLE written (turn INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TEMP TRIGGER audit_is_written AFTER INSERT ON main.audit
BEGIN INSERT INTO written (id) VALUES (NEW.agency_code || ' ' || NEW.audit_id); END;
CREATE TEMP TRIGGER mail_is_written AFTER INSERT ON main.outbox
BEGIN INSERT INTO written (id) VALUES (NEW.mail_id); END;
";

/// Fills an empty database.
pub(super) fn fill(database: &Sqlite, cost: Cost, peppers: &Peppers) {
    let rows = ROWS
        .replace("APPLICATION", &phc("passWord1!", cost, peppers))
        .replace("EMPLOYEE", &phc(PASSWORD, cost, peppers));
    database.execute(&rows);
    database.execute(ORDER);
}

/// The PHC string of a password.
pub(super) fn phc(password: &str, cost: Cost, peppers: &Peppers) -> String {
    hash(&Password::from(password.to_owned()).normal(nfkc), [9; 16], cost, peppers.current()).unwrap()
}
