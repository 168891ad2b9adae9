//! What every [`Database`] must hold, as named checks: run natively on `SQLite`, and on the platform by local builds
//! with the feature `contract`.
//!
//! The checks share an agency and leave their rows behind; whatever else they touch is named after the run.

mod endings;
mod rules;
mod statements;

use shared::audit::{Event, Row};
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;

use super::database::{Database, Rows};
use super::statement::Statement;
use crate::error::Internal;

/// The agency of all checks.
const AGENCY: u32 = 99_999;

/// What an employee stands on, and one.
const AN_AGENCY: &str =
    "INSERT INTO agency (agency_code, name) VALUES (:agency, 'Contract') ON CONFLICT DO NOTHING";
const AN_EMPLOYEE: &str = "\
INSERT INTO employee (agency_code, login, name, role, password_hash, created_at)
VALUES (:agency, :login, 'Contract', 'cashier', '', :now)";

/// A check and why it fails, if it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What must hold, as a sentence.
    pub name: &'static str,
    /// What was found instead.
    pub failure: Option<String>,
}

/// A run of the checks.
pub struct Case<'a, D> {
    /// The database.
    pub database: &'a D,
    /// Names the run: no other one has had it.
    pub run: &'a str,
    /// The moment of the run.
    pub now: UnixMillis,
}

/// Runs every check, one after the other.
pub async fn check<D: Database>(case: &Case<'_, D>) -> Vec<Outcome> {
    let mut outcomes = statements::check(case).await;
    outcomes.extend(endings::check(case).await);
    outcomes.extend(rules::check(case).await);
    outcomes
}

/// The checks of a file: each is a function of its name.
macro_rules! checks {
    ($($name:ident)*) => {
        pub(super) async fn check<D: crate::storage::database::Database>(
            case: &crate::storage::contract::Case<'_, D>,
        ) -> Vec<crate::storage::contract::Outcome> {
            vec![$(crate::storage::contract::Outcome {
                name: stringify!($name),
                failure: $name(case).await.err(),
            }),*]
        }
    };
}
use checks;

/// What a check found.
type Found = Result<(), String>;

/// Fails with what was found unless it is what must be.
fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Found {
    if found == expected { Ok(()) } else { Err(format!("{found:?} and not {expected:?}")) }
}

impl<D: Database> Case<'_, D> {
    /// A name of this run.
    fn name(&self, what: &str) -> String {
        format!("contract-{}-{what}@example.com", self.run)
    }

    /// Runs one statement.
    async fn one(&self, statement: Statement) -> Result<Rows, String> {
        self.database.one("contract", statement).await.map_err(|error| told(&error))
    }

    /// Runs statements, each with those of `:agency`, `:now`, `:run` and `:login` that it names.
    async fn all(&self, login: &str, statements: &[&'static str]) -> Result<Vec<Rows>, String> {
        let batch = statements.iter().map(|sql| self.bound(login, sql)).collect();
        self.database.run("contract", batch).await.map_err(|error| told(&error))
    }

    /// Whether the query finds something; its values are bound as those of [`all`](Self::all).
    async fn finds(&self, login: &str, query: &'static str) -> Result<bool, String> {
        Ok(self.one(self.bound(login, query)).await?.any())
    }

    fn bound(&self, login: &str, sql: &'static str) -> Statement {
        let values = [
            ("agency", AGENCY.into()),
            ("now", self.now.into()),
            ("run", self.run.into()),
            ("login", login.into()),
        ];
        values.into_iter().fold(Statement::new(sql), Statement::with_if_named)
    }
}

/// A row of the log that is named after the login.
fn audit_row<D>(case: &Case<'_, D>, login: &str, detail: &str) -> Result<Row, String> {
    Ok(Row {
        agency: Some(AgencyCode::from_number(AGENCY).ok_or("no such agency")?),
        at: case.now,
        audit_id: login.to_owned(),
        event: Event::SessionEnded,
        actor: login.to_owned(),
        subject: login.to_owned(),
        detail: detail.to_owned(),
        address: String::new(),
        request_id: case.run.to_owned(),
    })
}

fn told(error: &Internal) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;

    use super::*;
    use crate::storage::sqlite::Sqlite;

    #[test]
    fn sqlite_holds_the_contract_in_every_run() {
        let database = Sqlite::new();
        for run in ["first", "second"] {
            let now = UnixMillis(1_735_689_601_000);
            let outcomes = block_on(check(&Case { database: &database, run, now }));
            let failed: Vec<_> = outcomes.iter().filter(|outcome| outcome.failure.is_some()).collect();
            assert!(failed.is_empty() && outcomes.len() > 20, "{failed:#?}");
        }
    }
}
