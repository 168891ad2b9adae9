//! `account set|block|unblock|unlock|reissue|forget-devices`.

use shared::api::admin::employees::{Block, ChangeEmployee, Employee};
use shared::api::admin::{Changed, Ending};

use super::super::command::Context;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::{options, unit};
use super::facts::{object, still_kept_out};
use super::{act, path, read};

/// `account set`: what is not named stays. Products and points of sale that are named are all from then on.
pub(in super::super) fn set(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    let login = options::login(args)?;
    let (name, role) = (options::optional_text(args, "--name")?, options::role(args)?);
    let (products, units) = (options::products(args)?, options::units(args)?);
    if name.is_none() && role.is_none() && products.is_empty() && units.is_empty() {
        return Err(Refusal::usage("--name, --role, --product, --unit or more of them are missing"));
    }
    let api = context.api()?;
    let before = read(&api, &login)?;
    let change = ChangeEmployee {
        version: before.version,
        name: name.map(str::to_owned),
        role,
        products: (!products.is_empty()).then_some(products),
        points_of_sale: (!units.is_empty()).then(|| units.iter().map(ToString::to_string).collect()),
    };
    let after: Employee = api.patch(&path(&login, ""), &change).map_err(|failure| match units.first() {
        Some(first) => unit::missing(&api, failure, first.agency(), &units),
        None => failure.into(),
    })?;
    let text = if after.version == before.version { "was so already" } else { "was changed" };
    still_kept_out(&api, Report::new(object(&after), format!("Employee {login} {text}.")), &after)
}

/// `account block`: sessions and half-done sign-ins end with it.
pub(in super::super) fn block(context: &Context) -> Result<Report, Refusal> {
    let (login, api) = (options::login(&context.args)?, context.api()?);
    let before = read(&api, &login)?;
    let reason = options::optional_text(&context.args, "--reason")?.unwrap_or_default().to_owned();
    let _: Ending = api.post(&path(&login, "/block"), &Block { reason })?;
    let text = if before.blocked_at_ms.is_some() {
        "was blocked already"
    } else {
        "is blocked now; all sessions and half-done sign-ins have ended"
    };
    Ok(Report::new(object(&read(&api, &login)?), format!("Employee {login} {text}.")))
}

/// `account unblock`: with the password and the key of before. What has ended stays ended.
pub(in super::super) fn unblock(context: &Context) -> Result<Report, Refusal> {
    let (login, api) = (options::login(&context.args)?, context.api()?);
    let (before, after) = act(&api, &login, "/unblock")?;
    let text = if before.blocked_at_ms.is_some() { "is let in again" } else { "was not blocked" };
    still_kept_out(&api, Report::new(object(&after), format!("Employee {login} {text}.")), &after)
}

/// `account unlock`: the locks by wrong passwords (of the name and of the browsers that the account knows), that by wrong
/// codes, or both when neither is named.
pub(in super::super) fn unlock(context: &Context) -> Result<Report, Refusal> {
    let (login, api) = (options::login(&context.args)?, context.api()?);
    let named = |switch| context.args.has(switch);
    let both = named("--password") == named("--code");
    let mut employee = read(&api, &login)?;
    let mut told = Vec::new();
    for (lock, switch) in [("password", "--password"), ("code", "--code")] {
        if both || named(switch) {
            let path = path(&login, &format!("/unlock-{lock}"));
            let lifted: Changed = api.post(&path, &shared::api::admin::Nothing {})?;
            let text = if lifted.changed { "is lifted" } else { "was not there" };
            told.push(format!("The {lock} lock of employee {login} {text}."));
            employee = read(&api, &login)?;
        }
    }
    still_kept_out(&api, Report::new(object(&employee), told.join("\n")), &employee)
}

/// `account reissue`: takes the key of the second factor away, and with it a lock by its wrong codes; everything that is
/// open ends.
pub(in super::super) fn reissue(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let (before, after) = act(&context.api()?, &login, "/reissue")?;
    let text = if before.two_factor == "none" {
        "has no key; the next sign-in sets one up"
    } else {
        "has no key any more; all sessions and half-done sign-ins have ended, and the next sign-in sets up a new key"
    };
    Ok(Report::new(object(&after), format!("Employee {login} {text}.")))
}

/// `account forget-devices`: forgets every browser that the account knows, and their counters of wrong passwords. Ends
/// nothing that is open.
pub(in super::super) fn forget_devices(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let (before, after) = act(&context.api()?, &login, "/forget-devices")?;
    let text = if before.devices == 0 {
        "knew no browser"
    } else {
        "knows no browser any more; the next sign-in in each of them is one from a new device"
    };
    Ok(Report::new(object(&after), format!("Employee {login} {text}.")))
}
