//! `application show --login L`.

use serde_json::Value;
use shared::time::UnixMillis;

use super::super::agency::state;
use super::super::command::Context;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::{database, options, token};
use super::{look, object, units, unknown};

/// Shows an application with its structure units and the number of its live tokens.
pub(in super::super) fn show(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let rows = database::run(&context.place, &[look(&login), token::look(&login, context.now)])?;
    let row = rows.first().and_then(|rows| rows.first()).ok_or_else(|| unknown(&login))?;
    let tokens = rows.get(1).map_or(0, Vec::len);
    let (agency, units) = (row.number("agency_code")?, units(row)?);
    let created = UnixMillis(row.number("created_at")?).to_string();
    let rotations = row.number("password_version")? - 1;
    let mut answer = object(row)?;
    if let Value::Object(fields) = &mut answer {
        fields.insert("agency".to_owned(), agency.into());
        fields.insert("units".to_owned(), units.clone().into());
        fields.insert("live_tokens".to_owned(), tokens.into());
        fields.insert("created_at".to_owned(), created.clone().into());
    }
    let text = format!(
        "Application {login} is {}.\n  agency           {agency}\n  structure units  {}\n  live tokens      {tokens}\n  \
         created          {created}\n  rotations        {rotations}",
        state(row),
        if units.is_empty() { "none".to_owned() } else { units.join(", ") },
    );
    let report = Report::new(answer, text);
    let closed = row.holds("agency_blocked_at");
    Ok(if closed { report.note("Its agency is blocked, so it cannot sign in.") } else { report })
}
