//! Employees as answers tell them, with the locks of their names.

use shared::api::admin::employees::Employee as Told;
use shared::lock_key::LockKey;
use shared::time::UnixMillis;

use super::decide::state;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::storage::admin::employees::{Employee, EmployeeFacts};

/// One employee.
pub(super) async fn told<P: EmployeeFacts>(ctx: &Ctx<'_, P>, employee: Employee) -> Result<Told, Error> {
    let locks = locks(ctx, std::slice::from_ref(&employee)).await?;
    Ok(tell(employee, locks.into_iter().next().flatten()))
}

/// Since when each of them is locked by wrong passwords, if so.
pub(super) async fn locks<P: EmployeeFacts>(
    ctx: &Ctx<'_, P>,
    employees: &[Employee],
) -> Result<Vec<Option<UnixMillis>>, Error> {
    let keys: Vec<_> =
        employees.iter().map(|employee| LockKey::new(&ctx.config.peppers, &employee.login)).collect();
    let locked = ctx.ports.password_locks(&keys).await?;
    let at = |key: &LockKey| locked.iter().find(|(locked, _)| locked == key).map(|(_, at)| *at);
    Ok(keys.iter().map(at).collect())
}

/// An employee whose name is locked since then, if so.
pub(super) fn tell(employee: Employee, password_locked_at: Option<UnixMillis>) -> Told {
    let state = state(&employee, password_locked_at);
    let two_factor = match (employee.key_created_at, employee.key_activated_at) {
        (_, Some(_)) => "active",
        (Some(_), None) => "pending",
        (None, None) => "none",
    };
    let moment = |at: Option<UnixMillis>| at.map(|at| at.0);
    let words = |products: &[shared::value::product::Product]| {
        products.iter().map(|product| product.as_str().to_owned()).collect()
    };
    Told {
        state,
        agency: employee.agency.as_number(),
        role: employee.role,
        products: words(&employee.products),
        consents: words(&employee.consents),
        points_of_sale: employee.units.iter().map(ToString::to_string).collect(),
        blocked_reason: employee.blocked_at.map(|_| employee.blocked_reason),
        blocked_at_ms: moment(employee.blocked_at),
        password_locked_at_ms: moment(password_locked_at),
        code_locked_at_ms: moment(employee.code_locked_at),
        two_factor: two_factor.to_owned(),
        sessions: employee.sessions,
        devices: employee.devices,
        locked_devices: employee.locked_devices,
        has_invitation: employee.has_invitation,
        reissue_by_administrator: employee.reissue_by_administrator,
        last_sign_in_at_ms: moment(employee.last_sign_in_at),
        created_at_ms: employee.created_at.0,
        version: employee.version,
        name: employee.name,
        login: employee.login.as_str().to_owned(),
    }
}
