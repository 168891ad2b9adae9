//! Blocks of employees.

use shared::api::admin::employees::Block;
use shared::api::admin::{Changed, Ending};
use shared::audit::Event;
use shared::code::Code;

use super::super::fields;
use super::super::requester::Requester;
use super::decide::administers;
use super::{find, row};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::rights::Actor;
use crate::storage::admin::employee_locks::{Blocked, EmployeeLocks};
use crate::storage::admin::employees::EmployeeFacts;
use crate::storage::admin::ending::{Endings, Whose};

/// The longest reason, in characters.
const MAX_REASON: usize = 500;

/// Counts what a block of the employee would end.
pub async fn ending<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Ending, Error>
where
    P: EmployeeFacts + Endings,
{
    let employee = find(ctx, who, login).await?;
    Ok(ctx.ports.ending(&Whose::Employee(employee.agency, employee.login), ctx.now).await?)
}

/// Blocks an employee, and with it sign-ins and sessions. Nobody blocks the own account.
pub async fn block<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
    request: &Block,
) -> Result<Ending, Error>
where
    P: EmployeeFacts + EmployeeLocks + Random,
{
    let reason = fields::optional("reason", &request.reason, MAX_REASON)?;
    let employee = find(ctx, who, login).await?;
    if who.is(&employee.login) {
        return Err(Code::OwnAccount.into());
    }
    let needs_another = who.actor == Actor::Administrator && administers(&employee);
    let row = row(ctx, who, &employee, Event::EmployeeBlocked, &reason);
    let whose = (employee.agency, &employee.login);
    match ctx.ports.block_employee(whose, &reason, needs_another, &row).await? {
        Blocked::Made(ending) => Ok(ending),
        Blocked::Before => Ok(Ending::default()),
        Blocked::LastAdministrator => Err(Code::LastAdministrator.into()),
    }
}

/// Lets an employee in again.
pub async fn unblock<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Changed, Error>
where
    P: EmployeeFacts + EmployeeLocks + Random,
{
    let employee = find(ctx, who, login).await?;
    let row = row(ctx, who, &employee, Event::EmployeeUnblocked, "");
    Ok(Changed { changed: ctx.ports.unblock_employee(employee.agency, &employee.login, &row).await? })
}
