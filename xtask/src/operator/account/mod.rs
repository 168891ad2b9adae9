//! `account …`: the employees, one login each.

mod change;
mod create;
mod facts;

pub(super) use change::{block, forget_devices, reissue, set, unblock, unlock};
pub(super) use create::{create, invite};

use shared::api::admin::Changed;
use shared::api::admin::employees::{Employee, PATH};
use shared::value::login::Login;

use super::api::{Api, Worded as _};
use super::context::Context;
use super::options;
use super::refusal::Refusal;
use super::report::Report;
use facts::{object, still_kept_out};
use shared::percent::encoded;

/// `account show`: everything that decides about the next sign-in.
pub(super) fn show(context: &Context) -> Result<Report, Refusal> {
    let (login, api) = (options::login(&context.args)?, context.api()?);
    let employee = read(&api, &login)?;
    still_kept_out(&api, Report::new(object(&employee), facts::text(&employee)), &employee)
}

/// Refuses a login that no employee has.
pub(super) fn unknown(login: &Login) -> Refusal {
    let message = format!("no employee has the login {login}; `account create --login {login} …` makes one");
    Refusal::new("unknown_login", message)
}

fn read(api: &Api<'_>, login: &Login) -> Result<Employee, Refusal> {
    Ok(api.get(&path(login, "")).worded(404, || unknown(login))?)
}

/// Does something to an employee that needs no more words, and says whether it was due.
fn act(api: &Api<'_>, login: &Login, what: &str) -> Result<bool, Refusal> {
    let done: Changed = api.act(&path(login, what)).worded(404, || unknown(login))?;
    Ok(done.changed)
}

fn path(login: &Login, behind: &str) -> String {
    format!("{PATH}/{}{behind}", encoded(login.as_str()))
}
