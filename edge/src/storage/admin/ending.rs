//! What ends with whatever it depends on: the preview of a block, and the count of one.

use shared::api::admin::Ending;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::audit::insert_from;
use super::super::database::{Database, Rows};
use super::super::row::row;
use super::super::statement::Statement;
use crate::error::Internal;
use crate::visit::standing::{SESSION_IDLE_MS, SESSION_MS, SIGN_IN_IDLE_MS};

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

const LIVE_SESSION: &str =
    "ended_at IS NULL AND last_active_at > :active_since AND created_at > :opened_since";

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
        number("session", LIVE_SESSION, sessions),
        number("sign_in", "ended_at IS NULL AND touched_at > :touched_since", sign_ins),
        number("token", "revoked_at IS NULL AND expires_at > :now", tokens),
    ));
    named(at(count, now), whose)
}

/// The statement with those moments that it names from which on something counts as alive.
fn at(statement: Statement, now: UnixMillis) -> Statement {
    let moments = [
        ("now", now.into()),
        ("active_since", now.plus_ms(-SESSION_IDLE_MS).into()),
        ("opened_since", now.plus_ms(-SESSION_MS).into()),
        ("touched_since", now.plus_ms(-SIGN_IN_IDLE_MS).into()),
    ];
    moments.into_iter().fold(statement, Statement::with_if_named)
}

/// The statement that writes the row of a block if the query finds that it is due. The row says what ends with it,
/// before whatever it says besides. In a batch it stands before the block.
pub(in super::super) fn record_block(row: &Row, whose: &Whose, due: &str) -> Statement {
    let counting = count(whose, row.at);
    let record = format!(
        "SELECT :row_agency, :row_at, :row_id, :row_event, :row_actor, :row_subject, \
         'sessions ' || sessions || ', sign-ins ' || sign_ins || ', tokens ' || tokens \
         || CASE :row_detail WHEN '' THEN '' ELSE '; ' || :row_detail END, :row_address, :row_request \
         FROM ({}) WHERE EXISTS ({due})",
        counting.sql()
    );
    insert_from(row, Statement::new(record).with_values_of(counting))
}

/// The statement that writes the row of a change to an employee if the statement before it in the batch changed one. The
/// row says first how many sessions end, if any: those of products and units, JSON arrays, that are not left. In a batch
/// it stands before these are taken away.
pub(in super::super) fn record_move(
    row: &Row,
    (agency, login): (AgencyCode, &Login),
    products: String,
    units: String,
) -> Statement {
    let record = format!(
        "SELECT :row_agency, :row_at, :row_id, :row_event, :row_actor, :row_subject, \
         CASE sessions WHEN 0 THEN '' ELSE 'sessions ' || sessions || '; ' END || :row_detail, :row_address, :row_request \
         FROM (SELECT count(*) AS sessions FROM session \
               WHERE agency_code = :agency AND unlikely(login = :login) AND {LIVE_SESSION} \
                 AND (product NOT IN (SELECT value FROM json_each(:products)) \
                      OR unit NOT IN (SELECT value FROM json_each(:units)))) \
         WHERE changes() > 0"
    );
    let record = at(Statement::new(record), row.at).with("agency", agency).with("login", login);
    insert_from(row, record.with("products", products).with("units", units))
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
