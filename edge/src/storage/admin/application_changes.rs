//! Creating applications, their passwords, blocks and units.

use shared::api::admin::Ending;
use shared::audit::Row;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::audit::insert_if_changed;
use super::super::database::{Database, Rows};
use super::super::row::row;
use super::super::statement::Statement;
use super::applications::{ApplicationFacts, ApplicationRow, one, read};
use super::employees::json;
use super::ending::{Whose, count, counted, record_block};
use super::recorded::if_recorded;
use crate::error::Internal;

/// Units that a request names and that are not there.
const UNKNOWN_UNITS: &str = "\
SELECT value AS unit FROM json_each(:units) j
WHERE NOT EXISTS (SELECT 1 FROM structure_unit u WHERE u.agency_code = :agency AND u.unit = j.value)";

/// An application to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApplication {
    /// Whose agency.
    pub agency: AgencyCode,
    /// The login.
    pub login: Login,
    /// Units it may work in.
    pub units: Vec<StructureUnitId>,
    /// PHC string.
    pub password_hash: String,
    /// The row.
    pub row: Row,
}

/// What becomes of a creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Creation {
    /// The application is there.
    Made(ApplicationFacts),
    /// An application has the login already.
    LoginTaken,
    /// The agency is not there.
    UnknownAgency,
    /// These units are not there.
    UnknownUnits(Vec<String>),
}

/// What a unit becomes to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitChange {
    /// It may work there.
    Allow,
    /// It may not; tokens for it end by trigger.
    Forbid,
}

row! {
    struct UnitRow {
        unit: String,
    }
}

/// Changes of applications.
pub trait ApplicationChanges: Database {
    /// Creates the application, if the login is free and all that is named is there.
    async fn create_application(&self, new: &NewApplication) -> Result<Creation, Internal> {
        let letters: Vec<&str> = new.units.iter().map(StructureUnitId::unit).collect();
        let units = json(&letters);
        let create = format!(
            "INSERT INTO application (agency_code, login, password_hash, created_at) \
             SELECT agency_code, :login, :hash, :at FROM agency WHERE agency_code = :agency \
             AND NOT EXISTS (SELECT 1 FROM application WHERE login = :login) AND NOT EXISTS ({UNKNOWN_UNITS}) \
             RETURNING login"
        );
        let create = Statement::new(create)
            .with("agency", new.agency)
            .with("login", &new.login)
            .with("hash", &new.password_hash)
            .with("at", new.row.at)
            .with("units", &units);
        let allow = if_recorded(
            &new.row,
            "INSERT INTO application_unit (agency_code, login, unit) \
             SELECT :agency, :login, value FROM json_each(:units) WHERE",
        );
        let allow = allow.with("agency", new.agency).with("login", &new.login).with("units", &units);
        let login_taken = "SELECT 1 FROM application WHERE login = :login";
        let agency_there = "SELECT 1 FROM agency WHERE agency_code = :agency";
        let batch = [
            Statement::new(agency_there).with("agency", new.agency),
            Statement::new(login_taken).with("login", &new.login),
            Statement::new(UNKNOWN_UNITS).with("agency", new.agency).with("units", &units),
            create,
            insert_if_changed(&new.row),
            allow,
            one(&new.login, Some(new.agency), new.row.at),
        ];
        let [agency, login, missing, created, _, _, facts] = self.batch("create application", batch).await?;
        if created.any() {
            let facts =
                facts.first::<ApplicationRow>()?.ok_or_else(|| Internal::fault("application: gone"))?;
            return Ok(Creation::Made(read(facts)?));
        }
        Ok(match (agency.any(), login.any()) {
            (false, _) => Creation::UnknownAgency,
            (_, true) => Creation::LoginTaken,
            _ => Creation::UnknownUnits(missing.all::<UnitRow>()?.into_iter().map(|row| row.unit).collect()),
        })
    }

    /// Gives the application another password; its tokens end by trigger.
    async fn rotate_password(
        &self,
        agency: AgencyCode,
        login: &Login,
        hash: &str,
        row: &Row,
    ) -> Result<Option<ApplicationFacts>, Internal> {
        let rotate = Statement::new(
            "UPDATE application SET password_hash = :hash, password_version = password_version + 1 \
             WHERE agency_code = :agency AND login = :login RETURNING login",
        );
        let rotate = rotate.with("agency", agency).with("login", login).with("hash", hash);
        let batch = [rotate, insert_if_changed(row), one(login, Some(agency), row.at)];
        let [_, _, facts] = self.batch("rotate password", batch).await?;
        facts.first::<ApplicationRow>()?.map(read).transpose()
    }

    /// Blocks the application, unless somebody has; its tokens end by trigger. Says what has ended.
    async fn block_application(
        &self,
        agency: AgencyCode,
        login: &Login,
        row: &Row,
    ) -> Result<Ending, Internal> {
        let due =
            "SELECT 1 FROM application WHERE agency_code = :agency AND login = :login AND blocked_at IS NULL";
        let block = if_recorded(
            row,
            "UPDATE application SET blocked_at = :at \
             WHERE agency_code = :agency AND login = :login AND blocked_at IS NULL",
        );
        let whose = Whose::Application(agency, login.clone());
        let batch = [
            count(&whose, row.at),
            record_block(row, &whose, due),
            block.returning("login").with("agency", agency).with("login", login).with("at", row.at),
        ];
        let [ended, _, made] = self.batch("block application", batch).await?;
        Ok(if made.any() { Ending { changed: true, ..counted(&ended)? } } else { Ending::default() })
    }

    /// Lets the application in again; says whether a block was there.
    async fn unblock_application(
        &self,
        agency: AgencyCode,
        login: &Login,
        row: &Row,
    ) -> Result<bool, Internal> {
        let unblock = Statement::new(
            "UPDATE application SET blocked_at = NULL \
             WHERE agency_code = :agency AND login = :login AND blocked_at IS NOT NULL RETURNING login",
        );
        let unblock = unblock.with("agency", agency).with("login", login);
        let [made, _] = self.batch("unblock application", [unblock, insert_if_changed(row)]).await?;
        Ok(Rows::any(&made))
    }

    /// Allows or forbids the application a unit of its agency; says whether that was new. `None` if there is no such unit.
    async fn change_unit(
        &self,
        login: &Login,
        unit: &StructureUnitId,
        change: UnitChange,
        row: &Row,
    ) -> Result<Option<bool>, Internal> {
        let known = "SELECT 1 FROM structure_unit WHERE agency_code = :agency AND unit = :unit";
        let of = |sql: String| Statement::new(sql).with("agency", unit.agency()).with("unit", unit.unit());
        let sql = match change {
            UnitChange::Allow => format!(
                "INSERT INTO application_unit (agency_code, login, unit) SELECT :agency, :login, :unit \
                 WHERE EXISTS ({known}) ON CONFLICT DO NOTHING RETURNING unit"
            ),
            UnitChange::Forbid => "DELETE FROM application_unit \
                                   WHERE agency_code = :agency AND login = :login AND unit = :unit RETURNING unit"
                .to_owned(),
        };
        let batch = [of(known.to_owned()), of(sql).with("login", login), insert_if_changed(row)];
        let [known, changed, _] = self.batch("change unit", batch).await?;
        Ok(known.any().then(|| changed.any()))
    }
}

impl<D: Database> ApplicationChanges for D {}
