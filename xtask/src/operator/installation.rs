//! A local installation of a test's own: `SQLite` with the project's tables and triggers, and the demo data.

use super::command::perform;
use super::database::{self, Row, Rows};
use super::demo;
use super::place::Place;
use super::refusal::Refusal;
use super::report::Report;
use super::scratch::Scratch;
use super::sql::{Sql, sql};
use crate::secrets;

/// The application of the demo.
pub(super) const LOGIN: &str = "testuser.auth@mixvel.com";

/// A local installation with the demo data.
pub(super) struct Installation {
    pub(super) scratch: Scratch,
}

impl Installation {
    pub(super) fn new() -> Self {
        let scratch = Scratch::with_database();
        secrets::ensure_local(scratch.path()).unwrap();
        demo::load(scratch.path()).unwrap();
        Self { scratch }
    }

    pub(super) fn perform(&self, line: &str) -> Result<Report, Refusal> {
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        perform(self.scratch.path(), &words)
    }

    #[track_caller]
    pub(super) fn done(&self, line: &str) -> Report {
        self.perform(line).unwrap()
    }

    /// Runs a command that must change nothing and returns why.
    #[track_caller]
    pub(super) fn refused(&self, line: &str) -> &'static str {
        let (audit, content) = (self.count("audit"), self.content());
        let slug = self.perform(line).unwrap_err().slug();
        assert_eq!((self.count("audit"), self.content()), (audit, content), "{line}");
        slug
    }

    pub(super) fn rows(&self, query: &Sql) -> Vec<Row> {
        database::run(&Place::local(self.scratch.path()), std::slice::from_ref(query)).unwrap().remove(0)
    }

    pub(super) fn count(&self, table: &str) -> i64 {
        self.rows(&Sql::from_macro(format!("SELECT count(*) AS count FROM {table}")))[0]
            .number("count")
            .unwrap()
    }

    /// Everything that commands change.
    pub(super) fn content(&self) -> Vec<Rows> {
        let batch = [
            sql!("SELECT * FROM agency"),
            sql!("SELECT * FROM structure_unit"),
            sql!("SELECT * FROM seance"),
            sql!("SELECT * FROM application"),
            sql!("SELECT * FROM application_unit"),
            sql!("SELECT * FROM token"),
            sql!("SELECT * FROM employee"),
            sql!("SELECT * FROM employee_product"),
            sql!("SELECT * FROM employee_unit"),
            sql!("SELECT * FROM consent"),
            sql!("SELECT * FROM second_factor"),
            sql!("SELECT * FROM password_try"),
            sql!("SELECT * FROM sign_in"),
            sql!("SELECT * FROM session"),
            sql!("SELECT * FROM link_request"),
        ];
        database::run(&Place::local(self.scratch.path()), &batch).unwrap()
    }

    pub(super) fn last_audit_row(&self) -> Row {
        self.rows(&sql!("SELECT * FROM audit ORDER BY at DESC LIMIT 1")).remove(0)
    }

    /// Puts a token of the demo application in place, as the service would.
    pub(super) fn issue(&self, jti: &str) {
        self.rows(&sql!(
            "INSERT INTO token (agency_code, jti, login, unit, issued_at, expires_at) \
             VALUES (12036, {jti}, {login}, {unit}, 0, 9999999999999)",
            jti = jti,
            login = LOGIN,
            unit = "ALPHA"
        ));
    }

    pub(super) fn live_tokens(&self) -> Vec<String> {
        let rows = self.rows(&sql!("SELECT jti FROM token WHERE revoked_at IS NULL ORDER BY issued_at, jti"));
        rows.iter().map(|row| row.text("jti").unwrap().to_owned()).collect()
    }

    /// Puts a half-done sign-in to Cashier and a session at ALPHA of an employee in place, as the service would.
    pub(super) fn open(&self, login: &str, secret: &str, seance: &str) {
        self.rows(&sql!(
            "INSERT INTO sign_in (agency_code, secret_hash, login, product, created_at, touched_at, address, user_agent) \
             VALUES (12036, {secret}, {login}, {product}, 0, 0, '', '')",
            secret = secret,
            login = login,
            product = "cashier"
        ));
        self.rows(&sql!(
            "INSERT INTO session (agency_code, secret_hash, login, product, unit, seance, created_at, last_active_at, \
             address, user_agent) VALUES (12036, {secret}, {login}, {product}, {unit}, {seance}, 0, 0, '', '')",
            secret = secret,
            login = login,
            product = "cashier",
            unit = "ALPHA",
            seance = seance
        ));
    }

    /// The secrets of half-done sign-ins or sessions that have not ended.
    pub(super) fn live(&self, table: &str) -> Vec<String> {
        let query = format!("SELECT secret_hash FROM {table} WHERE ended_at IS NULL ORDER BY secret_hash");
        let rows = self.rows(&Sql::from_macro(query));
        rows.iter().map(|row| row.text("secret_hash").unwrap().to_owned()).collect()
    }

    /// Event and detail of every row of the audit log about this subject, the oldest first.
    pub(super) fn audited(&self, subject: &str) -> Vec<(String, String)> {
        let rows = self.rows(&sql!(
            "SELECT event, detail FROM audit WHERE subject = {subject} ORDER BY at, event",
            subject = subject
        ));
        let text = |row: &Row, column| row.text(column).unwrap().to_owned();
        rows.iter().map(|row| (text(row, "event"), text(row, "detail"))).collect()
    }
}
