//! `agency create|set|block|unblock`.

use serde_json::json;
use shared::audit::Event;
use shared::value::agency_code::AgencyCode;

use super::change::{self, Change, Outcome};
use super::command::Context;
use super::database::Row;
use super::options;
use super::refusal::Refusal;
use super::report::Report;
use super::sql::{Sql, sql};

/// `agency create --agency N --name X`.
pub(super) fn create(context: &Context) -> Result<Report, Refusal> {
    let (agency, name) = (options::agency(&context.args)?, options::text(&context.args, "--name")?);
    let (record, effects) = creation(agency, name)?;
    let outcome = change::make(&context.place, record, effects, look(agency))?;
    if !outcome.made {
        let message = format!("agency {agency} is there already; `agency set` changes its name");
        return Err(Refusal::new("duplicate_agency", message));
    }
    report(agency, &outcome, format!("Agency {agency} {name:?} was created."))
}

/// The record and the effects of creating an agency that is not there yet.
pub(super) fn creation(agency: AgencyCode, name: &str) -> Result<(Sql, Vec<Sql>), Refusal> {
    let change = Change::new(Event::AgencyCreated, &agency)?;
    let source = sql!(
        "(SELECT {agency} AS agency_code) WHERE NOT EXISTS (SELECT 1 FROM agency WHERE agency_code = {agency})",
        agency = agency
    );
    let effect = sql!(
        "INSERT INTO agency (agency_code, name) SELECT agency_code, {name} FROM {grant}",
        name = name,
        grant = change.grant(agency)
    );
    Ok((change.record(&source, &sql!("{name}", name = name)), vec![effect]))
}

/// `agency set --agency N --name X`.
pub(super) fn set(context: &Context) -> Result<Report, Refusal> {
    let (agency, name) = (options::agency(&context.args)?, options::text(&context.args, "--name")?);
    let change = Change::new(Event::AgencyChanged, &agency)?;
    let source = sql!("agency WHERE agency_code = {agency} AND name <> {name}", agency = agency, name = name);
    let detail = sql!("{was} || name || {now} || {name}", was = "name was ", now = ", is ", name = name);
    let effect = sql!(
        "UPDATE agency SET name = {name} WHERE agency_code = {agency} AND {granted}",
        name = name,
        agency = agency,
        granted = change.granted(&sql!("agency"))
    );
    let outcome = change::make(&context.place, change.record(&source, &detail), vec![effect], look(agency))?;
    let text = if outcome.made { "now" } else { "already" };
    report(agency, &outcome, format!("Agency {agency} is called {name:?} {text}."))
}

/// `agency block --agency N`: its tokens die with it.
pub(super) fn block(context: &Context) -> Result<Report, Refusal> {
    let agency = options::agency(&context.args)?;
    let change = Change::new(Event::AgencyBlocked, &agency)?;
    let source = sql!("agency WHERE agency_code = {agency} AND blocked_at IS NULL", agency = agency);
    let effect = sql!(
        "UPDATE agency SET blocked_at = {at} WHERE agency_code = {agency} AND {granted}",
        at = change.at(),
        agency = agency,
        granted = change.granted(&sql!("agency"))
    );
    let outcome =
        change::make(&context.place, change.record(&source, &sql!("''")), vec![effect], look(agency))?;
    let text = if outcome.made { "is blocked now; all its tokens have ended" } else { "was blocked already" };
    report(agency, &outcome, format!("Agency {agency} {text}."))
}

/// `agency unblock --agency N`.
pub(super) fn unblock(context: &Context) -> Result<Report, Refusal> {
    let agency = options::agency(&context.args)?;
    let change = Change::new(Event::AgencyUnblocked, &agency)?;
    let source = sql!("agency WHERE agency_code = {agency} AND blocked_at IS NOT NULL", agency = agency);
    let effect = sql!(
        "UPDATE agency SET blocked_at = NULL WHERE agency_code = {agency} AND {granted}",
        agency = agency,
        granted = change.granted(&sql!("agency"))
    );
    let outcome =
        change::make(&context.place, change.record(&source, &sql!("''")), vec![effect], look(agency))?;
    let text = if outcome.made { "is let in again" } else { "was not blocked" };
    report(agency, &outcome, format!("Agency {agency} {text}."))
}

/// Refuses an agency that is not there.
pub(super) fn unknown(agency: AgencyCode) -> Refusal {
    let message =
        format!("no agency has the code {agency}; `agency create --agency {agency} --name NAME` makes one");
    Refusal::new("unknown_agency", message)
}

/// `blocked` or `active`, from a row with the column `blocked_at`.
pub(super) fn state(row: &Row) -> &'static str {
    if row.holds("blocked_at") { "blocked" } else { "active" }
}

fn look(agency: AgencyCode) -> Sql {
    sql!("SELECT name, blocked_at FROM agency WHERE agency_code = {agency}", agency = agency)
}

fn report(agency: AgencyCode, outcome: &Outcome, text: String) -> Result<Report, Refusal> {
    let row = outcome.facts.first().ok_or_else(|| unknown(agency))?;
    let object = json!({ "id": agency.to_string(), "name": row.text("name")?, "state": state(row) });
    Ok(Report::new(object, text))
}
