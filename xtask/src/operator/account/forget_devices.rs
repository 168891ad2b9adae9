//! `account forget-devices --login L`.

use shared::audit::Event;

use super::super::change::{self, Change};
use super::super::command::Context;
use super::super::options;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::sql::sql;
use super::facts::{lock_key, look, object};
use super::unknown;

/// Forgets every browser that the account knows, and by trigger their counters of wrong passwords: from the next request
/// on their tries are counted by the name, until a sign-in is finished there again. Ends nothing that is open.
pub(in super::super) fn forget_devices(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let change = Change::new(Event::DevicesForgotten, &login)?;
    let known = sql!("SELECT count(*) FROM device WHERE device.login = {login}", login = login);
    let source = sql!("employee WHERE login = {login} AND ({known}) > 0", login = login, known = known);
    let effect = sql!(
        "DELETE FROM device WHERE login = {login} AND {granted}",
        login = login,
        granted = change.granted(&sql!("device"))
    );
    let look = look(&login, lock_key(context, &login)?.as_ref());
    let record = change.record(&source, &sql!("({known})", known = known));
    let outcome = change::make(&context.place, record, vec![effect], look)?;
    let row = outcome.facts.first().ok_or_else(|| unknown(&login))?;
    let text = if outcome.made {
        "knows no browser any more; the next sign-in in each of them is one from a new device"
    } else {
        "knew no browser"
    };
    Ok(Report::new(object(row)?, format!("Employee {login} {text}.")))
}
