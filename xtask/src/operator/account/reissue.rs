//! `account reissue --login L`.

use shared::audit::Event;

use super::super::ambient::random_text;
use super::super::change::{self, Change};
use super::super::command::Context;
use super::super::options;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::sql::sql;
use super::facts::{lock_key, look, object};
use super::unknown;

/// Takes the key of the second factor away, and with it a lock by its wrong codes. Half-done sign-ins end by
/// trigger; sessions end here, since whoever has the lost device may have the browser beside it. The owner of a key in
/// use is told by mail (norm T5). The next sign-in sets up a new one: the link to it needs the seal key that only the
/// edge has.
pub(in super::super) fn reissue(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let change = Change::new(Event::SecondFactorReissued, &login)?;
    let source = sql!("second_factor WHERE login = {login}", login = login);
    let detail = sql!(
        "CASE WHEN locked_at IS NOT NULL THEN {locked} WHEN activated_at IS NULL THEN {pending} ELSE {active} END",
        locked = "code-locked",
        pending = "pending",
        active = "active"
    );
    let sessions = sql!(
        "UPDATE session SET ended_at = {at}, ended_by = {how} WHERE login = {login} AND ended_at IS NULL AND {granted}",
        at = change.at(),
        how = "elsewhere",
        login = login,
        granted = change.granted(&sql!("session"))
    );
    // Cashier comes first, as everywhere.
    let notice = sql!(
        "INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, created_at, next_at) \
         SELECT agency_code, {id}, 'second-factor-removed', login, language, \
         (SELECT max(product) FROM employee_product p \
         WHERE p.agency_code = employee.agency_code AND p.login = employee.login), '', {at}, {at} \
         FROM employee WHERE login = {login} AND {granted} \
         AND EXISTS (SELECT 1 FROM second_factor f WHERE f.login = {login} AND f.activated_at IS NOT NULL)",
        id = random_text::<16>()?,
        at = change.at(),
        login = login,
        granted = change.granted(&sql!("employee"))
    );
    let key = sql!(
        "DELETE FROM second_factor WHERE login = {login} AND {granted}",
        login = login,
        granted = change.granted(&sql!("second_factor"))
    );
    let look = look(&login, lock_key(context, &login)?.as_ref());
    let outcome =
        change::make(&context.place, change.record(&source, &detail), vec![sessions, notice, key], look)?;
    let row = outcome.facts.first().ok_or_else(|| unknown(&login))?;
    let text = if outcome.made {
        "has no key any more; all sessions and half-done sign-ins have ended, and the next sign-in sets up a new key"
    } else {
        "has no key; the next sign-in sets one up"
    };
    Ok(Report::new(object(row)?, format!("Employee {login} {text}.")))
}
