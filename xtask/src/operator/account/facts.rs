//! What every command tells about an employee.

use serde_json::{Value, json};
use shared::api::admin::employees::Employee;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;

use super::super::agency;
use super::super::api::Api;
use super::super::refusal::Refusal;
use super::super::report::{Report, listed, printable};

/// The object for programs.
pub(super) fn object(employee: &Employee) -> Value {
    json!({
        "id": employee.login,
        "login": employee.login,
        "state": employee.state,
        "agency": employee.agency,
        "name": employee.name,
        "role": employee.role,
        "products": employee.products,
        "units": employee.points_of_sale,
        "consents": employee.consents,
        "two_factor": employee.two_factor,
        "password_locked_at": moment(employee.password_locked_at_ms),
        "code_locked_at": moment(employee.code_locked_at_ms),
        "sessions": employee.sessions,
        "devices": employee.devices,
        "locked_devices": employee.locked_devices,
        "last_sign_in_at": moment(employee.last_sign_in_at_ms),
        "created_at": moment(Some(employee.created_at_ms)),
    })
}

/// The facts, one a line.
pub(super) fn text(employee: &Employee) -> String {
    let when = |ms| moment(ms).unwrap_or_else(|| "no".to_owned());
    let lines = [
        ("name", printable(&employee.name)),
        ("agency", employee.agency.to_string()),
        ("role", word(&employee.role)),
        ("products", listed(&employee.products)),
        ("points of sale", listed(&employee.points_of_sale)),
        ("consent", listed(&employee.consents)),
        ("two-factor key", employee.two_factor.clone()),
        ("password locked", when(employee.password_locked_at_ms)),
        ("code locked", when(employee.code_locked_at_ms)),
        ("known browsers", devices(employee)),
        ("sessions", employee.sessions.to_string()),
        ("last sign-in", when(employee.last_sign_in_at_ms)),
        ("created", when(Some(employee.created_at_ms))),
    ];
    let lines = lines.map(|(name, value)| format!("  {name:15}  {value}")).join("\n");
    format!("Employee {} is {}.\n{lines}", employee.login, word(&employee.state))
}

/// Adds what else keeps an employee out.
pub(super) fn still_kept_out(api: &Api<'_>, report: Report, employee: &Employee) -> Result<Report, Refusal> {
    let agency = AgencyCode::parse(&employee.agency.to_string());
    let agency = agency.map(|code| agency::read(api, code)).transpose()?;
    let closed = agency.is_some_and(|agency| agency.blocked_at_ms.is_some());
    let reasons = [
        (
            employee.blocked_at_ms.is_some(),
            "The employee is blocked, so cannot sign in; `account unblock` changes that.",
        ),
        (closed, "The agency is blocked, so the employee cannot sign in."),
        (
            employee.code_locked_at_ms.is_some(),
            "Wrong codes have locked the account; `account unlock --code` changes that.",
        ),
        (
            employee.password_locked_at_ms.is_some(),
            "Wrong passwords have locked the login; `account unlock --password` changes that.",
        ),
    ];
    Ok(reasons.into_iter().filter(|(holds, _)| *holds).fold(report, |report, (_, note)| report.note(note)))
}

/// How many browsers the account knows; the lock of one is told, since it keeps its owner out there alone.
fn devices(employee: &Employee) -> String {
    match (employee.devices, employee.locked_devices) {
        (known, 0) => known.to_string(),
        (known, locked) => format!("{known}, {locked} of them locked"),
    }
}

/// The word that the API has for something.
fn word(value: &impl serde::Serialize) -> String {
    let word = serde_json::to_value(value).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}

fn moment(ms: Option<i64>) -> Option<String> {
    ms.map(|ms| UnixMillis(ms).to_string())
}
