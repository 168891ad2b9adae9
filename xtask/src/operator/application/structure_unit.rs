//! `application allow|forbid --login L --unit U`.

use shared::audit::Event;

use super::super::change::{self, Change};
use super::super::command::Context;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::sql::sql;
use super::super::{options, unit};
use super::{look, object, units, unknown};

/// Allows an application a structure unit of its agency.
pub(in super::super) fn allow(context: &Context) -> Result<Report, Refusal> {
    let (login, unit) = (options::login(&context.args)?, options::unit(&context.args)?);
    let change = Change::new(Event::ApplicationUnitAllowed, &login)?;
    let source = sql!(
        "application WHERE login = {login} AND agency_code = {agency} \
         AND EXISTS (SELECT 1 FROM structure_unit WHERE agency_code = {agency} AND unit = {unit}) \
         AND NOT EXISTS (SELECT 1 FROM application_unit WHERE agency_code = {agency} AND login = {login} AND unit = {unit})",
        login = login,
        agency = unit.agency(),
        unit = unit.unit()
    );
    let effect = sql!(
        "INSERT INTO application_unit (agency_code, login, unit) SELECT agency_code, {login}, {unit} FROM {grant}",
        login = login,
        unit = unit.unit(),
        grant = change.grant(unit.agency())
    );
    let record = change.record(&source, &sql!("{unit}", unit = unit.to_string()));
    let outcome = change::make(&context.place, record, vec![effect], look(&login))?;
    let row = outcome.facts.first().ok_or_else(|| unknown(&login))?;
    if outcome.made {
        return Ok(Report::new(
            object(row)?,
            format!("Application {login} may use structure unit {unit} now."),
        ));
    }
    if units(row)?.contains(&unit.to_string()) {
        return Ok(Report::new(
            object(row)?,
            format!("Application {login} was allowed structure unit {unit} already."),
        ));
    }
    let agency = row.number("agency_code")?;
    if agency != i64::from(unit.agency().as_number()) {
        let message =
            format!("structure unit {unit} is not one of agency {agency}, to which {login} belongs");
        return Err(Refusal::usage(message));
    }
    Err(unit::unknown(&unit))
}

/// Takes a structure unit from an application; the application's tokens for it die.
pub(in super::super) fn forbid(context: &Context) -> Result<Report, Refusal> {
    let (login, unit) = (options::login(&context.args)?, options::unit(&context.args)?);
    let change = Change::new(Event::ApplicationUnitForbidden, &login)?;
    let this = sql!(
        "application_unit WHERE agency_code = {agency} AND login = {login} AND unit = {unit}",
        agency = unit.agency(),
        login = login,
        unit = unit.unit()
    );
    let effect = sql!(
        "DELETE FROM {this} AND {granted}",
        this = this,
        granted = change.granted(&sql!("application_unit"))
    );
    let record = change.record(&this, &sql!("{unit}", unit = unit.to_string()));
    let outcome = change::make(&context.place, record, vec![effect], look(&login))?;
    let row = outcome.facts.first().ok_or_else(|| unknown(&login))?;
    let text = if outcome.made {
        format!("Structure unit {unit} was taken from application {login}; its tokens for it have ended.")
    } else {
        format!("Application {login} was not allowed structure unit {unit}.")
    };
    let report = Report::new(object(row)?, text);
    let bare = units(row)?.is_empty();
    Ok(if bare { report.note("No structure unit is left to it, so it cannot sign in.") } else { report })
}
