//! `application …`: the programs that call the web service, one login each.

use serde_json::{Value, json};
use shared::api::admin::applications::{Application, CreateApplication, PATH, Rotate, Unit, WithPassword};
use shared::api::admin::{Changed, Ending};
use shared::time::UnixMillis;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;

use super::agency::state;
use super::api::{Api, Worded as _};
use super::context::Context;
use super::refusal::Refusal;
use super::report::{Report, listed};
use super::{options, unit};
use shared::percent::encoded;

/// `application create`: its password is told this once.
pub(super) fn create(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    let (login, agency) = (options::login(args)?, options::agency(args)?);
    args.required("--unit")?;
    let units = options::units(args)?;
    // A request carries the login as an xs:token, in which white space and control characters do not survive.
    if login.as_str().contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Refusal::usage("--login cannot hold white space or control characters"));
    }
    unit::of_agency(&units, agency)?;
    let given = args.value("--password");
    let wanted = CreateApplication {
        login: login.to_string(),
        agency: agency.as_number(),
        units: units.iter().map(ToString::to_string).collect(),
        password: given.map(str::to_owned),
    };
    let api = context.api()?;
    let duplicate = || {
        let message = format!(
            "an application with the login {login} is there already; `application rotate` gives it a new password"
        );
        Refusal::new("duplicate_login", message)
    };
    let made: WithPassword = api
        .post(PATH, &wanted)
        .worded(409, duplicate)
        .map_err(|failure| unit::missing(&api, failure, agency, &units))?;
    let text = format!(
        "Application {login} was created in agency {agency}.\n  structure units  {}\n  password         {}   ({})",
        listed(&made.application.units),
        made.password,
        shown(given),
    );
    Ok(Report::new(with_password(&made), text))
}

/// `application show`.
pub(super) fn show(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let found = read(&context.api()?, &login)?;
    let created = UnixMillis(found.created_at_ms).to_string();
    let mut answer = object(&found);
    if let Value::Object(members) = &mut answer {
        members.insert("agency".to_owned(), found.agency.into());
        members.insert("units".to_owned(), found.units.clone().into());
        members.insert("live_tokens".to_owned(), found.live_tokens.into());
        members.insert("created_at".to_owned(), created.clone().into());
    }
    let text = format!(
        "Application {login} is {}.\n  agency           {}\n  structure units  {}\n  live tokens      {}\n  \
         created          {created}\n  rotations        {}",
        state(found.blocked_at_ms),
        found.agency,
        listed(&found.units),
        found.live_tokens,
        found.rotations,
    );
    let report = Report::new(answer, text);
    Ok(if found.agency_blocked {
        report.note("Its agency is blocked, so it cannot sign in.")
    } else {
        report
    })
}

/// `application block`: its tokens die with it.
pub(super) fn block(context: &Context) -> Result<Report, Refusal> {
    let (login, api) = (options::login(&context.args)?, context.api()?);
    let blocked: Ending = api.act(&path(&login, "/block")).worded(404, || unknown(&login))?;
    let text =
        if blocked.changed { "is blocked now; all its tokens have ended" } else { "was blocked already" };
    Ok(Report::new(object(&read(&api, &login)?), format!("Application {login} {text}.")))
}

/// `application unblock`: it can sign in again; what has ended stays ended.
pub(super) fn unblock(context: &Context) -> Result<Report, Refusal> {
    let (login, api) = (options::login(&context.args)?, context.api()?);
    let unblocked: Changed = api.act(&path(&login, "/unblock")).worded(404, || unknown(&login))?;
    let after = read(&api, &login)?;
    let text = if unblocked.changed { "is let in again" } else { "was not blocked" };
    let report = Report::new(object(&after), format!("Application {login} {text}."));
    Ok(if after.agency_blocked {
        report.note("Its agency is blocked, so it still cannot sign in.")
    } else {
        report
    })
}

/// `application rotate`: a new password, told this once; its tokens die.
pub(super) fn rotate(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let given = context.args.value("--password");
    let wanted = Rotate { password: given.map(str::to_owned) };
    let made: WithPassword =
        context.api()?.post(&path(&login, "/rotate"), &wanted).worded(404, || unknown(&login))?;
    let text = format!(
        "Application {login} has a new password; all its tokens have ended.\n  password  {}   ({})",
        made.password,
        shown(given)
    );
    let report = Report::new(with_password(&made), text);
    Ok(if made.application.blocked_at_ms.is_some() {
        report.note("It is blocked, so it still cannot sign in.")
    } else {
        report
    })
}

/// `application allow`: one more structure unit of its agency.
pub(super) fn allow(context: &Context) -> Result<Report, Refusal> {
    let (login, unit) = (options::login(&context.args)?, options::unit(&context.args)?);
    let api = context.api()?;
    let before = read(&api, &login)?;
    if before.agency != unit.agency().as_number() {
        let message =
            format!("structure unit {unit} is not one of agency {}, to which {login} belongs", before.agency);
        return Err(Refusal::usage(message));
    }
    let allowed: Changed = api
        .post(&path(&login, "/allow"), &named(&unit))
        .map_err(|failure| unit::missing(&api, failure, unit.agency(), std::slice::from_ref(&unit)))?;
    let text = if allowed.changed {
        format!("Application {login} may use structure unit {unit} now.")
    } else {
        format!("Application {login} was allowed structure unit {unit} already.")
    };
    Ok(Report::new(object(&before), text))
}

/// `application forbid`: its tokens for the structure unit die.
pub(super) fn forbid(context: &Context) -> Result<Report, Refusal> {
    let (login, unit) = (options::login(&context.args)?, options::unit(&context.args)?);
    let api = context.api()?;
    let taken: Changed = api.post(&path(&login, "/forbid"), &named(&unit)).worded(404, || unknown(&login))?;
    let text = if taken.changed {
        format!("Structure unit {unit} was taken from application {login}; its tokens for it have ended.")
    } else {
        format!("Application {login} was not allowed structure unit {unit}.")
    };
    let after = read(&api, &login)?;
    let report = Report::new(object(&after), text);
    Ok(if after.units.is_empty() {
        report.note("No structure unit is left to it, so it cannot sign in.")
    } else {
        report
    })
}

/// The path of an application, and what is behind it.
pub(super) fn path(login: &Login, behind: &str) -> String {
    format!("{PATH}/{}{behind}", encoded(login.as_str()))
}

/// Refuses a login that no application has.
pub(super) fn unknown(login: &Login) -> Refusal {
    let message =
        format!("no application has the login {login}; `application create --login {login} …` makes one");
    Refusal::new("unknown_login", message)
}

fn read(api: &Api<'_>, login: &Login) -> Result<Application, Refusal> {
    Ok(api.get(&path(login, "")).worded(404, || unknown(login))?)
}

fn named(unit: &StructureUnitId) -> Unit {
    Unit { unit: unit.to_string() }
}

fn shown(given: Option<&str>) -> &'static str {
    if given.is_some() { "as given" } else { "shown only this once" }
}

fn with_password(made: &WithPassword) -> Value {
    let mut answer = object(&made.application);
    if let Value::Object(members) = &mut answer {
        members.insert("password".to_owned(), made.password.clone().into());
    }
    answer
}

/// The object for programs.
fn object(application: &Application) -> Value {
    json!({
        "id": application.login, "login": application.login, "state": state(application.blocked_at_ms),
    })
}
