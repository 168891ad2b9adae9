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

/// Whether the employees of an agency may change the point of sale.
const CHOICE: &str = "--change-point-of-sale";
/// The same in the audit log, in front of 0 or 1.
const MAY_CHOOSE: &str = "may_change_point_of_sale is ";

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

/// `agency set --agency N [--name X] [--change-point-of-sale on|off]`: what is not named stays.
pub(super) fn set(context: &Context) -> Result<Report, Refusal> {
    let agency = options::agency(&context.args)?;
    let name = options::optional_text(&context.args, "--name")?;
    let may_choose = options::on_or_off(&context.args, CHOICE)?;
    if name.is_none() && may_choose.is_none() {
        return Err(Refusal::usage(format!("--name, {CHOICE} or both are missing")));
    }
    let change = Change::new(Event::AgencyChanged, &agency)?;
    let (now, switch) = (sql!("{name}", name = name), sql!("{may}", may = may_choose.map(i64::from)));
    let source = sql!(
        "agency WHERE agency_code = {agency} \
         AND (name <> coalesce({name}, name) OR may_change_point_of_sale <> coalesce({may}, may_change_point_of_sale))",
        agency = agency,
        name = now,
        may = switch
    );
    let detail = sql!(
        "trim(CASE WHEN name <> {name} THEN {was} || name || {is} || {name} || {end} ELSE '' END \
         || CASE WHEN may_change_point_of_sale <> {may} THEN {column} || {may} ELSE '' END)",
        was = "name was ",
        is = ", is ",
        end = " ",
        column = MAY_CHOOSE,
        name = now,
        may = switch
    );
    let effect = sql!(
        "UPDATE agency SET name = coalesce({name}, name), \
         may_change_point_of_sale = coalesce({may}, may_change_point_of_sale) \
         WHERE agency_code = {agency} AND {granted}",
        name = now,
        may = switch,
        agency = agency,
        granted = change.granted(&sql!("agency"))
    );
    let outcome = change::make(&context.place, change.record(&source, &detail), vec![effect], look(agency))?;
    let when = if outcome.made { "now" } else { "already" };
    let called = name.map(|name| format!("is called {name:?}"));
    let choice = may_choose.map(|may| {
        format!("{} its employees change the point of sale", if may { "lets" } else { "does not let" })
    });
    let facts: Vec<_> = called.into_iter().chain(choice).collect();
    report(agency, &outcome, format!("Agency {agency} {} {when}.", facts.join(" and ")))
}

/// The record and the effect of letting an agency's employees change the point of sale while it has none yet.
pub(super) fn first_choice(agency: AgencyCode) -> Result<(Sql, Vec<Sql>), Refusal> {
    let change = Change::new(Event::AgencyChanged, &agency)?;
    let source = sql!(
        "agency WHERE agency_code = {agency} AND may_change_point_of_sale = 0 \
         AND NOT EXISTS (SELECT 1 FROM employee WHERE employee.agency_code = agency.agency_code)",
        agency = agency
    );
    let effect = sql!(
        "UPDATE agency SET may_change_point_of_sale = 1 WHERE agency_code = {agency} AND {granted}",
        agency = agency,
        granted = change.granted(&sql!("agency"))
    );
    let detail = sql!("{column} || 1", column = MAY_CHOOSE);
    Ok((change.record(&source, &detail), vec![effect]))
}

/// `agency block --agency N`: its tokens, and its employees' sessions and sign-ins, die with it.
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
    let text = if outcome.made {
        "is blocked now; all its tokens and sessions have ended"
    } else {
        "was blocked already"
    };
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
    sql!(
        "SELECT name, may_change_point_of_sale, blocked_at FROM agency WHERE agency_code = {agency}",
        agency = agency
    )
}

fn report(agency: AgencyCode, outcome: &Outcome, text: String) -> Result<Report, Refusal> {
    let row = outcome.facts.first().ok_or_else(|| unknown(agency))?;
    let object = json!({
        "id": agency.to_string(),
        "name": row.text("name")?,
        "may_change_point_of_sale": row.number("may_change_point_of_sale")? == 1,
        "state": state(row),
    });
    Ok(Report::new(object, text))
}
