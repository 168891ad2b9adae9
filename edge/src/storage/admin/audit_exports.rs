//! Copies of old rows of the audit log, and the end of the rows that were copied.

use shared::audit::Row;
use shared::time::UnixMillis;

use super::super::audit::insert_if_changed;
use super::super::database::Database;
use super::super::row::row;
use super::super::statement::Statement;
use super::audit_log::{COLUMNS, LogRow};
use crate::error::Internal;

/// A copy that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewExport<'a> {
    /// Its name.
    pub id: &'a str,
    /// Who has made it, as the log calls him.
    pub made_by: &'a str,
    /// When.
    pub at: UnixMillis,
    /// Behind which place it begins.
    pub from: &'a Place,
    /// The place that it ends with.
    pub last: &'a Place,
    /// How many rows it holds.
    pub rows: usize,
    /// Digest of its text.
    pub digest: &'a str,
}

row! {
    /// A place in the log: behind everything that is older, and of its own moment behind all of smaller agency and name.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Place {
        /// When.
        pub at: UnixMillis,
        /// Which agency's.
        pub agency: u32,
        /// Of which name.
        pub id: String,
    }

    /// A copy, for who confirms it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Export {
        /// Who has made it.
        pub made_by: String,
        /// How many rows it holds.
        pub rows: u32,
        /// Digest of its text.
        pub digest: String,
        /// Whether it was confirmed.
        pub confirmed: bool,
    }
}

row! {
    struct MomentRow {
        at: UnixMillis,
    }
}

/// Before all rows.
const BEGINNING: Place = Place { at: UnixMillis(0), agency: 0, id: String::new() };

/// Copies of old rows.
pub trait AuditExports: Database {
    /// Where the last confirmed copy ends.
    async fn exported_until(&self) -> Result<Place, Internal> {
        let find = "SELECT last_at AS at, last_agency AS agency, last_id AS id FROM audit_export
                    WHERE confirmed_at IS NOT NULL ORDER BY last_at DESC, last_agency DESC, last_id DESC LIMIT 1";
        let found = self.one("exported until", Statement::new(find)).await?.first()?;
        Ok(found.unwrap_or(BEGINNING))
    }

    /// The moment of the last row that has left the log for a copy, if one has.
    async fn archived_until(&self) -> Result<Option<UnixMillis>, Internal> {
        let find = "SELECT last_at AS at FROM audit_export WHERE released_at IS NOT NULL AND confirmed_at IS NOT NULL
                    ORDER BY last_at DESC, last_agency DESC, last_id DESC LIMIT 1";
        Ok(self.one("archived until", Statement::new(find)).await?.first::<MomentRow>()?.map(|row| row.at))
    }

    /// At most `limit` rows behind a place and older than a moment, oldest first.
    async fn old_rows(&self, from: &Place, before: UnixMillis, limit: u32) -> Result<Vec<LogRow>, Internal> {
        let find = format!(
            "SELECT {COLUMNS} FROM audit INDEXED BY audit_by_time WHERE at >= :from_at AND at < :before
               AND (at > :from_at OR (agency_code, audit_id) > (:from_agency, :from_id))
             ORDER BY at, agency_code, audit_id LIMIT :limit"
        );
        let find = bind_from(Statement::new(find), from).with("before", before).with("limit", limit);
        self.one("old rows", find).await?.all()
    }

    /// Remembers a copy.
    async fn record_export(&self, new: &NewExport<'_>) -> Result<(), Internal> {
        let record = Statement::new(
            "INSERT INTO audit_export (export_id, made_at, made_by, from_at, from_agency, from_id,
                                       last_at, last_agency, last_id, rows, digest)
             VALUES (:id, :now, :made_by, :from_at, :from_agency, :from_id, :last_at, :last_agency, :last_id, :rows, :digest)",
        );
        let record = bind_from(record, new.from)
            .with("id", new.id)
            .with("now", new.at)
            .with("made_by", new.made_by)
            .with("last_at", new.last.at)
            .with("last_agency", new.last.agency)
            .with("last_id", &new.last.id)
            .with("rows", i64::try_from(new.rows).unwrap_or(i64::MAX))
            .with("digest", new.digest);
        self.one("record export", record).await.map(drop)
    }

    /// The copy of this name.
    async fn export(&self, id: &str) -> Result<Option<Export>, Internal> {
        let find = "SELECT made_by, rows, digest, confirmed_at IS NOT NULL AS confirmed FROM audit_export
                    WHERE export_id = :id";
        self.one("export", Statement::new(find).with("id", id)).await?.first()
    }

    /// Confirms a copy and writes the row, together, if it begins where the last confirmed one ends: neither did another
    /// one come first, nor is the one before it gone. Says whether it did. The clock that confirms may be behind the one
    /// that has handed it out.
    async fn confirm_export(&self, id: &str, row: &Row) -> Result<bool, Internal> {
        let confirm = Statement::new(
            "UPDATE audit_export SET confirmed_at = max(:now, made_at) WHERE export_id = :id AND confirmed_at IS NULL
               AND NOT EXISTS (
                 SELECT 1 FROM audit_export o WHERE o.confirmed_at IS NOT NULL
                   AND (o.last_at, o.last_agency, o.last_id)
                     > (audit_export.from_at, audit_export.from_agency, audit_export.from_id))
               AND ((from_at, from_agency, from_id) = (:beginning, 0, '') OR EXISTS (
                 SELECT 1 FROM audit_export o WHERE o.confirmed_at IS NOT NULL
                   AND (o.last_at, o.last_agency, o.last_id)
                     = (audit_export.from_at, audit_export.from_agency, audit_export.from_id)))
             RETURNING export_id",
        );
        let confirm = confirm.with("id", id).with("now", row.at).with("beginning", BEGINNING.at);
        let [confirmed, _] = self.batch("confirm export", [confirm, insert_if_changed(row)]).await?;
        Ok(confirmed.any())
    }

    /// Lets the rows of the next copy go if it was confirmed by a moment, and says how many went; `None` if it was not. They
    /// go in the order of the log, so that whichever copies are taken back, the others end where these begin.
    async fn release_export(
        &self,
        confirmed_by: UnixMillis,
        now: UnixMillis,
    ) -> Result<Option<u32>, Internal> {
        let release = Statement::new(
            "UPDATE audit_export SET released_at = :now WHERE export_id = (
               SELECT export_id FROM audit_export INDEXED BY audit_export_waiting
               WHERE confirmed_at IS NOT NULL AND released_at IS NULL
               ORDER BY last_at, last_agency, last_id LIMIT 1)
               AND confirmed_at <= :confirmed_by
             RETURNING export_id",
        );
        let release = release.with("now", now).with("confirmed_by", confirmed_by);
        let remove = Statement::new(
            "DELETE FROM audit WHERE (agency_code, audit_id) IN (
               SELECT a.agency_code, a.audit_id
               FROM audit_export e INDEXED BY audit_export_going
               JOIN audit a INDEXED BY audit_by_time ON a.at >= e.from_at AND a.at <= e.last_at
                 AND (a.at, a.agency_code, a.audit_id) > (e.from_at, e.from_agency, e.from_id)
                 AND (a.at, a.agency_code, a.audit_id) <= (e.last_at, e.last_agency, e.last_id)
               WHERE e.released_at IS NOT NULL AND e.done_at IS NULL)
             RETURNING 1 AS gone",
        );
        let done = Statement::new(
            "UPDATE audit_export SET done_at = :now WHERE released_at IS NOT NULL AND done_at IS NULL",
        );
        let [released, gone, _] =
            self.batch("release export", [release, remove, done.with("now", now)]).await?;
        Ok(released.any().then(|| gone.count()))
    }
}

impl<D: Database> AuditExports for D {}

fn bind_from(statement: Statement, from: &Place) -> Statement {
    statement.with("from_at", from.at).with("from_agency", from.agency).with("from_id", &from.id)
}
