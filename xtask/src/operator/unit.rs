//! `unit create|block|unblock`: structure units.

use serde_json::json;
use shared::audit::Event;
use shared::value::structure_unit_id::StructureUnitId;

use super::agency;
use super::change::{self, Change, Outcome};
use super::command::Context;
use super::options;
use super::refusal::Refusal;
use super::report::Report;
use super::sql::{Sql, sql};

/// `unit create --unit U --name N --address A [--seance S …]`.
pub(super) fn create(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    let unit = options::unit(args)?;
    let (name, address) = (options::text(args, "--name")?, options::text(args, "--address")?);
    let seances: Vec<_> = args.values("--seance").iter().map(|seance| seance.trim()).collect();
    if seances.contains(&"") {
        return Err(Refusal::usage("--seance is empty"));
    }
    let (record, effects) = creation(&unit, name, address, &seances)?;
    let outcome = change::make(&context.place, record, effects, look(&unit))?;
    if !outcome.made && outcome.facts.is_empty() {
        return Err(agency::unknown(unit.agency()));
    }
    if !outcome.made {
        return Err(Refusal::new("duplicate_unit", format!("structure unit {unit} is there already")));
    }
    report(&unit, &outcome, format!("Structure unit {unit} {name:?} was created."))
}

/// The record and the effects of creating a structure unit that is not there yet, in an agency that is.
pub(super) fn creation(
    unit: &StructureUnitId,
    name: &str,
    address: &str,
    seances: &[&str],
) -> Result<(Sql, Vec<Sql>), Refusal> {
    let change = Change::new(Event::StructureUnitCreated, unit)?;
    let source = sql!(
        "agency WHERE agency_code = {agency} AND NOT EXISTS (SELECT 1 FROM structure_unit \
         WHERE structure_unit.agency_code = agency.agency_code AND unit = {unit})",
        agency = unit.agency(),
        unit = unit.unit()
    );
    let mut effects = vec![sql!(
        "INSERT INTO structure_unit (agency_code, unit, name, address) \
         SELECT agency_code, {unit}, {name}, {address} FROM {grant}",
        unit = unit.unit(),
        name = name,
        address = address,
        grant = change.grant(unit.agency())
    )];
    let named =
        |(place, seance): &(usize, &&str)| !seances.iter().take(*place).any(|earlier| earlier == *seance);
    effects.extend(seances.iter().enumerate().filter(named).map(|(_, seance)| {
        sql!(
            "INSERT INTO seance (agency_code, unit, name) SELECT agency_code, {unit}, {seance} FROM {grant}",
            unit = unit.unit(),
            seance = seance,
            grant = change.grant(unit.agency())
        )
    }));
    Ok((change.record(&source, &sql!("{name}", name = name)), effects))
}

/// `unit block --unit U`: the tokens for it die.
pub(super) fn block(context: &Context) -> Result<Report, Refusal> {
    let unit = options::unit(&context.args)?;
    let change = Change::new(Event::StructureUnitBlocked, &unit)?;
    let source = sql!("structure_unit WHERE {this} AND blocked_at IS NULL", this = this(&unit));
    let effect = sql!(
        "UPDATE structure_unit SET blocked_at = {at} WHERE {this} AND {granted}",
        at = change.at(),
        this = this(&unit),
        granted = change.granted(&sql!("structure_unit"))
    );
    let outcome =
        change::make(&context.place, change.record(&source, &sql!("''")), vec![effect], look(&unit))?;
    let text =
        if outcome.made { "is blocked now; all tokens for it have ended" } else { "was blocked already" };
    report(&unit, &outcome, format!("Structure unit {unit} {text}."))
}

/// `unit unblock --unit U`.
pub(super) fn unblock(context: &Context) -> Result<Report, Refusal> {
    let unit = options::unit(&context.args)?;
    let change = Change::new(Event::StructureUnitUnblocked, &unit)?;
    let source = sql!("structure_unit WHERE {this} AND blocked_at IS NOT NULL", this = this(&unit));
    let effect = sql!(
        "UPDATE structure_unit SET blocked_at = NULL WHERE {this} AND {granted}",
        this = this(&unit),
        granted = change.granted(&sql!("structure_unit"))
    );
    let outcome =
        change::make(&context.place, change.record(&source, &sql!("''")), vec![effect], look(&unit))?;
    let text = if outcome.made { "is let in again" } else { "was not blocked" };
    report(&unit, &outcome, format!("Structure unit {unit} {text}."))
}

/// Refuses a structure unit that is not there.
pub(super) fn unknown(unit: &StructureUnitId) -> Refusal {
    let message = format!("no structure unit is called {unit}; `unit create --unit {unit} …` makes one");
    Refusal::new("unknown_unit", message)
}

fn this(unit: &StructureUnitId) -> Sql {
    sql!("agency_code = {agency} AND unit = {unit}", agency = unit.agency(), unit = unit.unit())
}

fn look(unit: &StructureUnitId) -> Sql {
    sql!("SELECT name, address, blocked_at FROM structure_unit WHERE {this}", this = this(unit))
}

fn report(unit: &StructureUnitId, outcome: &Outcome, text: String) -> Result<Report, Refusal> {
    let row = outcome.facts.first().ok_or_else(|| unknown(unit))?;
    let object = json!({
        "id": unit.to_string(),
        "name": row.text("name")?,
        "address": row.text("address")?,
        "state": agency::state(row),
    });
    Ok(Report::new(object, text))
}
