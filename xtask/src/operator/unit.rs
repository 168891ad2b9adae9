//! `unit create|set|block|unblock`: structure units.

use serde_json::{Value, json};
use shared::api::admin::structure_units::{ChangeStructureUnit, CreateStructureUnit, PATH, StructureUnit};
use shared::api::admin::{Changed, Ending};
use shared::value::agency_code::AgencyCode;
use shared::value::structure_unit_id::StructureUnitId;

use super::api::{Api, Failure, Worded as _};
use super::context::Context;
use super::refusal::Refusal;
use super::report::Report;
use super::{agency, options};

/// `unit create`.
pub(super) fn create(context: &Context) -> Result<Report, Refusal> {
    let (args, unit) = (&context.args, options::unit(&context.args)?);
    let wanted = CreateStructureUnit {
        id: unit.to_string(),
        name: options::text(args, "--name")?.to_owned(),
        address: options::text(args, "--address")?.to_owned(),
        seances: options::seances(args)?,
    };
    let api = context.api()?;
    let duplicate = || Refusal::new("duplicate_unit", format!("structure unit {unit} is there already"));
    let made: StructureUnit = api
        .post(PATH, &wanted)
        .worded(409, duplicate)
        .map_err(|failure| missing(&api, failure, unit.agency(), &[]))?;
    let report = Report::new(object(&made), format!("Structure unit {unit} {:?} was created.", made.name));
    Ok(if made.seances.is_empty() {
        report
            .note("It has no seance, so nobody can work in Cashier there; `unit set --seance` gives it some.")
    } else {
        report
    })
}

/// `unit set`: what is not named stays. The seances named are all it has from then on; sessions at others end.
pub(super) fn set(context: &Context) -> Result<Report, Refusal> {
    let (args, unit) = (&context.args, options::unit(&context.args)?);
    let (name, address) =
        (options::optional_text(args, "--name")?, options::optional_text(args, "--address")?);
    let seances = options::seances(args)?;
    if name.is_none() && address.is_none() && seances.is_empty() {
        return Err(Refusal::usage("--name, --address, --seance or more of them are missing"));
    }
    let api = context.api()?;
    let before = read(&api, &unit)?;
    let change = ChangeStructureUnit {
        version: before.version,
        name: name.map(str::to_owned),
        address: address.map(str::to_owned),
        seances: (!seances.is_empty()).then_some(seances),
    };
    let after: StructureUnit = api.patch(&path(&unit), &change)?;
    let text = if after.version == before.version { "was so already" } else { "was changed" };
    Ok(Report::new(object(&after), format!("Structure unit {unit} {text}.")))
}

/// `unit block`.
pub(super) fn block(context: &Context) -> Result<Report, Refusal> {
    let (unit, api) = (options::unit(&context.args)?, context.api()?);
    let blocked: Ending = api.act(&format!("{}/block", path(&unit))).worded(404, || unknown(&unit))?;
    let text = if blocked.changed {
        "is blocked now; all tokens for it and sessions at it have ended"
    } else {
        "was blocked already"
    };
    Ok(Report::new(object(&read(&api, &unit)?), format!("Structure unit {unit} {text}.")))
}

/// `unit unblock`.
pub(super) fn unblock(context: &Context) -> Result<Report, Refusal> {
    let (unit, api) = (options::unit(&context.args)?, context.api()?);
    let unblocked: Changed = api.act(&format!("{}/unblock", path(&unit))).worded(404, || unknown(&unit))?;
    let text = if unblocked.changed { "is let in again" } else { "was not blocked" };
    Ok(Report::new(object(&read(&api, &unit)?), format!("Structure unit {unit} {text}.")))
}

/// Reads a structure unit.
pub(super) fn read(api: &Api<'_>, unit: &StructureUnitId) -> Result<StructureUnit, Refusal> {
    Ok(api.get(&path(unit)).worded(404, || unknown(unit))?)
}

/// Says which of the agency and the units is not there, when that may be why something was not made.
pub(super) fn missing(
    api: &Api<'_>,
    failure: Failure,
    agency: AgencyCode,
    units: &[StructureUnitId],
) -> Refusal {
    if !matches!(failure.status, 400 | 404 | 422) {
        return failure.into();
    }
    let absent = agency::read(api, agency).err();
    absent.or_else(|| units.iter().find_map(|unit| read(api, unit).err())).unwrap_or_else(|| failure.into())
}

/// Refuses units of another agency than this one.
pub(super) fn of_agency(units: &[StructureUnitId], agency: AgencyCode) -> Result<(), Refusal> {
    match units.iter().find(|unit| unit.agency() != agency) {
        Some(unit) => Err(Refusal::usage(format!("structure unit {unit} is not one of agency {agency}"))),
        None => Ok(()),
    }
}

/// Refuses a structure unit that is not there.
fn unknown(unit: &StructureUnitId) -> Refusal {
    let message = format!("no structure unit is called {unit}; `unit create --unit {unit} …` makes one");
    Refusal::new("unknown_unit", message)
}

fn path(unit: &StructureUnitId) -> String {
    format!("{PATH}/{unit}")
}

/// The object for programs.
fn object(unit: &StructureUnit) -> Value {
    json!({
        "id": unit.id,
        "name": unit.name,
        "address": unit.address,
        "seances": unit.seances,
        "state": agency::state(unit.blocked_at_ms),
    })
}
