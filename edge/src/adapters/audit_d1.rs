//! The audit log in D1.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use worker::{D1Database, D1PreparedStatement};

use super::Platform;
use super::d1::{Value, failed, statement};
use crate::error::Internal;
use crate::ports::AuditLog;
use crate::tries::TryKey;

/// What every statement that writes rows begins with.
const COLUMNS: &str =
    "INSERT INTO audit (agency_code, at, audit_id, event, actor, subject, detail, address, request_id)";

impl AuditLog for Platform {
    async fn record(&self, row: &Row) -> Result<(), Internal> {
        insert(&self.db, row)?.run().await.map(drop).map_err(|error| failed("audit", &error))
    }
}

/// The statement that writes the row, or keeps the one of its name.
pub(super) fn insert(db: &D1Database, row: &Row) -> Result<D1PreparedStatement, Internal> {
    let sql = format!("{COLUMNS} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING");
    statement(db, &sql, &values(row))
}

/// The statement that writes the row if the token it tells of was stored earlier in the same batch.
pub(super) fn insert_if_issued(db: &D1Database, row: &Row) -> Result<D1PreparedStatement, Internal> {
    insert_if(db, row, "SELECT 1 FROM token WHERE agency_code = ?1 AND jti = ?6", [])
}

/// The statement that writes the row if the query finds something, since an earlier statement of the batch has
/// made it so. The query's own values are `?10` and so on.
pub(super) fn insert_if<const N: usize>(
    db: &D1Database,
    row: &Row,
    query: &str,
    own: [Value<'_>; N],
) -> Result<D1PreparedStatement, Internal> {
    insert_from(db, row, &format!("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE EXISTS ({query})"), own)
}

/// The statement that writes the row for the owner of the link that a request has opened: its agency, and its
/// login as actor and subject.
pub(super) fn insert_for_link(
    db: &D1Database,
    row: &Row,
    used_by: &str,
) -> Result<D1PreparedStatement, Internal> {
    let query = "SELECT agency_code, ?2, ?3, ?4, login, login, link_id, ?8, ?9 FROM link WHERE used_by = ?10";
    insert_from(db, row, query, [Value::Text(used_by)])
}

/// The statement that writes whatever rows the query selects, in the order of the columns, each but for the one of
/// its name. The row's own values are `?1` to `?9` in that order, the query's `?10` and so on.
pub(super) fn insert_from<const N: usize>(
    db: &D1Database,
    row: &Row,
    query: &str,
    own: [Value<'_>; N],
) -> Result<D1PreparedStatement, Internal> {
    let all: Vec<Value<'_>> = values(row).into_iter().chain(own).collect();
    statement(db, &format!("{COLUMNS} {query} ON CONFLICT DO NOTHING"), &all)
}

/// The statement that writes the row if the statement before it in the same batch changed one.
pub(super) fn insert_if_changed(db: &D1Database, row: &Row) -> Result<D1PreparedStatement, Internal> {
    let sql = format!("{COLUMNS} SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE changes() > 0");
    statement(db, &sql, &values(row))
}

/// The statement that writes the row unless a wait of the key runs.
pub(super) fn insert_unless_waiting(
    db: &D1Database,
    row: &Row,
    key: &TryKey,
    now: UnixMillis,
) -> Result<D1PreparedStatement, Internal> {
    let sql = format!(
        "{COLUMNS} SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 \
         WHERE NOT EXISTS (SELECT 1 FROM login_try WHERE key = ?10 AND wait_until > ?11)"
    );
    let wait = [Value::Text(key.as_str()), Value::Moment(now)];
    let values: Vec<_> = values(row).into_iter().chain(wait).collect();
    statement(db, &sql, &values)
}

fn values(row: &Row) -> [Value<'_>; 9] {
    [
        Value::Number(row.agency.map_or(0, AgencyCode::as_number)),
        Value::Moment(row.at),
        Value::Text(&row.audit_id),
        Value::Text(row.event.as_str()),
        Value::Text(&row.actor),
        Value::Text(&row.subject),
        Value::Text(&row.detail),
        Value::Text(&row.address),
        Value::Text(&row.request_id),
    ]
}
