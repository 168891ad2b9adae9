//! `account show --login L`.

use super::super::command::Context;
use super::super::database::Row;
use super::super::refusal::Refusal;
use super::super::report::{Report, printable};
use super::super::{database, options};
use super::facts::{lock_key, look, moment, object, state, two_factor, units, words};
use super::{still_kept_out, unknown};

/// Shows an employee with everything that decides about the next sign-in.
pub(in super::super) fn show(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let key = lock_key(context, &login)?;
    let rows = database::run(&context.place, &[look(&login, key.as_ref())])?;
    let row = rows.first().and_then(|rows| rows.first()).ok_or_else(|| unknown(&login))?;
    let list = |words: Vec<String>| if words.is_empty() { "none".to_owned() } else { words.join(", ") };
    let when = |column| Ok::<_, Refusal>(moment(row, column)?.unwrap_or_else(|| "no".to_owned()));
    let password = if key.is_some() { when("password_locked_at")? } else { "not known".to_owned() };
    let lines = [
        ("name", printable(row.text("name")?)),
        ("agency", row.number("agency_code")?.to_string()),
        ("role", row.text("role")?.to_owned()),
        ("products", list(words(row, "products")?)),
        ("points of sale", list(units(row)?)),
        ("consent", list(words(row, "consents")?)),
        ("two-factor key", two_factor(row).to_owned()),
        ("password locked", password),
        ("code locked", when("code_locked_at")?),
        ("known browsers", devices(row)?),
        ("sessions", row.number("sessions")?.to_string()),
        ("last sign-in", when("last_sign_in_at")?),
        ("created", when("created_at")?),
    ];
    let lines = lines.map(|(name, value)| format!("  {name:15}  {value}")).join("\n");
    let mut object = object(row)?;
    if let Some(members) = object.as_object_mut() {
        for column in ["devices", "locked_devices"] {
            members.insert(column.to_owned(), row.number(column)?.into());
        }
    }
    let report = Report::new(object, format!("Employee {login} is {}.\n{lines}", state(row)));
    let report = still_kept_out(report, row);
    Ok(if key.is_some() {
        report
    } else {
        report.note("Whether the password is locked is known only with --file PEPPERS, the file you keep.")
    })
}

/// How many browsers the account knows; the lock of one is told, since it keeps its owner out there alone.
fn devices(row: &Row) -> Result<String, Refusal> {
    let (known, locked) = (row.number("devices")?, row.number("locked_devices")?);
    Ok(if locked == 0 { known.to_string() } else { format!("{known}, {locked} of them locked") })
}
