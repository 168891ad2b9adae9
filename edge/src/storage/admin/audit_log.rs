//! The audit log, read newest first.

use shared::time::UnixMillis;

use super::super::database::Database;
use super::super::row::row;
use super::super::statement::Statement;
use crate::error::Internal;

pub(super) const COLUMNS: &str =
    "agency_code, at, audit_id, event, actor, subject, detail, address, request_id";

row! {
    /// A row of the log as it stands in storage.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct LogRow {
        /// Code of the agency; 0 where none is known.
        pub agency_code: u32,
        /// When.
        pub at: UnixMillis,
        /// Its name.
        pub audit_id: String,
        /// What.
        pub event: String,
        /// Who.
        pub actor: String,
        /// Whom or what.
        pub subject: String,
        /// Reason or circumstances.
        pub detail: String,
        /// From where.
        pub address: String,
        /// The request that caused it.
        pub request_id: String,
    }
}

/// Which rows, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogQuery {
    /// Of this agency; 0 for those without one.
    pub agency: Option<u32>,
    /// By or about whom: the login, and what rows call it that were written before anybody looked for it.
    pub names: Option<[String; 2]>,
    /// Of this event.
    pub event: Option<&'static str>,
    /// From this moment on,
    pub since: UnixMillis,
    /// until before this one.
    pub until: UnixMillis,
    /// Behind the row of this moment and name.
    pub behind: Option<(i64, String)>,
    /// At most so many.
    pub limit: u32,
}

/// The log, as administration reads it.
pub trait AuditReading: Database {
    /// The part of the log that the query names.
    async fn list_audit(&self, query: &LogQuery) -> Result<Vec<LogRow>, Internal> {
        self.one("list audit", list(query)).await?.all()
    }
}

impl<D: Database> AuditReading for D {}

/// Each way to find rows goes along an index of its own: by who has acted, by whom it was done to, or by time.
fn list(query: &LogQuery) -> Statement {
    let mut conditions = "at >= :since AND at < :until".to_owned();
    let mut values =
        Statement::new("").with("since", query.since).with("until", query.until).with("limit", query.limit);
    if let Some(agency) = query.agency {
        conditions += " AND agency_code = :agency";
        values = values.with("agency", agency);
    }
    if let Some(event) = query.event {
        conditions += " AND event = :event";
        values = values.with("event", event);
    }
    if let Some((at, id)) = &query.behind {
        conditions += " AND at <= :behind_at AND (at < :behind_at OR audit_id < :behind_id)";
        values = values.with("behind_at", *at).with("behind_id", id);
    }
    let order = "ORDER BY at DESC, audit_id DESC LIMIT :limit";
    let part = |index: &str, by: &str| {
        format!("SELECT {COLUMNS} FROM audit INDEXED BY {index} WHERE {by}{conditions} {order}")
    };
    let sql = match (&query.names, query.agency, query.event) {
        (Some([login, veiled]), ..) => {
            values = values.with("login", login).with("veiled", veiled);
            let parts = [
                part("audit_by_actor", "actor = :login AND "),
                part("audit_by_subject", "subject = :login AND "),
                part("audit_by_actor", "actor = :veiled AND "),
                part("audit_by_subject", "subject = :veiled AND "),
            ];
            format!("SELECT * FROM ({}) {order}", parts.join(") UNION SELECT * FROM ("))
        }
        (None, Some(_), Some(_)) => part("audit_by_event", ""),
        (None, Some(_), None) => part("audit_by_agency", ""),
        (None, None, _) => part("audit_by_time", ""),
    };
    Statement::new(sql).with_values_of(values)
}
