//! `agency create|show|set|block|unblock`.

use serde_json::{Value, json};
use shared::api::admin::agencies::{Agency, ChangeAgency, CreateAgency, PATH};
use shared::api::admin::{Changed, Ending};
use shared::value::agency_code::AgencyCode;

use super::api::{Api, Worded as _};
use super::context::Context;
use super::options;
use super::refusal::Refusal;
use super::report::{Report, printable};

/// Whether the employees of an agency may change the point of sale.
const CHOICE: &str = "--change-point-of-sale";
/// Whether the administrator of an agency, and not the employee, issues a QR code again.
const REISSUE: &str = "--reissue-by-administrator";

/// `agency create`.
pub(super) fn create(context: &Context) -> Result<Report, Refusal> {
    let (agency, name) = (options::agency(&context.args)?, options::text(&context.args, "--name")?);
    let wanted = CreateAgency { code: agency.as_number(), name: name.to_owned() };
    let duplicate = || {
        let message = format!("agency {agency} is there already; `agency set` changes its name");
        Refusal::new("duplicate_agency", message)
    };
    let made: Agency = context.api()?.post(PATH, &wanted).worded(409, duplicate)?;
    Ok(Report::new(object(&made), format!("Agency {agency} {name:?} was created.")))
}

/// `agency show`.
pub(super) fn show(context: &Context) -> Result<Report, Refusal> {
    let agency = options::agency(&context.args)?;
    let found = read(&context.api()?, agency)?;
    let switch = |on| if on { "on" } else { "off" }.to_owned();
    let lines = [
        ("name", printable(&found.name)),
        (CHOICE.trim_start_matches("--"), switch(found.may_change_point_of_sale)),
        (REISSUE.trim_start_matches("--"), switch(found.reissue_by_administrator)),
    ];
    let lines = lines.map(|(name, value)| format!("  {name:24}  {value}")).join("\n");
    Ok(Report::new(object(&found), format!("Agency {agency} is {}.\n{lines}", state(found.blocked_at_ms))))
}

/// `agency set`: what is not named stays.
pub(super) fn set(context: &Context) -> Result<Report, Refusal> {
    let agency = options::agency(&context.args)?;
    let name = options::optional_text(&context.args, "--name")?;
    let may_choose = options::on_or_off(&context.args, CHOICE)?;
    let reissues = options::on_or_off(&context.args, REISSUE)?;
    if name.is_none() && may_choose.is_none() && reissues.is_none() {
        return Err(Refusal::usage(format!("--name, {CHOICE} or {REISSUE} is missing")));
    }
    let api = context.api()?;
    let before = read(&api, agency)?;
    let change = ChangeAgency {
        version: before.version,
        name: name.map(str::to_owned),
        may_change_point_of_sale: may_choose,
        reissue_by_administrator: reissues,
    };
    let after: Agency = api.patch(&path(agency), &change)?;
    let when = if after.version == before.version { "already" } else { "now" };
    let called = name.map(|name| format!("is called {name:?}"));
    let choice = may_choose.map(|may| {
        format!("{} its employees change the point of sale", if may { "lets" } else { "does not let" })
    });
    let reissue = reissues.map(|only| {
        let who = if only { "its administrator alone" } else { "employees themselves" };
        format!("has QR codes issued again by {who}")
    });
    let facts: Vec<_> = called.into_iter().chain(choice).chain(reissue).collect();
    Ok(Report::new(object(&after), format!("Agency {agency} {} {when}.", facts.join(" and "))))
}

/// `agency block`.
pub(super) fn block(context: &Context) -> Result<Report, Refusal> {
    let (agency, api) = (options::agency(&context.args)?, context.api()?);
    let blocked: Ending = api.act(&format!("{}/block", path(agency))).worded(404, || unknown(agency))?;
    let text = if blocked.changed {
        "is blocked now; all its tokens and sessions have ended"
    } else {
        "was blocked already"
    };
    Ok(Report::new(object(&read(&api, agency)?), format!("Agency {agency} {text}.")))
}

/// `agency unblock`.
pub(super) fn unblock(context: &Context) -> Result<Report, Refusal> {
    let (agency, api) = (options::agency(&context.args)?, context.api()?);
    let unblocked: Changed = api.act(&format!("{}/unblock", path(agency))).worded(404, || unknown(agency))?;
    let text = if unblocked.changed { "is let in again" } else { "was not blocked" };
    Ok(Report::new(object(&read(&api, agency)?), format!("Agency {agency} {text}.")))
}

/// Reads an agency.
pub(super) fn read(api: &Api<'_>, agency: AgencyCode) -> Result<Agency, Refusal> {
    Ok(api.get(&path(agency)).worded(404, || unknown(agency))?)
}

/// Refuses an agency that is not there.
fn unknown(agency: AgencyCode) -> Refusal {
    let message =
        format!("no agency has the code {agency}; `agency create --agency {agency} --name NAME` makes one");
    Refusal::new("unknown_agency", message)
}

/// `blocked` or `active`.
pub(super) fn state(blocked_at_ms: Option<i64>) -> &'static str {
    if blocked_at_ms.is_some() { "blocked" } else { "active" }
}

fn path(agency: AgencyCode) -> String {
    format!("{PATH}/{agency}")
}

/// The object for programs.
fn object(agency: &Agency) -> Value {
    json!({
        "id": agency.code.to_string(),
        "name": agency.name,
        "may_change_point_of_sale": agency.may_change_point_of_sale,
        "reissue_by_administrator": agency.reissue_by_administrator,
        "state": state(agency.blocked_at_ms),
    })
}
