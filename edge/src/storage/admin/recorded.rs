//! Statements that go on where the audit row of a change was written earlier in the same batch.

use shared::audit::Row;
use shared::value::agency_code::AgencyCode;

use super::super::statement::Statement;

/// Whether the row was written.
const RECORDED: &str = "EXISTS (SELECT 1 FROM audit WHERE audit.agency_code = :recorded_agency AND audit.audit_id = :recorded_id)";

/// The statement, which ends with a condition or with `WHERE`, for the case that the row was written.
pub(in super::super) fn if_recorded(row: &Row, sql: &str) -> Statement {
    let joined = if sql.trim_end().ends_with("WHERE") { "" } else { "AND " };
    Statement::new(format!("{sql} {joined}{RECORDED}"))
        .with("recorded_agency", row.agency.map_or(0, AgencyCode::as_number))
        .with("recorded_id", &row.audit_id)
}
