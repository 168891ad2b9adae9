//! Statements of D1 with their values, and what its errors mean.

use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result};

use super::row::{FromRow, Row};
use crate::error::Internal;

/// A value bound to a statement.
pub(super) enum Value<'a> {
    Text(&'a str),
    MaybeText(Option<&'a str>),
    Number(u32),
    Moment(UnixMillis),
}

impl From<&Value<'_>> for JsValue {
    fn from(value: &Value<'_>) -> Self {
        match value {
            Value::Text(text) => Self::from_str(text),
            Value::MaybeText(text) => text.map_or(Self::NULL, Self::from_str),
            Value::Number(number) => Self::from_f64(f64::from(*number)),
            // JavaScript's numbers hold milliseconds exactly for 285 000 years.
            #[expect(clippy::cast_precision_loss, reason = "milliseconds stay far below 2^53")]
            Value::Moment(moment) => Self::from_f64(moment.0 as f64),
        }
    }
}

/// Prepares a statement with its values bound to `?1`, `?2` and so on.
pub(super) fn statement(
    db: &D1Database,
    sql: &str,
    values: &[Value<'_>],
) -> Result<D1PreparedStatement, Internal> {
    let values: Vec<JsValue> = values.iter().map(JsValue::from).collect();
    db.prepare(sql).bind(&values).map_err(|error| failed(sql, &error))
}

/// Runs the statements as one transaction: all of them, or none and an error.
pub(super) async fn batch_of(
    db: &D1Database,
    name: &str,
    statements: Vec<D1PreparedStatement>,
) -> Result<Vec<D1Result>, Internal> {
    let results = db.batch(statements).await.map_err(|error| failed(name, &error))?;
    match results.iter().find_map(D1Result::error) {
        Some(error) => Err(Internal::storage(format!("{name}: {error}"))),
        None => Ok(results),
    }
}

/// The same for a number of statements that never changes.
pub(super) async fn batch<const N: usize>(
    db: &D1Database,
    name: &str,
    statements: Vec<D1PreparedStatement>,
) -> Result<[D1Result; N], Internal> {
    let results = batch_of(db, name, statements).await?;
    results.try_into().map_err(|_| Internal::fault(format!("{name}: not {N} results")))
}

/// The first row of a result, if it has one.
pub(super) fn first<T: FromRow>(name: &str, result: &D1Result) -> Result<Option<T>, Internal> {
    Ok(rows(name, result)?.into_iter().next())
}

/// All rows of a result.
pub(super) fn rows<T: FromRow>(name: &str, result: &D1Result) -> Result<Vec<T>, Internal> {
    let read = |row: &Row| {
        T::from_row(row)
            .map_err(|column| Internal::fault(format!("{name}.{column} is not what it should be")))
    };
    raw(name, result)?.iter().map(read).collect()
}

fn raw(name: &str, result: &D1Result) -> Result<Vec<Row>, Internal> {
    result.results().map_err(|error| Internal::fault(format!("{name}: rows cannot be read: {error}")))
}

/// Runs one statement that finds one row or none.
pub(super) async fn find<T: FromRow>(
    db: &D1Database,
    name: &str,
    sql: &str,
    values: &[Value<'_>],
) -> Result<Option<T>, Internal> {
    let found = statement(db, sql, values)?.all().await.map_err(|error| failed(name, &error))?;
    first(name, &found)
}

/// How many rows a statement changed.
pub(super) fn changes(name: &str, result: &D1Result) -> Result<u32, Internal> {
    let meta = result.meta().map_err(|error| Internal::fault(format!("{name}: {error}")))?;
    let changes =
        meta.and_then(|meta| meta.changes).ok_or_else(|| Internal::fault(format!("{name}: no count")))?;
    u32::try_from(changes).map_err(Internal::fault)
}

/// The agency of a row.
pub(super) fn agency(name: &str, code: u32) -> Result<AgencyCode, Internal> {
    AgencyCode::from_number(code)
        .ok_or_else(|| Internal::fault(format!("{name}.agency_code {code} is no agency code")))
}

/// The login of a row.
pub(super) fn login(name: &str, text: &str) -> Result<Login, Internal> {
    Login::parse(text).ok_or_else(|| Internal::fault(format!("{name}.login is empty")))
}

/// The structure unit of a row.
pub(super) fn unit(name: &str, agency: AgencyCode, letters: &str) -> Result<StructureUnitId, Internal> {
    StructureUnitId::parse(&format!("{agency}_{letters}"))
        .ok_or_else(|| Internal::fault(format!("{name}.unit {letters:?} is no structure unit")))
}

/// Whatever D1 says, the request was not carried out and may be tried again.
pub(super) fn failed(name: &str, error: &worker::Error) -> Internal {
    Internal::storage(format!("{name}: {error}"))
}
