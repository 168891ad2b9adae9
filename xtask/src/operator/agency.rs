//! `agency create|show|set|block|unblock`.

use serde_json::{Value, json};
use shared::audit::Event;
use shared::value::agency_code::AgencyCode;

use super::change::{self, Change, Outcome};
use super::command::Context;
use super::database::{self, Row};
use super::options;
use super::refusal::Refusal;
use super::report::{Report, printable};
use super::sql::{Sql, sql};

/// Whether the employees of an agency may change the point of sale.
const CHOICE: &str = "--change-point-of-sale";
/// The same in the audit log, in front of 0 or 1.
const MAY_CHOOSE: &str = "may_change_point_of_sale is ";
/// Whether the administrator of an agency, and not the employee, issues a QR code again.
const REISSUE: &str = "--reissue-by-administrator";
/// The same in the audit log, in front of 0 or 1.
const REISSUES: &str = "reissue_by_administrator is ";

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

/// `agency show --agency N`.
pub(super) fn show(context: &Context) -> Result<Report, Refusal> {
    let agency = options::agency(&context.args)?;
    let rows = database::run(&context.place, &[look(agency)])?;
    let row = rows.first().and_then(|rows| rows.first()).ok_or_else(|| unknown(agency))?;
    let switch = |column| Ok::<_, Refusal>(if row.number(column)? == 1 { "on" } else { "off" });
    let lines = [
        ("name", printable(row.text("name")?)),
        (CHOICE.trim_start_matches("--"), switch("may_change_point_of_sale")?.to_owned()),
        (REISSUE.trim_start_matches("--"), switch("reissue_by_administrator")?.to_owned()),
    ];
    let lines = lines.map(|(name, value)| format!("  {name:24}  {value}")).join("\n");
    Ok(Report::new(object(agency, row)?, format!("Agency {agency} is {}.\n{lines}", state(row))))
}

/// `agency set --agency N [--name X] [--change-point-of-sale on|off] [--reissue-by-administrator on|off]`: what is not
/// named stays.
pub(super) fn set(context: &Context) -> Result<Report, Refusal> {
    let agency = options::agency(&context.args)?;
    let name = options::optional_text(&context.args, "--name")?;
    let may_choose = options::on_or_off(&context.args, CHOICE)?;
    let reissues = options::on_or_off(&context.args, REISSUE)?;
    if name.is_none() && may_choose.is_none() && reissues.is_none() {
        return Err(Refusal::usage(format!("--name, {CHOICE} or {REISSUE} is missing")));
    }
    let change = Change::new(Event::AgencyChanged, &agency)?;
    let may = sql!("{may}", may = may_choose.map(i64::from));
    let only = sql!("{only}", only = reissues.map(i64::from));
    let now = sql!("{name}", name = name);
    let source = sql!(
        "agency WHERE agency_code = {agency} AND (name <> coalesce({name}, name) \
         OR may_change_point_of_sale <> coalesce({may}, may_change_point_of_sale) \
         OR reissue_by_administrator <> coalesce({only}, reissue_by_administrator))",
        agency = agency,
        name = now,
        may = may,
        only = only
    );
    let detail = sql!(
        "trim(CASE WHEN name <> {name} THEN {was} || name || {is} || {name} || {end} ELSE '' END \
         || CASE WHEN may_change_point_of_sale <> {may} THEN {may_choose} || {may} || {end} ELSE '' END \
         || CASE WHEN reissue_by_administrator <> {only} THEN {reissues} || {only} ELSE '' END)",
        was = "name was ",
        is = ", is ",
        end = " ",
        may_choose = MAY_CHOOSE,
        reissues = REISSUES,
        name = now,
        may = may,
        only = only
    );
    let effect = sql!(
        "UPDATE agency SET name = coalesce({name}, name), \
         may_change_point_of_sale = coalesce({may}, may_change_point_of_sale), \
         reissue_by_administrator = coalesce({only}, reissue_by_administrator) \
         WHERE agency_code = {agency} AND {granted}",
        name = now,
        may = may,
        only = only,
        agency = agency,
        granted = change.granted(&sql!("agency"))
    );
    let outcome = change::make(&context.place, change.record(&source, &detail), vec![effect], look(agency))?;
    let when = if outcome.made { "now" } else { "already" };
    let called = name.map(|name| format!("is called {name:?}"));
    let choice = may_choose.map(|may| {
        format!("{} its employees change the point of sale", if may { "lets" } else { "does not let" })
    });
    let reissue = reissues.map(|only| {
        let who = if only { "its administrator alone" } else { "employees themselves" };
        format!("has QR codes issued again by {who}")
    });
    let facts: Vec<_> = called.into_iter().chain(choice).chain(reissue).collect();
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
        "SELECT name, may_change_point_of_sale, reissue_by_administrator, blocked_at FROM agency WHERE agency_code = {agency}",
        agency = agency
    )
}

fn report(agency: AgencyCode, outcome: &Outcome, text: String) -> Result<Report, Refusal> {
    let row = outcome.facts.first().ok_or_else(|| unknown(agency))?;
    Ok(Report::new(object(agency, row)?, text))
}

/// The object for programs.
fn object(agency: AgencyCode, row: &Row) -> Result<Value, Refusal> {
    Ok(json!({
        "id": agency.to_string(),
        "name": row.text("name")?,
        "may_change_point_of_sale": row.number("may_change_point_of_sale")? == 1,
        "reissue_by_administrator": row.number("reissue_by_administrator")? == 1,
        "state": state(row),
    }))
}
