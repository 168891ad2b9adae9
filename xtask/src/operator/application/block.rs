//! `application block|unblock --login L`.

use shared::audit::Event;

use super::super::change::{self, Change};
use super::super::command::Context;
use super::super::options;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::sql::sql;
use super::{look, object, unknown};

/// Blocks an application; its tokens die with it.
pub(in super::super) fn block(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let change = Change::new(Event::ApplicationBlocked, &login)?;
    let source = sql!("application WHERE login = {login} AND blocked_at IS NULL", login = login);
    let effect = sql!(
        "UPDATE application SET blocked_at = {at} WHERE login = {login} AND {granted}",
        at = change.at(),
        login = login,
        granted = change.granted(&sql!("application"))
    );
    let outcome =
        change::make(&context.place, change.record(&source, &sql!("''")), vec![effect], look(&login))?;
    let row = outcome.facts.first().ok_or_else(|| unknown(&login))?;
    let text = if outcome.made { "is blocked now; all its tokens have ended" } else { "was blocked already" };
    Ok(Report::new(object(row)?, format!("Application {login} {text}.")))
}

/// Lets a blocked application in again, with the password it had. Ended tokens stay ended.
pub(in super::super) fn unblock(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let change = Change::new(Event::ApplicationUnblocked, &login)?;
    let source = sql!("application WHERE login = {login} AND blocked_at IS NOT NULL", login = login);
    let effect = sql!(
        "UPDATE application SET blocked_at = NULL WHERE login = {login} AND {granted}",
        login = login,
        granted = change.granted(&sql!("application"))
    );
    let outcome =
        change::make(&context.place, change.record(&source, &sql!("''")), vec![effect], look(&login))?;
    let row = outcome.facts.first().ok_or_else(|| unknown(&login))?;
    let text = if outcome.made { "is let in again" } else { "was not blocked" };
    let report = Report::new(object(row)?, format!("Application {login} {text}."));
    let closed = row.holds("agency_blocked_at");
    Ok(if closed { report.note("Its agency is blocked, so it still cannot sign in.") } else { report })
}
