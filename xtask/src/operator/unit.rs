//! `unit create|set|block|unblock`: structure units.

use serde_json::{Value, json};
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
    let seances = options::seances(args)?;
    let (record, effects) = creation(&unit, name, address, &seances)?;
    let outcome = change::make(&context.place, record, effects, look(&unit))?;
    if !outcome.made && outcome.facts.is_empty() {
        return Err(agency::unknown(unit.agency()));
    }
    if !outcome.made {
        return Err(Refusal::new("duplicate_unit", format!("structure unit {unit} is there already")));
    }
    let report = report(&unit, &outcome, format!("Structure unit {unit} {name:?} was created."))?;
    Ok(if seances.is_empty() {
        report
            .note("It has no seance, so nobody can work in Cashier there; `unit set --seance` gives it some.")
    } else {
        report
    })
}

/// `unit set --unit U [--name N] [--address A] [--seance S …]`: what is not named stays. The seances named are all
/// it has from then on; sessions at others end.
pub(super) fn set(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    let unit = options::unit(args)?;
    let (name, address) =
        (options::optional_text(args, "--name")?, options::optional_text(args, "--address")?);
    let seances = options::seances(args)?;
    if name.is_none() && address.is_none() && seances.is_empty() {
        return Err(Refusal::usage("--name, --address, --seance or more of them are missing"));
    }
    let change = Change::new(Event::StructureUnitChanged, &unit)?;
    let granted = change.granted(&sql!("structure_unit"));
    let (now, there) = (sql!("{name}", name = name), sql!("{address}", address = address));
    let offered = offer(&unit, &seances);
    let source = sql!(
        "structure_unit WHERE {this} \
         AND (name <> coalesce({name}, name) OR address <> coalesce({address}, address) OR {offered})",
        this = this(&unit),
        name = now,
        address = there,
        offered = offered
    );
    let mut effects = vec![sql!(
        "UPDATE structure_unit SET name = coalesce({name}, name), address = coalesce({address}, address) \
         WHERE {this} AND {granted}",
        name = now,
        address = there,
        this = this(&unit),
        granted = granted
    )];
    if !seances.is_empty() {
        effects.extend(replacing(&unit, &seances, &change));
    }
    let named = [("name", name), ("address", address)];
    let named = named.iter().filter_map(|(what, value)| value.map(|value| format!("{what} is {value}")));
    let seances = (!seances.is_empty()).then(|| format!("seances are {}", seances.join(", ")));
    let told = named.chain(seances).collect::<Vec<_>>().join("; ");
    let record = change.record(&source, &sql!("{told}", told = told));
    let outcome = change::make(&context.place, record, effects, look(&unit))?;
    let text = if outcome.made { "was changed" } else { "was so already" };
    report(&unit, &outcome, format!("Structure unit {unit} {text}."))
}

/// Whether the unit has other seances than these; never, when none are named.
fn offer(unit: &StructureUnitId, seances: &[&str]) -> Sql {
    if seances.is_empty() {
        return sql!("0");
    }
    sql!(
        "(SELECT count(*) || {slash} || coalesce(sum(name IN {names}), 0) FROM seance WHERE {this}) <> {same}",
        slash = "/",
        names = Sql::list(seances),
        this = this(unit),
        same = format!("{0}/{0}", seances.len())
    )
}

/// The effects that give a unit these seances and no others.
fn replacing(unit: &StructureUnitId, seances: &[&str], change: &Change) -> Vec<Sql> {
    let names = Sql::list(seances);
    let sessions = sql!(
        "UPDATE session SET ended_at = {at}, ended_by = {how} \
         WHERE {this} AND seance NOT IN {names} AND ended_at IS NULL AND {granted}",
        at = change.at(),
        how = "elsewhere",
        this = this(unit),
        names = names,
        granted = change.granted(&sql!("session"))
    );
    let others = sql!(
        "DELETE FROM seance WHERE {this} AND name NOT IN {names} AND {granted}",
        this = this(unit),
        names = names,
        granted = change.granted(&sql!("seance"))
    );
    let added = seances.iter().map(|seance| {
        sql!(
            "INSERT INTO seance (agency_code, unit, name) SELECT agency_code, {unit}, {seance} FROM {grant} \
             ON CONFLICT DO NOTHING",
            unit = unit.unit(),
            seance = seance,
            grant = change.grant(unit.agency())
        )
    });
    [sessions, others].into_iter().chain(added).collect()
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
    effects.extend(seances.iter().map(|seance| {
        sql!(
            "INSERT INTO seance (agency_code, unit, name) SELECT agency_code, {unit}, {seance} FROM {grant}",
            unit = unit.unit(),
            seance = seance,
            grant = change.grant(unit.agency())
        )
    }));
    Ok((change.record(&source, &sql!("{name}", name = name)), effects))
}

/// `unit block --unit U`: the tokens for it and the sessions at it die.
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
    let text = if outcome.made {
        "is blocked now; all tokens for it and sessions at it have ended"
    } else {
        "was blocked already"
    };
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
    sql!(
        "SELECT name, address, blocked_at, (SELECT json_group_array(name) FROM (SELECT seance.name AS name FROM seance \
         WHERE {this} ORDER BY seance.name)) AS seances FROM structure_unit WHERE {this}",
        this = this(unit)
    )
}

fn report(unit: &StructureUnitId, outcome: &Outcome, text: String) -> Result<Report, Refusal> {
    let row = outcome.facts.first().ok_or_else(|| unknown(unit))?;
    let seances: Value = serde_json::from_str(row.text("seances")?).map_err(|error| {
        Refusal::new("database", format!("the seances of {unit} cannot be read: {error}"))
    })?;
    let object = json!({
        "id": unit.to_string(),
        "name": row.text("name")?,
        "address": row.text("address")?,
        "seances": seances,
        "state": agency::state(row),
    });
    Ok(Report::new(object, text))
}
