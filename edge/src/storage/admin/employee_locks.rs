//! What keeps an employee out and what lets one in again: blocks, locks, second factors and known browsers.

use shared::audit::Row;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::super::audit::{insert_from, insert_if_changed};
use super::super::database::{Database, Rows};
use super::super::outbox::{NewNotice, notify_if};
use super::super::statement::Statement;
use super::employee_changes::ANOTHER_ADMINISTRATOR;
use super::employees::of;
use super::ending::{Whose, count, counted, record_block};
use super::recorded::if_recorded;
use crate::counters::locks::LockKey;
use crate::error::Internal;
use shared::api::admin::Ending;

/// The columns of a row whose detail the statement says itself.
const WITH_DETAIL: [&str; 2] = [
    "SELECT :row_agency, :row_at, :row_id, :row_event, :row_actor, :row_subject,",
    ", :row_address, :row_request",
];

/// What becomes of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// It is made; so much has ended with it.
    Made(Ending),
    /// It was there before.
    Before,
    /// Nobody would administer the agency.
    LastAdministrator,
}

/// Blocks, locks, second factors and known browsers of employees.
pub trait EmployeeLocks: Database {
    /// Blocks the employee with this reason, unless somebody has; what is open ends by trigger.
    async fn block_employee(
        &self,
        (agency, login): (AgencyCode, &Login),
        reason: &str,
        needs_another_administrator: bool,
        row: &Row,
    ) -> Result<Blocked, Internal> {
        let another = if needs_another_administrator { ANOTHER_ADMINISTRATOR } else { "1" };
        let due = format!(
            "SELECT 1 FROM employee WHERE agency_code = :agency AND login = :login AND blocked_at IS NULL AND {another}"
        );
        let block = if_recorded(
            row,
            "UPDATE employee SET blocked_at = :at, blocked_reason = :reason \
             WHERE agency_code = :agency AND login = :login AND blocked_at IS NULL",
        );
        let whose = Whose::Employee(agency, login.clone());
        let blocked = "SELECT 1 FROM employee WHERE agency_code = :agency AND login = :login AND blocked_at IS NOT NULL";
        let batch = [
            count(&whose, row.at),
            record_block(row, &whose, &due),
            of(agency, login, block.returning("login")).with("at", row.at).with("reason", reason),
            of(agency, login, Statement::new(blocked)),
        ];
        let [ended, _, made, blocked] = self.batch("block employee", batch).await?;
        Ok(match (made.any(), blocked.any()) {
            (true, _) => Blocked::Made(Ending { changed: true, ..counted(&ended)? }),
            (_, true) => Blocked::Before,
            (_, false) => Blocked::LastAdministrator,
        })
    }

    /// Lets the employee in again; says whether a block was there.
    async fn unblock_employee(&self, agency: AgencyCode, login: &Login, row: &Row) -> Result<bool, Internal> {
        let unblock = "UPDATE employee SET blocked_at = NULL, blocked_reason = '' \
                       WHERE agency_code = :agency AND login = :login AND blocked_at IS NOT NULL RETURNING login";
        self.change("unblock employee", of(agency, login, Statement::new(unblock)), row).await
    }

    /// Lifts the locks by wrong passwords of the name and of all browsers that the account knows; says whether there
    /// was one.
    async fn unlock_password(
        &self,
        agency: AgencyCode,
        login: &Login,
        key: &LockKey,
        row: &Row,
    ) -> Result<bool, Internal> {
        let unlock = "UPDATE password_try SET locked_at = NULL, failed = 0, agency_code = NULL, login = NULL \
                      WHERE locked_at IS NOT NULL AND ((agency_code = :agency AND login = :login) OR key IN ( \
                      SELECT :key UNION ALL \
                      SELECT lock_key FROM device WHERE agency_code = :agency AND login = :login)) RETURNING key";
        let unlock = of(agency, login, Statement::new(unlock)).with("key", key);
        self.change("unlock password", unlock, row).await
    }

    /// Lifts the lock by wrong codes; says whether there was one.
    async fn unlock_code(&self, agency: AgencyCode, login: &Login, row: &Row) -> Result<bool, Internal> {
        let unlock = "UPDATE second_factor SET locked_at = NULL, failed = 0 \
                      WHERE agency_code = :agency AND login = :login AND locked_at IS NOT NULL RETURNING login";
        self.change("unlock code", of(agency, login, Statement::new(unlock)), row).await
    }

    /// Takes the key of the second factor away and tells the owner of one in use; sign-ins and sessions end by trigger.
    /// The row says what the key was. Says whether there was one.
    async fn remove_second_factor(
        &self,
        agency: AgencyCode,
        login: &Login,
        notice: &NewNotice,
        row: &Row,
    ) -> Result<bool, Internal> {
        let [head, tail] = WITH_DETAIL;
        let record = format!(
            "{head} CASE WHEN locked_at IS NOT NULL THEN 'code-locked' WHEN activated_at IS NULL THEN 'pending' \
             ELSE 'active' END {tail} FROM second_factor WHERE agency_code = :agency AND login = :login"
        );
        let active = if_recorded(
            row,
            "SELECT 1 FROM second_factor WHERE agency_code = :agency AND login = :login AND activated_at IS NOT NULL",
        );
        let remove =
            if_recorded(row, "DELETE FROM second_factor WHERE agency_code = :agency AND login = :login");
        let remove_sql = format!("{} RETURNING login", remove.sql());
        let batch = [
            insert_from(row, of(agency, login, Statement::new(record))),
            notify_if(notice, of(agency, login, active)),
            of(agency, login, Statement::new(remove_sql).with_values_of(remove)),
        ];
        let [_, _, removed] = self.batch("remove second factor", batch).await?;
        Ok(removed.any())
    }

    /// Forgets all browsers that the account knows, and by trigger their counters; says whether there was one.
    async fn forget_devices(&self, agency: AgencyCode, login: &Login, row: &Row) -> Result<bool, Internal> {
        let [head, tail] = WITH_DETAIL;
        let known = "SELECT 1 FROM device WHERE agency_code = :agency AND login = :login";
        let record = format!(
            "{head} (SELECT count(*) FROM device WHERE agency_code = :agency AND login = :login) || '' {tail} \
             WHERE EXISTS ({known})"
        );
        let forget = if_recorded(row, "DELETE FROM device WHERE agency_code = :agency AND login = :login");
        let batch = [
            of(agency, login, Statement::new(known)),
            insert_from(row, of(agency, login, Statement::new(record))),
            of(agency, login, forget),
        ];
        let [known, ..] = self.batch("forget devices", batch).await?;
        Ok(known.any())
    }

    /// Makes a change and writes its row, if it was due; says whether.
    async fn change(&self, name: &'static str, change: Statement, row: &Row) -> Result<bool, Internal> {
        let [changed, _] = self.batch(name, [change, insert_if_changed(row)]).await?;
        Ok(Rows::any(&changed))
    }
}

impl<D: Database> EmployeeLocks for D {}
