//! What every command tells about an employee.

use std::path::Path;

use serde_json::{Value, json};
use shared::consent;
use shared::lock_key::LockKey;
use shared::time::UnixMillis;
use shared::value::login::Login;

use super::super::command::Context;
use super::super::database::Row;
use super::super::place::Target;
use super::super::refusal::Refusal;
use super::super::sql::{Sql, sql};
use crate::secrets;

/// Reads an employee; no row when there is none. Without a key nothing is known about the lock of the password.
pub(super) fn look(login: &Login, key: Option<&LockKey>) -> Sql {
    let own = |table: &Sql| {
        sql!("{table}.agency_code = employee.agency_code AND {table}.login = employee.login", table = table)
    };
    sql!(
        "SELECT employee.agency_code AS agency_code, employee.login AS login, employee.name AS name, role, \
         employee.password_version AS password_version, employee.blocked_at AS blocked_at, employee.created_at AS created_at, \
         agency.blocked_at AS agency_blocked_at, \
         (SELECT group_concat(product, {space}) FROM (SELECT product FROM employee_product WHERE {of_product} \
           ORDER BY product)) AS products, \
         (SELECT group_concat(unit, {space}) FROM (SELECT unit FROM employee_unit WHERE {of_unit} \
           ORDER BY position, unit)) AS units, \
         (SELECT group_concat(product, {space}) FROM (SELECT product FROM consent WHERE {of_consent} \
           AND version = {version} ORDER BY product)) AS consents, \
         second_factor.created_at AS key_created_at, second_factor.activated_at AS key_activated_at, \
         second_factor.locked_at AS code_locked_at, \
         (SELECT locked_at FROM password_try WHERE key = {key}) AS password_locked_at, \
         (SELECT count(*) FROM session WHERE {of_session} AND ended_at IS NULL) AS sessions, \
         (SELECT count(*) FROM device WHERE {of_device}) AS devices, \
         (SELECT count(*) FROM device JOIN password_try ON key = lock_key \
           WHERE {of_device} AND locked_at IS NOT NULL) AS locked_devices, \
         (SELECT max(at) FROM last_sign_in WHERE {of_sign_in}) AS last_sign_in_at \
         FROM employee JOIN agency ON agency.agency_code = employee.agency_code \
         LEFT JOIN second_factor ON {of_key} WHERE employee.login = {login}",
        space = " ",
        of_product = own(&sql!("employee_product")),
        of_unit = own(&sql!("employee_unit")),
        of_consent = own(&sql!("consent")),
        of_session = own(&sql!("session")),
        of_device = own(&sql!("device")),
        of_sign_in = own(&sql!("last_sign_in")),
        of_key = own(&sql!("second_factor")),
        version = consent::version(),
        key = key.map(LockKey::as_str),
        login = login
    )
}

/// The name of the counter of a login's wrong passwords: locally by the current pepper; for a deployed environment,
/// whose peppers cannot be read back, by the file that `--file` names, if it does.
pub(super) fn lock_key(context: &Context, login: &Login) -> Result<Option<LockKey>, Refusal> {
    let peppers = match (context.place.target(), context.args.value("--file")) {
        (Target::Local, _) => secrets::peppers(context.place.root())?,
        (Target::Remote(_), Some(path)) => secrets::peppers_in(Path::new(path))?,
        (Target::Remote(_), None) => return Ok(None),
    };
    Ok(Some(LockKey::new(&peppers, login)))
}

/// The object for programs.
pub(super) fn object(row: &Row) -> Result<Value, Refusal> {
    let login = row.text("login")?;
    Ok(json!({
        "id": login,
        "login": login,
        "state": state(row),
        "agency": row.number("agency_code")?,
        "name": row.text("name")?,
        "role": row.text("role")?,
        "products": words(row, "products")?,
        "units": units(row)?,
        "consents": words(row, "consents")?,
        "two_factor": two_factor(row),
        "password_locked_at": moment(row, "password_locked_at")?,
        "code_locked_at": moment(row, "code_locked_at")?,
        "sessions": row.number("sessions")?,
        "last_sign_in_at": moment(row, "last_sign_in_at")?,
        "created_at": moment(row, "created_at")?,
    }))
}

/// What keeps an employee out, the strongest reason first.
pub(super) fn state(row: &Row) -> &'static str {
    let invited = row.number("password_version") == Ok(0);
    match (row.holds("blocked_at"), row.holds("code_locked_at"), row.holds("password_locked_at")) {
        (true, _, _) => "blocked",
        (_, true, _) => "code-locked",
        _ if invited => "invited",
        (_, _, true) => "password-locked",
        _ => "active",
    }
}

/// Whether there is a key, and whether it was ever used.
pub(super) fn two_factor(row: &Row) -> &'static str {
    match (row.holds("key_created_at"), row.holds("key_activated_at")) {
        (_, true) => "active",
        (true, false) => "pending",
        (false, false) => "none",
    }
}

/// Points of sale as whole identifiers, the own one first.
pub(super) fn units(row: &Row) -> Result<Vec<String>, Refusal> {
    let agency = row.number("agency_code")?;
    Ok(words(row, "units")?.iter().map(|unit| format!("{agency}_{unit}")).collect())
}

/// The words of a column that may be empty.
pub(super) fn words(row: &Row, column: &'static str) -> Result<Vec<String>, Refusal> {
    let text = if row.holds(column) { row.text(column)? } else { "" };
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

/// A moment, if there is one.
pub(super) fn moment(row: &Row, column: &'static str) -> Result<Option<String>, Refusal> {
    if row.holds(column) { Ok(Some(UnixMillis(row.number(column)?).to_string())) } else { Ok(None) }
}
