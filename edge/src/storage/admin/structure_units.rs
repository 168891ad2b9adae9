//! Structure units, as administration reads and writes them.

use shared::api::admin::Ending;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::audit;
use super::super::database::Database;
use super::super::row::row;
use super::super::statement::Statement;
use super::agencies::Named;
use super::ending::{self, Whose};
use super::recorded::if_recorded;
use crate::error::Internal;

/// What is read of each structure unit `u`.
const FACTS: &str = "\
SELECT u.unit, u.name, u.address, u.blocked_at, u.version,
       (SELECT json_group_array(name) FROM (
          SELECT s.name FROM seance s WHERE s.agency_code = u.agency_code AND s.unit = u.unit ORDER BY s.name
        )) AS seances,
       (SELECT count(*) FROM employee_unit m WHERE m.agency_code = u.agency_code AND m.unit = u.unit) AS employees,
       (SELECT count(*) FROM application_unit m
        WHERE m.agency_code = u.agency_code AND m.unit = u.unit) AS applications
FROM structure_unit u WHERE u.agency_code = :agency ";

row! {
    struct UnitRow {
        unit: String,
        name: String,
        address: String,
        seances: String,
        blocked_at: Option<UnixMillis>,
        employees: u32,
        applications: u32,
        version: u32,
    }

    struct FreeRow {
        unit: String,
    }
}

/// A structure unit as administration sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Which, within its agency.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Where it is; may be empty.
    pub address: String,
    /// Its seances in the order of the list.
    pub seances: Vec<String>,
    /// Since when it is blocked.
    pub blocked_at: Option<UnixMillis>,
    /// Employees who may work there.
    pub employees: u32,
    /// Applications that may work there.
    pub applications: u32,
    /// Counts its changes.
    pub version: u32,
}

/// What is written of a structure unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitEdit {
    /// The name and what a search finds it by.
    pub named: Named,
    /// Where it is.
    pub address: String,
    /// All its seances.
    pub seances: Vec<String>,
}

/// Which structure units of an agency a list tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<'a> {
    /// Whose.
    pub agency: AgencyCode,
    /// Those that hold the folded words.
    pub search: &'a str,
    /// Only blocked ones, or only the others.
    pub blocked: Option<bool>,
    /// Those behind this one.
    pub after: &'a str,
    /// So many at most.
    pub rows: u32,
}

/// What has become of the request to create a structure unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creation {
    /// It was created.
    Created,
    /// There is one of this identifier.
    Exists,
    /// There is no such agency.
    NoAgency,
}

/// Structure units.
pub trait StructureUnits: Database {
    /// Structure units of an agency, ordered by identifier.
    async fn structure_units(&self, listed: &Listed<'_>) -> Result<Vec<Unit>, Internal> {
        let list = Statement::new(format!(
            "{FACTS} AND u.unit > :after AND instr(u.search, :search) > 0
             AND (:blocked IS NULL OR (u.blocked_at IS NOT NULL) = :blocked) ORDER BY u.unit LIMIT :rows"
        ));
        let list = (list.with("agency", listed.agency).with("search", listed.search))
            .with("blocked", listed.blocked)
            .with("after", listed.after)
            .with("rows", listed.rows);
        self.one("structure units", list).await?.all::<UnitRow>()?.into_iter().map(read).collect()
    }

    /// The structure unit of this identifier.
    async fn structure_unit(&self, id: &StructureUnitId) -> Result<Option<Unit>, Internal> {
        let find = Statement::new(format!("{FACTS} AND u.unit = :unit"));
        let find = find.with("agency", id.agency()).with("unit", id.unit());
        self.one("structure unit", find).await?.first::<UnitRow>()?.map(read).transpose()
    }

    /// The first of these identifiers that no structure unit of the agency has.
    async fn free_unit(&self, agency: AgencyCode, candidates: &[String]) -> Result<Option<String>, Internal> {
        let find = Statement::new(
            "SELECT value AS unit FROM json_each(:candidates) WHERE NOT EXISTS (
               SELECT 1 FROM structure_unit u WHERE u.agency_code = :agency AND u.unit = value) LIMIT 1",
        );
        let find = find.with("candidates", json(candidates)?).with("agency", agency);
        Ok(self.one("free unit", find).await?.first::<FreeRow>()?.map(|row| row.unit))
    }

    /// Creates the structure unit with its seances and writes the row, together, in an agency that is there.
    async fn create_structure_unit(
        &self,
        id: &StructureUnitId,
        edit: &UnitEdit,
        row: &Row,
    ) -> Result<Creation, Internal> {
        let agency =
            Statement::new("SELECT 1 FROM agency WHERE agency_code = :agency").with("agency", id.agency());
        let create = Statement::new(
            "INSERT INTO structure_unit (agency_code, unit, name, search, address)
             SELECT agency_code, :unit, :name, :search, :address FROM agency WHERE agency_code = :agency
             ON CONFLICT DO NOTHING RETURNING unit",
        );
        let create = bind(create, id, edit);
        let add = add_seances(id, &edit.seances, row)?;
        let [agency, created, _, _] =
            self.batch("create structure unit", [agency, create, audit::insert_if_changed(row), add]).await?;
        Ok(match (created.any(), agency.any()) {
            (true, _) => Creation::Created,
            (false, true) => Creation::Exists,
            (false, false) => Creation::NoAgency,
        })
    }

    /// Writes the edit and the row, together, if the version is still the one that was read. Says whether it did.
    async fn change_structure_unit(
        &self,
        id: &StructureUnitId,
        version: u32,
        edit: &UnitEdit,
        row: &Row,
    ) -> Result<bool, Internal> {
        let change = Statement::new(
            "UPDATE structure_unit SET name = :name, search = :search, address = :address, version = version + 1
             WHERE agency_code = :agency AND unit = :unit AND version = :version RETURNING version",
        );
        let change = bind(change, id, edit).with("version", version);
        let take = if_recorded(
            row,
            "DELETE FROM seance WHERE agency_code = :agency AND unit = :unit
             AND name NOT IN (SELECT value FROM json_each(:seances))",
        );
        let take = of_unit(take, id).with("seances", json(&edit.seances)?);
        let add = add_seances(id, &edit.seances, row)?;
        let [changed, ..] =
            self.batch("change structure unit", [change, audit::insert_if_changed(row), take, add]).await?;
        Ok(changed.any())
    }

    /// Blocks the structure unit, if it is not blocked, and writes the row, together. Counts what has ended with it.
    async fn block_structure_unit(&self, id: &StructureUnitId, row: &Row) -> Result<Ending, Internal> {
        let due = "SELECT 1 FROM structure_unit WHERE agency_code = :agency AND unit = :unit AND blocked_at IS NULL";
        let block = if_recorded(
            row,
            "UPDATE structure_unit SET blocked_at = :now
             WHERE agency_code = :agency AND unit = :unit AND blocked_at IS NULL",
        );
        let block = of_unit(block.returning("unit"), id).with("now", row.at);
        let whose = Whose::Unit(id.clone());
        let batch = [ending::count(&whose, row.at), ending::record_block(row, &whose, due), block];
        let [count, _, blocked] = self.batch("block structure unit", batch).await?;
        Ok(Ending { changed: blocked.any(), ..ending::counted(&count)? })
    }

    /// Lets the structure unit in again, if it is blocked, and writes the row, together. Says whether it did.
    async fn unblock_structure_unit(&self, id: &StructureUnitId, row: &Row) -> Result<bool, Internal> {
        let unblock = Statement::new(
            "UPDATE structure_unit SET blocked_at = NULL
             WHERE agency_code = :agency AND unit = :unit AND blocked_at IS NOT NULL RETURNING unit",
        );
        let unblock = of_unit(unblock, id);
        let [unblocked, _] =
            self.batch("unblock structure unit", [unblock, audit::insert_if_changed(row)]).await?;
        Ok(unblocked.any())
    }
}

impl<D: Database> StructureUnits for D {}

fn of_unit(statement: Statement, id: &StructureUnitId) -> Statement {
    statement.with("agency", id.agency()).with("unit", id.unit())
}

fn bind(statement: Statement, id: &StructureUnitId, edit: &UnitEdit) -> Statement {
    of_unit(statement, id)
        .with("name", &edit.named.name)
        .with("search", &edit.named.search)
        .with("address", &edit.address)
}

/// The statement that adds the seances that are not there yet, after the row of their change.
fn add_seances(id: &StructureUnitId, seances: &[String], row: &Row) -> Result<Statement, Internal> {
    let add = if_recorded(
        row,
        "INSERT INTO seance (agency_code, unit, name)
         SELECT u.agency_code, u.unit, value FROM structure_unit u, json_each(:seances)
         WHERE u.agency_code = :agency AND u.unit = :unit
         AND NOT EXISTS (SELECT 1 FROM seance s
                         WHERE s.agency_code = u.agency_code AND s.unit = u.unit AND s.name = value)",
    );
    Ok(of_unit(add, id).with("seances", json(seances)?))
}

fn json(texts: &[String]) -> Result<String, Internal> {
    serde_json::to_string(texts).map_err(Internal::fault)
}

fn read(row: UnitRow) -> Result<Unit, Internal> {
    Ok(Unit {
        seances: serde_json::from_str(&row.seances).map_err(Internal::fault)?,
        unit: row.unit,
        name: row.name,
        address: row.address,
        blocked_at: row.blocked_at,
        employees: row.employees,
        applications: row.applications,
        version: row.version,
    })
}
