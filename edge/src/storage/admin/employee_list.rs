//! Lists of employees: filters, orders and keyset paging.

use shared::api::admin::employees::Role;
use shared::value::agency_code::AgencyCode;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::database::Database;
use super::super::statement::Statement;
use super::employees::{Employee, EmployeeRow, IN_SCOPE, Reading, facts, read, with_reading};
use crate::error::Internal;

/// Names of the words of a search; more of them narrow it no further.
const WORDS: [&str; 4] = ["word_a", "word_b", "word_c", "word_d"];

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

/// What keeps an employee out as far as the row itself says it: locks by wrong passwords stand elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Blocked by somebody.
    Blocked,
    /// Locked by wrong codes.
    CodeLocked,
    /// Without a password yet.
    Invited,
    /// None of these.
    Free,
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

/// Lists of employees.
pub trait EmployeeList: Database {
    /// The part of the list that the query names.
    async fn list_employees(
        &self,
        query: &EmployeeQuery,
        reading: &Reading,
    ) -> Result<Vec<Employee>, Internal> {
        let rows = self.one("list employees", list(query, reading)).await?;
        rows.all::<EmployeeRow>()?.into_iter().map(read).collect()
    }
}

impl<D: Database> EmployeeList for D {}

fn list(query: &EmployeeQuery, reading: &Reading) -> Statement {
    let mut sql = format!("{} {IN_SCOPE}", facts());
    let mut parts = Statement::new("");
    let mut add = |text: &str, named: Statement| {
        sql.push_str(" AND ");
        sql.push_str(text);
        let taken = std::mem::replace(&mut parts, Statement::new(""));
        parts = taken.with_values_of(named);
    };
    let none = || Statement::new("");
    if let Some(agency) = query.agency {
        add("e.agency_code = :agency", none().with("agency", agency));
    }
    for (name, word) in WORDS.into_iter().zip(&query.words) {
        add(&begins(name, query.agency.is_some()), none().with(name, word));
    }
    if let Some(role) = query.role {
        add("e.role = :role", none().with("role", role));
    }
    if let Some(product) = query.product {
        let has = "EXISTS (SELECT 1 FROM employee_product p WHERE p.agency_code = e.agency_code \
                   AND p.login = e.login AND p.product = :product)";
        add(has, none().with("product", product));
    }
    if let Some(unit) = &query.unit {
        let at = "e.agency_code = :unit_agency AND e.login IN (SELECT m.login FROM employee_unit m \
                  WHERE m.agency_code = :unit_agency AND m.unit = :unit)";
        add(at, none().with("unit_agency", unit.agency()).with("unit", unit.unit()));
    }
    match query.standing {
        Some(Standing::Blocked) => add("e.blocked_at IS NOT NULL", none()),
        Some(Standing::CodeLocked) => add("e.blocked_at IS NULL AND f.locked_at IS NOT NULL", none()),
        Some(Standing::Invited) => {
            add("e.blocked_at IS NULL AND f.locked_at IS NULL AND e.password_version = 0", none());
        }
        Some(Standing::Free) => {
            add("e.blocked_at IS NULL AND f.locked_at IS NULL AND e.password_version > 0", none());
        }
        None => {}
    }
    let (than, way) = if query.descending { ("<", "DESC") } else { (">", "ASC") };
    let key = match query.order {
        Order::Login => None,
        Order::Name => Some("e.sort_name"),
        Order::LastSignIn => Some("e.last_sign_in_at"),
    };
    if let Some(behind) = &query.behind {
        let named = none().with("behind_login", &behind.login);
        match (query.order, key) {
            (Order::LastSignIn, Some(key)) => {
                let moment: i64 = behind.key.parse().unwrap_or_default();
                let from = format!("({key}, e.login) {than} (:behind_key, :behind_login)");
                add(&from, named.with("behind_key", moment));
            }
            (_, Some(key)) => {
                let from = format!("({key}, e.login) {than} (:behind_key, :behind_login)");
                add(&from, named.with("behind_key", &behind.key));
            }
            (_, None) => add(&format!("e.login {than} :behind_login"), named),
        }
    }
    let order = key.map(|key| format!("{key} {way}, ")).unwrap_or_default();
    let sql = format!("{sql} ORDER BY {order}e.login {way} LIMIT :limit");
    with_reading(Statement::new(sql).with_values_of(parts), reading).with("limit", query.limit)
}

/// The condition that the login or a word of the name begins with the word of this name. The key begins with the agency;
/// naming all agencies lets the index find the words of every one.
fn begins(name: &str, of_one_agency: bool) -> String {
    let agency = if of_one_agency { "w.agency_code = :agency" } else { ALL_AGENCIES };
    format!(
        "(e.agency_code, e.login) IN (SELECT w.agency_code, w.login FROM employee_word w \
         WHERE {agency} AND w.word >= :{name} AND w.word < :{name} || char(1114111))"
    )
}

const ALL_AGENCIES: &str = "w.agency_code IN (SELECT agency_code FROM agency)";
