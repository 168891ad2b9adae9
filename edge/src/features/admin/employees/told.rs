//! Employees as answers tell them.

use shared::api::admin::employees::Employee as Told;
use shared::time::UnixMillis;

use super::decide::state;
use crate::storage::admin::employees::Employee;

/// One employee.
pub(super) fn tell(employee: Employee) -> Told {
    let state = state(&employee);
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
        password_locked_at_ms: moment(employee.password_locked_at),
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
