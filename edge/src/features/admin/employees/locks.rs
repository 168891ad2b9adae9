//! Locks of employees, their second factors and the browsers that their accounts know.

use shared::api::admin::Changed;
use shared::audit::Event;
use shared::code::Code;
use shared::lock_key::LockKey;
use shared::time::DAY_MS;

use super::super::requester::Requester;
use super::decide::first_product;
use super::{find, row};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::rights::Actor;
use crate::storage::admin::employee_locks::EmployeeLocks;
use crate::storage::admin::employees::EmployeeFacts;
use crate::storage::outbox::{Cause, MailKind, NewNotice};

/// Lifts the locks by wrong passwords, of the name and of the browsers that the account knows.
pub async fn unlock_password<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Changed, Error>
where
    P: EmployeeFacts + EmployeeLocks + Random,
{
    let employee = find(ctx, who, login).await?;
    let key = LockKey::new(&ctx.config.peppers, &employee.login);
    let row = row(ctx, who, &employee, Event::PasswordUnlocked, "");
    let changed = ctx.ports.unlock_password(employee.agency, &employee.login, &key, &row).await?;
    Ok(Changed { changed })
}

/// Lifts the lock by wrong codes.
pub async fn unlock_code<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Changed, Error>
where
    P: EmployeeFacts + EmployeeLocks + Random,
{
    let employee = find(ctx, who, login).await?;
    let row = row(ctx, who, &employee, Event::CodeUnlocked, "");
    Ok(Changed { changed: ctx.ports.unlock_code(employee.agency, &employee.login, &row).await? })
}

/// Takes the key of the second factor away, so that the next sign-in sets up a new one. An administrator may where the
/// agency's switch says so; nobody resets the own one.
pub async fn reissue<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Changed, Error>
where
    P: EmployeeFacts + EmployeeLocks + Random,
{
    let employee = find(ctx, who, login).await?;
    if who.is(&employee.login) {
        return Err(Code::OwnAccount.into());
    }
    if who.actor == Actor::Administrator && !employee.reissue_by_administrator {
        return Err(Code::NotAllowed.into());
    }
    let notice = NewNotice {
        mail_id: ctx.new_id().as_str().to_owned(),
        kind: MailKind::SecondFactorRemoved,
        login: employee.login.clone(),
        product: first_product(&employee.products),
        origin: String::new(),
        // The mail tells what was done, not from where.
        cause: Cause { address: String::new(), country: None, user_agent: String::new() },
        at: ctx.now,
        not_since: ctx.now.plus_ms(DAY_MS),
    };
    let row = row(ctx, who, &employee, Event::SecondFactorReissued, "");
    let changed = ctx.ports.remove_second_factor(employee.agency, &employee.login, &notice, &row).await?;
    Ok(Changed { changed })
}

/// Forgets the browsers that the account knows, with their counters of wrong passwords.
pub async fn forget_devices<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Changed, Error>
where
    P: EmployeeFacts + EmployeeLocks + Random,
{
    let employee = find(ctx, who, login).await?;
    let row = row(ctx, who, &employee, Event::DevicesForgotten, "");
    Ok(Changed { changed: ctx.ports.forget_devices(employee.agency, &employee.login, &row).await? })
}
