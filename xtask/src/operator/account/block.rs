//! `account block|unblock --login L`.

use shared::audit::Event;

use super::super::change::{self, Change};
use super::super::command::Context;
use super::super::options;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::sql::sql;
use super::facts::{lock_key, look, object};
use super::{still_kept_out, unknown};

/// Blocks an employee; sessions and half-done sign-ins end with it.
pub(in super::super) fn block(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let change = Change::new(Event::EmployeeBlocked, &login)?;
    let source = sql!("employee WHERE login = {login} AND blocked_at IS NULL", login = login);
    let effect = sql!(
        "UPDATE employee SET blocked_at = {at} WHERE login = {login} AND {granted}",
        at = change.at(),
        login = login,
        granted = change.granted(&sql!("employee"))
    );
    let look = look(&login, lock_key(context, &login)?.as_ref());
    let outcome = change::make(&context.place, change.record(&source, &sql!("''")), vec![effect], look)?;
    let row = outcome.facts.first().ok_or_else(|| unknown(&login))?;
    let text = if outcome.made {
        "is blocked now; all sessions and half-done sign-ins have ended"
    } else {
        "was blocked already"
    };
    Ok(Report::new(object(row)?, format!("Employee {login} {text}.")))
}

/// Lets a blocked employee in again, with the password and the key of before. What has ended stays ended.
pub(in super::super) fn unblock(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let change = Change::new(Event::EmployeeUnblocked, &login)?;
    let source = sql!("employee WHERE login = {login} AND blocked_at IS NOT NULL", login = login);
    let effect = sql!(
        "UPDATE employee SET blocked_at = NULL WHERE login = {login} AND {granted}",
        login = login,
        granted = change.granted(&sql!("employee"))
    );
    let look = look(&login, lock_key(context, &login)?.as_ref());
    let outcome = change::make(&context.place, change.record(&source, &sql!("''")), vec![effect], look)?;
    let row = outcome.facts.first().ok_or_else(|| unknown(&login))?;
    let text = if outcome.made { "is let in again" } else { "was not blocked" };
    let report = Report::new(object(row)?, format!("Employee {login} {text}."));
    Ok(still_kept_out(report, row))
}
