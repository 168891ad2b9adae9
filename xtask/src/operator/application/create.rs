//! `application create --login L --agency N --unit U [--unit U …] [--password P]`.

use serde_json::Value;
use shared::audit::Event;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::change::{self, Change};
use super::super::command::Context;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::sql::{Sql, sql};
use super::super::{agency, options, password, unit};
use super::object;

/// Creates an application; its password is told this once.
pub(in super::super) fn create(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    let (login, agency, units) = (options::login(args)?, options::agency(args)?, options::units(args)?);
    check(&login, agency, &units)?;
    let given = args.value("--password");
    let password = password::choose(given)?;
    let hash = password::stored(&context.place, &password)?;
    let (record, effects) = creation(&login, agency, &units, &hash)?;
    let outcome = change::make(&context.place, record, effects, look(&login, agency))?;
    let facts = outcome.facts.first().ok_or_else(|| agency::unknown(agency))?;
    if !outcome.made {
        if facts.holds("login") {
            let message = format!(
                "an application with the login {login} is there already; `application rotate` gives it a new password"
            );
            return Err(Refusal::new("duplicate_login", message));
        }
        let known = if facts.holds("known_units") { facts.text("known_units")? } else { "" };
        let missing = units.iter().find(|unit| !known.split(' ').any(|known| known == unit.unit()));
        return Err(missing
            .map_or_else(|| Refusal::new("database", "the application was not created"), unit::unknown));
    }
    let mut answer = object(facts)?;
    if let Value::Object(fields) = &mut answer {
        fields.insert("password".to_owned(), password.expose().into());
    }
    let units: Vec<_> = units.iter().map(ToString::to_string).collect();
    let shown = if given.is_some() { "as given" } else { "shown only this once" };
    let text = format!(
        "Application {login} was created in agency {agency}.\n  structure units  {}\n  password         {}   ({shown})",
        units.join(", "),
        password.expose(),
    );
    Ok(Report::new(answer, text))
}

/// The record and the effects of creating an application that is not there yet, if the agency and all units are.
pub(in super::super) fn creation(
    login: &Login,
    agency: AgencyCode,
    units: &[StructureUnitId],
    password_hash: &str,
) -> Result<(Sql, Vec<Sql>), Refusal> {
    let change = Change::new(Event::ApplicationCreated, login)?;
    let letters = Sql::list(&units.iter().map(StructureUnitId::unit).collect::<Vec<_>>());
    let names: Vec<_> = units.iter().map(ToString::to_string).collect();
    let source = sql!(
        "agency WHERE agency_code = {agency} AND NOT EXISTS (SELECT 1 FROM application WHERE login = {login}) \
         AND (SELECT count(*) FROM structure_unit WHERE agency_code = {agency} AND unit IN {letters}) = {count}",
        agency = agency,
        login = login,
        letters = letters,
        count = i64::try_from(units.len()).unwrap_or(i64::MAX)
    );
    let application = sql!(
        "INSERT INTO application (agency_code, login, password_hash, created_at) \
         SELECT agency_code, {login}, {hash}, {at} FROM {grant}",
        login = login,
        hash = password_hash,
        at = change.at(),
        grant = change.grant(agency)
    );
    let allowed = sql!(
        "INSERT INTO application_unit (agency_code, login, unit) SELECT agency_code, {login}, unit FROM structure_unit \
         WHERE agency_code = {agency} AND unit IN {letters} AND {granted}",
        login = login,
        agency = agency,
        letters = letters,
        granted = change.granted(&sql!("structure_unit"))
    );
    let detail = sql!("{units}", units = names.join(", "));
    Ok((change.record(&source, &detail), vec![application, allowed]))
}

/// Refuses what the web service or the storage could never accept.
fn check(login: &Login, agency: AgencyCode, units: &[StructureUnitId]) -> Result<(), Refusal> {
    // A request carries the login as an xs:token, in which white space and control characters do not survive.
    if login.as_str().contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Refusal::usage("--login cannot hold white space or control characters"));
    }
    match units.iter().find(|unit| unit.agency() != agency) {
        Some(unit) => Err(Refusal::usage(format!("structure unit {unit} is not one of agency {agency}"))),
        None => Ok(()),
    }
}

/// One row when the agency is there: which of the rest is.
fn look(login: &Login, agency: AgencyCode) -> Sql {
    sql!(
        "SELECT application.login AS login, application.blocked_at AS blocked_at, \
         (SELECT group_concat(unit, {space}) FROM structure_unit WHERE agency_code = {agency}) AS known_units \
         FROM agency LEFT JOIN application ON application.login = {login} WHERE agency.agency_code = {agency}",
        space = " ",
        agency = agency,
        login = login
    )
}
