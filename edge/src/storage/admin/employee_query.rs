//! What a list of employees is asked for: filters, orders and keyset paging.

use shared::api::admin::employees::Role;
use shared::value::agency_code::AgencyCode;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::statement::{Statement, Value};

/// What a list is ordered by; each order ends with the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By the login.
    Login,
    /// By the name, within an agency.
    Name,
    /// By the last sign-in, within an agency.
    LastSignIn,
}

/// What keeps an employee out, the strongest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Blocked by somebody.
    Blocked,
    /// Locked by wrong codes.
    CodeLocked,
    /// Without a password yet.
    Invited,
    /// Locked by wrong passwords, at all browsers or at a known one.
    PasswordLocked,
    /// None of these.
    Active,
}

/// Where the part of a list begins: behind the employee whose key in the order and whose login these are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The name as lists sort it, or the moment of the last sign-in; empty in the order of logins.
    pub key: String,
    /// The login.
    pub login: String,
}

/// Which employees, in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmployeeQuery {
    /// Of this agency.
    pub agency: Option<AgencyCode>,
    /// With a login, or words of the name, that begin so; folded to lower case.
    pub words: Vec<String>,
    /// With this role.
    pub role: Option<Role>,
    /// With this product.
    pub product: Option<Product>,
    /// At this point of sale.
    pub unit: Option<StructureUnitId>,
    /// With this standing.
    pub standing: Option<Standing>,
    /// In this order,
    pub order: Order,
    /// turned round or not.
    pub descending: bool,
    /// From here on.
    pub behind: Option<Behind>,
    /// At most so many.
    pub limit: u32,
}

impl EmployeeQuery {
    /// The condition that keeps a table to the agency of the query. Keys begin with the agency: naming all of them lets an
    /// index find the rows of every one.
    pub(super) fn of_agency(&self, table: &str) -> String {
        match self.agency {
            Some(_) => format!("{table}.agency_code = :agency"),
            None => format!("{table}.agency_code IN (SELECT agency_code FROM agency)"),
        }
    }

    /// The column that it is ordered by before the login, if there is one.
    pub(super) fn column(&self) -> Option<&'static str> {
        match self.order {
            Order::Login => None,
            Order::Name => Some("e.sort_name"),
            Order::LastSignIn => Some("e.last_sign_in_at"),
        }
    }

    /// A key of this order as its column holds it.
    fn key(&self, key: &str) -> Value {
        match self.order {
            Order::LastSignIn => key.parse().unwrap_or(0_i64).into(),
            Order::Login | Order::Name => key.into(),
        }
    }

    /// The condition that no more than the employees up to this key are looked at.
    pub(super) fn until(&self, key: &str) -> Statement {
        let (column, than) = (self.column().unwrap_or("e.login"), if self.descending { ">=" } else { "<=" });
        Statement::new(format!("{column} {than} :until")).with("until", self.key(key))
    }

    /// The order itself.
    pub(super) fn by(&self) -> String {
        let way = if self.descending { "DESC" } else { "ASC" };
        let key = self.column().map(|key| format!("{key} {way}, ")).unwrap_or_default();
        format!("ORDER BY {key}e.login {way}")
    }

    /// The agency, and the place from which on, if the query names them.
    pub(super) fn place(&self) -> impl Iterator<Item = Statement> {
        let agency =
            self.agency.map(|agency| Statement::new("e.agency_code = :agency").with("agency", agency));
        let than = if self.descending { "<" } else { ">" };
        let behind = self.behind.as_ref().map(|behind| {
            let from = match self.column() {
                Some(key) => Statement::new(format!("({key}, e.login) {than} (:behind_key, :behind_login)"))
                    .with("behind_key", self.key(&behind.key)),
                None => Statement::new(format!("e.login {than} :behind_login")),
            };
            from.with("behind_login", &behind.login)
        });
        agency.into_iter().chain(behind)
    }
}
