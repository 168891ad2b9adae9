//! `account set|block|unblock|unlock|reissue|forget-devices`.

use shared::api::admin::Ending;
use shared::api::admin::employees::{Block, ChangeEmployee, Employee};

use super::super::api::Worded as _;
use super::super::context::Context;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::{options, unit};
use super::facts::{object, still_kept_out};
use super::{act, path, read, unknown};

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
    let reason = options::optional_text(&context.args, "--reason")?.unwrap_or_default().to_owned();
    let blocked: Ending =
        api.post(&path(&login, "/block"), &Block { reason }).worded(404, || unknown(&login))?;
    let text = if blocked.changed {
        "is blocked now; all sessions and half-done sign-ins have ended"
    } else {
        "was blocked already"
    };
    Ok(Report::new(object(&read(&api, &login)?), format!("Employee {login} {text}.")))
}

/// `account unblock`: with the password and the key of before. What has ended stays ended.
pub(in super::super) fn unblock(context: &Context) -> Result<Report, Refusal> {
    let (login, api) = (options::login(&context.args)?, context.api()?);
    let changed = act(&api, &login, "/unblock")?;
    let (text, after) = (if changed { "is let in again" } else { "was not blocked" }, read(&api, &login)?);
    still_kept_out(&api, Report::new(object(&after), format!("Employee {login} {text}.")), &after)
}

/// `account unlock`: the locks by wrong passwords (of the name and of the browsers that the account knows), that by wrong
/// codes, or both when neither is named.
pub(in super::super) fn unlock(context: &Context) -> Result<Report, Refusal> {
    let (login, api) = (options::login(&context.args)?, context.api()?);
    let named = |switch| context.args.has(switch);
    let both = named("--password") == named("--code");
    let mut told = Vec::new();
    for (lock, switch) in [("password", "--password"), ("code", "--code")] {
        if both || named(switch) {
            let lifted = act(&api, &login, &format!("/unlock-{lock}"))?;
            let text = if lifted { "is lifted" } else { "was not there" };
            told.push(format!("The {lock} lock of employee {login} {text}."));
        }
    }
    let after = read(&api, &login)?;
    still_kept_out(&api, Report::new(object(&after), told.join("\n")), &after)
}

/// `account reissue`: takes the key of the second factor away, and with it a lock by its wrong codes; everything that is
/// open ends.
pub(in super::super) fn reissue(context: &Context) -> Result<Report, Refusal> {
    let (login, api) = (options::login(&context.args)?, context.api()?);
    let text = if act(&api, &login, "/reissue")? {
        "has no key any more; all sessions and half-done sign-ins have ended, and the next sign-in sets up a new key"
    } else {
        "has no key; the next sign-in sets one up"
    };
    Ok(Report::new(object(&read(&api, &login)?), format!("Employee {login} {text}.")))
}

/// `account forget-devices`: forgets every browser that the account knows, and their counters of wrong passwords. Ends
/// nothing that is open.
pub(in super::super) fn forget_devices(context: &Context) -> Result<Report, Refusal> {
    let (login, api) = (options::login(&context.args)?, context.api()?);
    let text = if act(&api, &login, "/forget-devices")? {
        "knows no browser any more; the next sign-in in each of them is one from a new device"
    } else {
        "knew no browser"
    };
    Ok(Report::new(object(&read(&api, &login)?), format!("Employee {login} {text}.")))
}
