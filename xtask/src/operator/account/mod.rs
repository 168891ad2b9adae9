//! `account …`: the employees, one login each.

mod block;
mod create;
mod creation;
mod facts;
mod forget_devices;
mod invitation;
mod reissue;
mod role;
mod show;
#[cfg(test)]
mod tests;
mod unlock;

pub(super) use block::{block, unblock};
pub(super) use create::create;
pub(super) use creation::{NewEmployee, creation, sealed};
pub(super) use forget_devices::forget_devices;
pub(super) use invitation::invite;
pub(super) use reissue::reissue;
pub(super) use role::Role;
pub(super) use show::show;
pub(super) use unlock::unlock;

use shared::value::login::Login;

use super::database::Row;
use super::refusal::Refusal;
use super::report::Report;

/// Refuses a login that no employee has.
fn unknown(login: &Login) -> Refusal {
    let message = format!("no employee has the login {login}; `account create --login {login} …` makes one");
    Refusal::new("unknown_login", message)
}

/// Adds what else keeps an employee out.
fn still_kept_out(report: Report, row: &Row) -> Report {
    let reasons = [
        ("blocked_at", "The employee is blocked, so cannot sign in; `account unblock` changes that."),
        ("agency_blocked_at", "The agency is blocked, so the employee cannot sign in."),
        ("code_locked_at", "Wrong codes have locked the account; `account unlock --code` changes that."),
        (
            "password_locked_at",
            "Wrong passwords have locked the login; `account unlock --password` changes that.",
        ),
    ];
    let hold = reasons.into_iter().filter(|(column, _)| row.holds(column));
    hold.fold(report, |report, (_, note)| report.note(note))
}
