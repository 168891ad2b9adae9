//! The append-only audit log.

use shared::audit::{Event, Row};
use shared::value::agency_code::AgencyCode;

use super::database::{Database, Rows};
use super::row::row;
use super::statement::Statement;
use crate::error::Internal;
use crate::ports::counters::{Counters, Happened};

/// What every statement that writes rows begins with.
const INSERT: &str =
    "INSERT INTO audit (agency_code, at, audit_id, event, actor, subject, detail, address, request_id)";
/// The values of a row, in this order.
const VALUES: &str = ":row_agency, :row_at, :row_id, :row_event, :row_actor, :row_subject, :row_detail, :row_address, \
                      :row_request";
/// What every such statement ends with: nobody's row is written over, and those that were written are told.
const ONCE: &str = "ON CONFLICT DO NOTHING RETURNING detail";

row! {
    struct WrittenRow {
        detail: String,
    }
}

/// The append-only log.
pub trait AuditLog: Database {
    /// Writes a row; a row of the same name within the agency is kept as it is.
    async fn record(&self, row: &Row) -> Result<(), Internal> {
        self.one("audit", insert(row)).await.map(drop)
    }
}

impl<D: Database> AuditLog for D {}

/// Counts the rows that the statements of a batch have written, after it has happened: the one place where the audit log
/// becomes counts. Of what was not written nothing is counted.
pub fn count<C: Counters>(counters: &C, events: &[Option<Event>], written: &[Rows]) {
    for (event, rows) in events.iter().zip(written) {
        let Some(event) = event else { continue };
        let rows: Vec<WrittenRow> = rows.all().unwrap_or_default();
        for happened in rows.iter().filter_map(|row| Happened::of(*event, &row.detail)) {
            counters.count(happened);
        }
    }
}

/// The statement that writes the row, or keeps the one of its name.
pub(super) fn insert(row: &Row) -> Statement {
    insert_where(row, Statement::new("1"))
}

/// The statement that writes the row if the query finds something, since an earlier statement of the batch has made
/// it so. The query may name the row's own values, `:row_agency`, `:row_at` and so on.
pub(super) fn insert_if(row: &Row, query: Statement) -> Statement {
    insert_where(row, query.found())
}

/// The statement that writes the row if the statement before it in the same batch changed one.
pub(super) fn insert_if_changed(row: &Row) -> Statement {
    insert_where(row, Statement::new("changes() > 0"))
}

/// The statement that writes the row if the condition holds.
pub(super) fn insert_where(row: &Row, condition: Statement) -> Statement {
    let sql = format!("{INSERT} SELECT {VALUES} WHERE {} {ONCE}", condition.sql());
    bind_row(Statement::new(sql), row).with_values_of(condition)
}

/// The statement that writes whatever rows the query selects, in the order of the columns, each but for the one of
/// its name. The query names every value of the row that it wants: they are bound where they stand.
pub(super) fn insert_from(row: &Row, query: Statement) -> Statement {
    let sql = format!("{INSERT} {} {ONCE}", query.sql());
    bind_row(Statement::new(sql), row).with_values_of(query)
}

/// Binds the values of the row that the statement names.
fn bind_row(statement: Statement, row: &Row) -> Statement {
    let values = [
        ("row_agency", row.agency.map_or(0, AgencyCode::as_number).into()),
        ("row_at", row.at.into()),
        ("row_id", row.audit_id.as_str().into()),
        ("row_event", row.event.as_str().into()),
        ("row_actor", row.actor.as_str().into()),
        ("row_subject", row.subject.as_str().into()),
        ("row_detail", row.detail.as_str().into()),
        ("row_address", row.address.as_str().into()),
        ("row_request", row.request_id.as_str().into()),
    ];
    values.into_iter().fold(statement.recording(row.event), Statement::with_if_named)
}
