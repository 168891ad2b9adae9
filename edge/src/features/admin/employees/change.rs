//! Edits of employees.

use shared::api::admin::employees::{ChangeEmployee, Employee as Told};
use shared::audit::Event;
use shared::code::Code;

use super::super::requester::Requester;
use super::create::unknown_units;
use super::decide::{difference, gives_administration, may_grant, particulars, takes_administration};
use super::told::tell;
use super::{find, reading, row};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::rights::Actor;
use crate::storage::admin::employee_changes::{Edit, EmployeeChange, EmployeeChanges};
use crate::storage::admin::employees::EmployeeFacts;

/// Changes name, role, products and points of sale; what is taken away ends on the next request.
pub async fn change<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
    request: &ChangeEmployee,
) -> Result<Told, Error>
where
    P: EmployeeChanges + EmployeeFacts + Random,
{
    let employee = find(ctx, who, login).await?;
    let products: Vec<_> = employee.products.iter().map(|product| product.as_str().to_owned()).collect();
    let units: Vec<_> = employee.units.iter().map(ToString::to_string).collect();
    let role = request.role.unwrap_or(employee.role);
    let to = particulars(
        employee.agency,
        employee.login.as_str(),
        request.name.as_deref().unwrap_or(&employee.name),
        role,
        request.products.as_deref().unwrap_or(&products),
        request.points_of_sale.as_deref().unwrap_or(&units),
    )?;
    if role != employee.role {
        may_grant(who.actor, role, employee.agency)?;
    }
    if role != employee.role || gives_administration(&employee, &to) {
        who.require_code(ctx.now)?;
    }
    let takes_administration = takes_administration(&employee, &to);
    if who.is(&employee.login) && (role != employee.role || takes_administration) {
        return Err(Code::OwnAccount.into());
    }
    if request.version != employee.version {
        return Err(Code::Overtaken.into());
    }
    let detail = difference(&employee, &to);
    if detail.is_empty() {
        return Ok(tell(employee));
    }
    let change = EmployeeChange {
        version: request.version,
        particulars: to,
        needs_another_administrator: who.actor == Actor::Administrator && takes_administration,
        row: row(ctx, who, &employee, Event::EmployeeChanged, &detail),
        agency: employee.agency,
        login: employee.login,
    };
    match ctx.ports.change_employee(&change, &reading(ctx, who)).await? {
        None => Err(Code::NotFound.into()),
        Some(Edit::Made(employee)) => Ok(tell(*employee)),
        Some(Edit::Overtaken) => Err(Code::Overtaken.into()),
        Some(Edit::LastAdministrator) => Err(Code::LastAdministrator.into()),
        Some(Edit::UnknownUnits(units)) => Err(unknown_units(change.agency, &units)),
    }
}
