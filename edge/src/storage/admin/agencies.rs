//! Agencies, as administration reads and writes them.

use shared::api::admin::Ending;
use shared::api::admin::agencies::Agency;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;

use super::super::audit;
use super::super::database::Database;
use super::super::row::row;
use super::super::statement::Statement;
use super::ending::{self, Whose};
use super::recorded::if_recorded;
use crate::error::Internal;

/// What is read of each agency.
const FACTS: &str = "\
SELECT agency_code, name, may_change_point_of_sale, reissue_by_administrator, blocked_at, version FROM agency ";

row! {
    struct AgencyRow {
        agency_code: AgencyCode,
        name: String,
        may_change_point_of_sale: bool,
        reissue_by_administrator: bool,
        blocked_at: Option<UnixMillis>,
        version: u32,
    }
}

/// A name with what a search finds it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The folded words.
    pub search: String,
}

/// Agencies.
pub trait Agencies: Database {
    /// At most `rows` agencies behind the code `after`, of all or of one, that hold the folded words.
    async fn agencies(
        &self,
        only: Option<AgencyCode>,
        search: &str,
        after: u32,
        rows: u32,
    ) -> Result<Vec<Agency>, Internal> {
        let list = Statement::new(format!(
            "{FACTS} WHERE agency_code > :after AND (:only IS NULL OR agency_code = :only)
             AND instr(search, :search) > 0 ORDER BY agency_code LIMIT :rows"
        ));
        let list = list.with("only", only).with("search", search).with("after", after).with("rows", rows);
        let found = self.one("agencies", list).await?.all::<AgencyRow>()?;
        Ok(found.into_iter().map(Agency::from).collect())
    }

    /// The agency of this code.
    async fn agency(&self, agency: AgencyCode) -> Result<Option<Agency>, Internal> {
        let find = Statement::new(format!("{FACTS} WHERE agency_code = :agency")).with("agency", agency);
        Ok(self.one("agency", find).await?.first::<AgencyRow>()?.map(Agency::from))
    }

    /// Creates the agency and writes the row, together, if there is none of this code yet. Says whether it did.
    async fn create_agency(&self, agency: AgencyCode, named: &Named, row: &Row) -> Result<bool, Internal> {
        let create = Statement::new(
            "INSERT INTO agency (agency_code, name, search) VALUES (:agency, :name, :search)
             ON CONFLICT DO NOTHING RETURNING agency_code",
        );
        let create = create.with("agency", agency).with("name", &named.name).with("search", &named.search);
        let [created, _] = self.batch("create agency", [create, audit::insert_if_changed(row)]).await?;
        Ok(created.any())
    }

    /// Writes name and switches and the row, together, if the version is still the one that was read. Says whether it did.
    async fn change_agency(&self, agency: &Agency, search: &str, row: &Row) -> Result<bool, Internal> {
        let change = Statement::new(
            "UPDATE agency SET name = :name, search = :search, may_change_point_of_sale = :may_change,
                    reissue_by_administrator = :reissue, version = version + 1
             WHERE agency_code = :agency AND version = :version RETURNING version",
        );
        let change = (change.with("name", &agency.name).with("search", search))
            .with("may_change", agency.may_change_point_of_sale)
            .with("reissue", agency.reissue_by_administrator)
            .with("agency", agency.code)
            .with("version", agency.version);
        let [changed, _] = self.batch("change agency", [change, audit::insert_if_changed(row)]).await?;
        Ok(changed.any())
    }

    /// Blocks the agency, if it is not blocked, and writes the row, together. Counts what has ended with it.
    async fn block_agency(&self, agency: AgencyCode, row: &Row) -> Result<Ending, Internal> {
        let due = "SELECT 1 FROM agency WHERE agency_code = :agency AND blocked_at IS NULL";
        let block = "UPDATE agency SET blocked_at = :now WHERE agency_code = :agency AND blocked_at IS NULL";
        let block =
            if_recorded(row, block).returning("agency_code").with("agency", agency).with("now", row.at);
        let whose = Whose::Agency(agency);
        let batch = [ending::count(&whose, row.at), ending::record_block(row, &whose, due), block];
        let [count, _, blocked] = self.batch("block agency", batch).await?;
        Ok(Ending { changed: blocked.any(), ..ending::counted(&count)? })
    }

    /// Lets the agency in again, if it is blocked, and writes the row, together. Says whether it did.
    async fn unblock_agency(&self, agency: AgencyCode, row: &Row) -> Result<bool, Internal> {
        let unblock = Statement::new(
            "UPDATE agency SET blocked_at = NULL WHERE agency_code = :agency AND blocked_at IS NOT NULL
             RETURNING agency_code",
        );
        let unblock = unblock.with("agency", agency);
        let [unblocked, _] = self.batch("unblock agency", [unblock, audit::insert_if_changed(row)]).await?;
        Ok(unblocked.any())
    }
}

impl<D: Database> Agencies for D {}

impl From<AgencyRow> for Agency {
    fn from(row: AgencyRow) -> Self {
        Self {
            code: row.agency_code.as_number(),
            name: row.name,
            may_change_point_of_sale: row.may_change_point_of_sale,
            reissue_by_administrator: row.reissue_by_administrator,
            blocked_at_ms: row.blocked_at.map(|at| at.0),
            version: row.version,
        }
    }
}
