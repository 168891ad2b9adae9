//! Employees: lists, creation by invitation, edits, blocks, locks, second factors, sessions.

mod blocks;
mod change;
mod create;
mod decide;
mod invite;
mod list;
mod locks;
mod sessions;
mod told;

pub use self::blocks::{block, ending, unblock};
pub use self::change::change;
pub use self::create::{NewAccount, create, hire};
pub use self::invite::{invite, withdraw};
pub use self::list::{TAKES, list};
pub use self::locks::{forget_devices, reissue, unlock_code, unlock_password};
pub use self::sessions::{consents, end_session, sessions};

use shared::api::admin::employees::Employee as Told;
use shared::audit::{Event, Row};
use shared::code::Code;
use shared::value::login::Login;

use super::requester::{Requester, Scope};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::storage::admin::employees::{Employee, EmployeeFacts, Reading};

/// One employee.
pub async fn read<P: EmployeeFacts>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Told, Error> {
    let employee = find(ctx, who, login).await?;
    Ok(told::tell(employee))
}

/// The employee of a path, if one may be seen.
pub(super) async fn find<P: EmployeeFacts>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
) -> Result<Employee, Error> {
    let login = Login::parse(login).ok_or(Code::NotFound)?;
    Ok(ctx.ports.employee_facts(&login, &reading(ctx, who)).await?.ok_or(Code::NotFound)?)
}

/// Whom the requester may see, and what counts now.
fn reading<P>(ctx: &Ctx<'_, P>, who: &Requester) -> Reading {
    let scope = match who.scope {
        Scope::Agency(own) => Some(own),
        Scope::Every => None,
    };
    Reading { scope, now: ctx.now }
}

/// A row of what the requester does to an employee.
fn row<P: Random>(ctx: &Ctx<'_, P>, who: &Requester, employee: &Employee, event: Event, detail: &str) -> Row {
    ctx.audit(Some(employee.agency), event, &who.name, employee.login.as_str(), detail)
}
