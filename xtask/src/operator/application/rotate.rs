//! `application rotate --login L [--password P]`.

use serde_json::Value;
use shared::audit::Event;

use super::super::change::{self, Change};
use super::super::command::Context;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::sql::sql;
use super::super::{options, password};
use super::{look, object, unknown};

/// Gives an application a new password, told this once; its tokens die.
pub(in super::super) fn rotate(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let given = context.args.value("--password");
    let password = password::choose(given)?;
    let change = Change::new(Event::ApplicationPasswordRotated, &login)?;
    let source = sql!("application WHERE login = {login}", login = login);
    let effect = sql!(
        "UPDATE application SET password_hash = {hash}, password_version = password_version + 1 \
         WHERE login = {login} AND {granted}",
        hash = password::stored(&context.place, &password)?,
        login = login,
        granted = change.granted(&sql!("application"))
    );
    let outcome =
        change::make(&context.place, change.record(&source, &sql!("''")), vec![effect], look(&login))?;
    let row = outcome.facts.first().ok_or_else(|| unknown(&login))?;
    let mut answer = object(row)?;
    if let Value::Object(fields) = &mut answer {
        fields.insert("password".to_owned(), password.expose().into());
    }
    let shown = if given.is_some() { "as given" } else { "shown only this once" };
    let text = format!(
        "Application {login} has a new password; all its tokens have ended.\n  password  {}   ({shown})",
        password.expose()
    );
    let report = Report::new(answer, text);
    Ok(if row.holds("blocked_at") {
        report.note("It is blocked, so it still cannot sign in.")
    } else {
        report
    })
}
