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
    let sql = format!(
        "{COLUMNS} SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 \
         WHERE EXISTS (SELECT 1 FROM token WHERE agency_code = ?1 AND jti = ?6)"
    );
    statement(db, &sql, &values(row))
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
