//! Who may sign in once the password is right: pure rules.

use shared::value::product::Product;

use crate::storage::employees::Employee;

/// Why a right password opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAccess {
    /// The employee or the agency is blocked.
    Blocked,
    /// The employee may not use this product.
    Product,
    /// There is no point of sale to work at.
    PointOfSale,
    /// Wrong codes have locked the account.
    CodeLocked,
}

impl NoAccess {
    /// The word in messages and in the audit log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Product => "product",
            Self::PointOfSale => "point-of-sale",
            Self::CodeLocked => "code-locked",
        }
    }
}

/// Why the employee may not sign in to the product, if so.
pub fn no_access(employee: &Employee, product: Product) -> Option<NoAccess> {
    if employee.blocked {
        return Some(NoAccess::Blocked);
    }
    if !employee.has_product {
        return Some(NoAccess::Product);
    }
    if product == Product::Cashier && employee.points_of_sale == 0 {
        return Some(NoAccess::PointOfSale);
    }
    employee.code_locked.then_some(NoAccess::CodeLocked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::value::agency_code::AgencyCode;

    #[test]
    fn whatever_is_blocked_missing_or_locked_keeps_an_employee_out() {
        let good = Employee {
            agency: AgencyCode::from_number(12036).unwrap(),
            password_hash: String::new(),
            password_version: 1,
            blocked: false,
            has_product: true,
            points_of_sale: 1,
            code_locked: false,
        };
        assert_eq!(no_access(&good, Product::Cashier), None);
        let without = |change: fn(&mut Employee)| {
            let mut employee = good.clone();
            change(&mut employee);
            (no_access(&employee, Product::Cashier), no_access(&employee, Product::Boss))
        };
        let both = |reason| (Some(reason), Some(reason));
        assert_eq!(without(|employee| employee.blocked = true), both(NoAccess::Blocked));
        assert_eq!(without(|employee| employee.has_product = false), both(NoAccess::Product));
        assert_eq!(without(|employee| employee.points_of_sale = 0), (Some(NoAccess::PointOfSale), None));
        assert_eq!(without(|employee| employee.code_locked = true), both(NoAccess::CodeLocked));
    }
}
