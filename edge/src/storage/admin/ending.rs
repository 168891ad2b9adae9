//! What ends with whatever it depends on: the preview of a block, and the count of one.

use shared::api::admin::Ending;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::database::{Database, Rows};
use super::super::row::row;
use super::super::statement::Statement;
use crate::error::Internal;
use crate::standing::{SESSION_IDLE_MS, SESSION_MS, SIGN_IN_IDLE_MS};

/// What sessions, sign-ins and tokens depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Nothing: all of them.
    All,
    /// An agency.
    Agency(AgencyCode),
    /// A structure unit.
    Unit(StructureUnitId),
    /// An employee.
    Employee(AgencyCode, Login),
    /// An application.
    Application(AgencyCode, Login),
}

row! {
    struct EndingRow {
        sessions: u32,
        sign_ins: u32,
        tokens: u32,
    }
}

/// Counts of what would end.
pub trait Endings: Database {
    /// What of it lives at `now`.
    async fn ending(&self, whose: &Whose, now: UnixMillis) -> Result<Ending, Internal> {
        counted(&self.one("ending", count(whose, now)).await?)
    }
}

impl<D: Database> Endings for D {}

/// The statement that counts. In a batch it stands before the statement that ends.
pub(in super::super) fn count(whose: &Whose, now: UnixMillis) -> Statement {
    const AGENCY: &str = "agency_code = :agency AND";
    const UNIT: &str = "agency_code = :agency AND unlikely(unit = :unit) AND";
    const LOGIN: &str = "agency_code = :agency AND unlikely(login = :login) AND";
    // A half-done sign-in looks for its place on every request, and chooses another one.
    let [sessions, sign_ins, tokens] = match whose {
        Whose::All => [Some(""); 3],
        Whose::Agency(_) => [Some(AGENCY); 3],
        Whose::Unit(_) => [Some(UNIT), None, Some(UNIT)],
        Whose::Employee(..) => [Some(LOGIN), Some(LOGIN), None],
        Whose::Application(..) => [None, None, Some(LOGIN)],
    };
    let number = |table: &str, live: &str, condition: Option<&str>| {
        let count = |condition| format!("(SELECT count(*) FROM {table} WHERE {condition} {live})");
        condition.map_or_else(|| "0".to_owned(), count)
    };
    let count = Statement::new(format!(
        "SELECT {} AS sessions, {} AS sign_ins, {} AS tokens",
        number(
            "session",
            "ended_at IS NULL AND last_active_at > :active_since AND created_at > :opened_since",
            sessions
        ),
        number("sign_in", "ended_at IS NULL AND touched_at > :touched_since", sign_ins),
        number("token", "revoked_at IS NULL AND expires_at > :now", tokens),
    ));
    let moments = [
        ("now", now.into()),
        ("active_since", now.plus_ms(-SESSION_IDLE_MS).into()),
        ("opened_since", now.plus_ms(-SESSION_MS).into()),
        ("touched_since", now.plus_ms(-SIGN_IN_IDLE_MS).into()),
    ];
    let count = moments.into_iter().fold(count, Statement::with_if_named);
    named(count, whose)
}

/// The statement with the values that name whose.
pub(in super::super) fn named(statement: Statement, whose: &Whose) -> Statement {
    match whose {
        Whose::All => statement,
        Whose::Agency(agency) => statement.with("agency", *agency),
        Whose::Unit(unit) => statement.with("agency", unit.agency()).with("unit", unit.unit()),
        Whose::Employee(agency, login) | Whose::Application(agency, login) => {
            statement.with("agency", *agency).with("login", login)
        }
    }
}

/// What the statement has counted.
pub(in super::super) fn counted(rows: &Rows) -> Result<Ending, Internal> {
    let row: EndingRow = rows.first()?.ok_or_else(|| Internal::fault("ending: no count"))?;
    Ok(Ending { sessions: row.sessions, sign_ins: row.sign_ins, tokens: row.tokens, changed: false })
}
