//! `account unlock --login L [--password|--code]`.

use shared::audit::Event;
use shared::lock_key::LockKey;
use shared::value::login::Login;

use super::super::change::{self, Change};
use super::super::command::Context;
use super::super::options;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::sql::{Sql, sql};
use super::facts::{lock_key, look, object};
use super::{still_kept_out, unknown};

/// Lifts the locks by wrong passwords (of the name and of the browsers that the account knows), that by wrong codes, or
/// both when neither is named.
pub(in super::super) fn unlock(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let named = |switch| context.args.has(switch);
    let both = named("--password") == named("--code");
    let key = lock_key(context, &login)?;
    let mut changes = Vec::new();
    if both || named("--password") {
        changes.push(password(&login, key.as_ref().ok_or_else(needs_peppers)?)?);
    }
    if both || named("--code") {
        changes.push(code(&login)?);
    }
    let (made, facts) = change::make_all(&context.place, changes, look(&login, key.as_ref()))?;
    let row = facts.first().ok_or_else(|| unknown(&login))?;
    let locks: &[&str] = match (both, named("--code")) {
        (true, _) => &["password", "code"],
        (false, true) => &["code"],
        (false, false) => &["password"],
    };
    let told = locks.iter().zip(made).map(|(lock, made)| {
        let text = if made { "is lifted" } else { "was not there" };
        format!("The {lock} lock of employee {login} {text}.")
    });
    Ok(still_kept_out(Report::new(object(row)?, told.collect::<Vec<_>>().join("\n")), row))
}

fn password(login: &Login, key: &LockKey) -> Result<(Sql, Vec<Sql>), Refusal> {
    let change = Change::new(Event::PasswordUnlocked, login)?;
    // The counter of the name, and those of the browsers that the account knows.
    let own = sql!(
        "(key = {key} OR key IN (SELECT lock_key FROM device WHERE device.login = {login}))",
        key = key.as_str(),
        login = login
    );
    let source = sql!(
        "employee WHERE login = {login} \
         AND EXISTS (SELECT 1 FROM password_try WHERE {own} AND locked_at IS NOT NULL)",
        login = login,
        own = own
    );
    // A counter belongs to a name, known or not, so it knows no agency; its employee does.
    let effect = sql!(
        "UPDATE password_try SET locked_at = NULL, failed = 0 WHERE {own} \
         AND EXISTS (SELECT 1 FROM employee WHERE login = {login} AND {granted})",
        own = own,
        login = login,
        granted = change.granted(&sql!("employee"))
    );
    Ok((change.record(&source, &sql!("''")), vec![effect]))
}

fn code(login: &Login) -> Result<(Sql, Vec<Sql>), Refusal> {
    let change = Change::new(Event::CodeUnlocked, login)?;
    let source = sql!("second_factor WHERE login = {login} AND locked_at IS NOT NULL", login = login);
    let effect = sql!(
        "UPDATE second_factor SET locked_at = NULL, failed = 0 WHERE login = {login} AND {granted}",
        login = login,
        granted = change.granted(&sql!("second_factor"))
    );
    Ok((change.record(&source, &sql!("''")), vec![effect]))
}

fn needs_peppers() -> Refusal {
    let message = "a password lock stands under a keyed hash of the login, and the pepper of a deployed environment \
                   cannot be read back: name the file you keep with --file PEPPERS, or lift the code lock alone \
                   with --code";
    Refusal::new("secrets", message)
}
