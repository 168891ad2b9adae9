//! Lists of employees: one part, by the way that looks at fewer rows.

use super::super::database::Database;
use super::super::statement::Statement;
use super::employee_query::{EmployeeQuery, Standing};
use super::employee_search::{Breadth, Way, breadth};
use super::employees::{Employee, EmployeeRow, IN_SCOPE, Reading, facts, read, with_reading};
use crate::error::Internal;

/// Lists of employees.
pub trait EmployeeList: Database {
    /// The part of the list that the query names.
    async fn list_employees(
        &self,
        query: &EmployeeQuery,
        reading: &Reading,
    ) -> Result<Vec<Employee>, Internal> {
        if query.words.is_empty() {
            return part(self, query, &Way::Along(None), reading).await;
        }
        let rows = self.batch("breadth of a search", breadth(query)).await?;
        let Breadth { first, otherwise } = Breadth::read(&rows)?;
        let found = part(self, query, &first, reading).await?;
        match otherwise {
            Some(way) if found.len() < query.limit as usize => part(self, query, &way, reading).await,
            _ => Ok(found),
        }
    }
}

impl<D: Database> EmployeeList for D {}

/// The part of the list, on this way to it.
async fn part(
    database: &(impl Database + ?Sized),
    query: &EmployeeQuery,
    way: &Way,
    reading: &Reading,
) -> Result<Vec<Employee>, Internal> {
    let rows = database.one("list employees", list(query, way, reading)).await?;
    rows.all::<EmployeeRow>()?.into_iter().map(read).collect()
}

fn list(query: &EmployeeQuery, way: &Way, reading: &Reading) -> Statement {
    let conditions = query.place().chain(way.conditions(query)).chain(filters(query));
    let all = Statement::new(format!("{} {IN_SCOPE}", facts()));
    let all = conditions.fold(all, Statement::and);
    let sql = format!("{} {} LIMIT :limit", all.sql(), query.by());
    with_reading(Statement::new(sql).with_values_of(all), reading).with("limit", query.limit)
}

/// The conditions of what the list is kept to.
fn filters(query: &EmployeeQuery) -> impl Iterator<Item = Statement> {
    let role = query.role.map(|role| Statement::new("e.role = :role").with("role", role));
    let product = query.product.map(|product| {
        let has = "EXISTS (SELECT 1 FROM employee_product p WHERE p.agency_code = e.agency_code \
                   AND p.login = e.login AND p.product = :product)";
        Statement::new(has).with("product", product)
    });
    let unit = query.unit.as_ref().map(|unit| {
        let at = "e.agency_code = :unit_agency AND e.login IN (SELECT m.login FROM employee_unit m \
                  WHERE m.agency_code = :unit_agency AND m.unit = :unit)";
        Statement::new(at).with("unit_agency", unit.agency()).with("unit", unit.unit())
    });
    let standing = query.standing.map(|standing| {
        let registered = "e.blocked_at IS NULL AND f.locked_at IS NULL AND e.password_version > 0";
        Statement::new(match standing {
            Standing::Blocked => "e.blocked_at IS NOT NULL".to_owned(),
            Standing::CodeLocked => "e.blocked_at IS NULL AND f.locked_at IS NOT NULL".to_owned(),
            Standing::Invited => {
                "e.blocked_at IS NULL AND f.locked_at IS NULL AND e.password_version = 0".to_owned()
            }
            Standing::PasswordLocked => format!(
                "{registered} AND (e.agency_code, e.login) IN (SELECT t.agency_code, t.login FROM password_try t \
                 WHERE {} AND t.locked_at IS NOT NULL)",
                query.of_agency("t")
            ),
            Standing::Active => format!(
                "{registered} AND NOT EXISTS (SELECT 1 FROM password_try t \
                 WHERE t.agency_code = e.agency_code AND t.login = e.login AND t.locked_at IS NOT NULL)"
            ),
        })
    });
    [role, product, unit, standing].into_iter().flatten()
}
