//! `application …`: the programs that call the web service, one login each.

mod block;
mod create;
mod rotate;
mod show;
mod structure_unit;

pub(super) use block::{block, unblock};
pub(super) use create::{create, creation};
pub(super) use rotate::rotate;
pub(super) use show::show;
pub(super) use structure_unit::{allow, forbid};

use serde_json::{Value, json};
use shared::value::login::Login;

use super::agency::state;
use super::database::Row;
use super::refusal::Refusal;
use super::sql::{Sql, sql};

/// Refuses a login that no application has.
pub(super) fn unknown(login: &Login) -> Refusal {
    let message =
        format!("no application has the login {login}; `application create --login {login} …` makes one");
    Refusal::new("unknown_login", message)
}

/// Reads the application with the units it is allowed; no row when there is none.
fn look(login: &Login) -> Sql {
    sql!(
        "SELECT agency_code, login, password_version, blocked_at, created_at, \
         (SELECT group_concat(unit, {space}) FROM (SELECT unit FROM application_unit AS allowed \
           WHERE allowed.agency_code = application.agency_code AND allowed.login = application.login ORDER BY unit)) AS units, \
         (SELECT blocked_at FROM agency WHERE agency.agency_code = application.agency_code) AS agency_blocked_at \
         FROM application WHERE login = {login}",
        space = " ",
        login = login
    )
}

/// The units of a row that [`look`] read, as whole identifiers.
fn units(row: &Row) -> Result<Vec<String>, Refusal> {
    let agency = row.number("agency_code")?;
    let units = if row.holds("units") { row.text("units")? } else { "" };
    Ok(units.split_whitespace().map(|unit| format!("{agency}_{unit}")).collect())
}

/// The object for programs.
fn object(row: &Row) -> Result<Value, Refusal> {
    let login = row.text("login")?;
    Ok(json!({ "id": login, "login": login, "state": state(row) }))
}
