//! The list of employees, part by part.

use shared::api::admin::Page;
use shared::api::admin::employees::{Employee as Told, Role, State};
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::paging::{MAX_LIMIT, Paging};
use super::super::query::{Query, malformed};
use super::super::requester::Requester;
use super::super::words;
use super::reading;
use super::told::tell;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::storage::admin::employee_list::EmployeeList;
use crate::storage::admin::employee_query::{Behind, EmployeeQuery, Order, Standing};
use crate::storage::admin::employees::Employee;

/// What the query takes.
pub const TAKES: [&str; 9] =
    ["agency", "search", "role", "product", "unit", "state", "sort", "cursor", "limit"];

/// Employees that may be seen, in the order that is asked for.
pub async fn list<P: EmployeeList>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    query: &Query,
) -> Result<Page<Told>, Error> {
    let paging = Paging::read(query, MAX_LIMIT, 2)?;
    let asked = asked(who, query, &paging)?;
    let found = ctx.ports.list_employees(&asked, &reading(ctx, who)).await?;
    Ok(paging.page(found, |employee| key(asked.order, employee), tell))
}

/// The query of a list.
fn asked(who: &Requester, query: &Query, paging: &Paging) -> Result<EmployeeQuery, Error> {
    let state = query.read("state", "a state", State::parse)?;
    let agency = who.listed(query.agency()?)?;
    let sort = query.text("sort").unwrap_or("login");
    let (sort, descending) = sort.strip_prefix('-').map_or((sort, false), |sort| (sort, true));
    let order = match sort {
        "login" => Order::Login,
        "name" if agency.is_some() => Order::Name,
        "last-sign-in" if agency.is_some() => Order::LastSignIn,
        "name" | "last-sign-in" => {
            return Err(malformed("sort by name or last sign-in needs an agency").into());
        }
        _ => return Err(malformed("sort is name, login or last-sign-in, with or without - in front").into()),
    };
    Ok(EmployeeQuery {
        agency,
        words: words::words(query.text("search").unwrap_or_default()).collect(),
        role: query.read("role", "a role", Role::parse)?,
        product: query.read("product", "a product", Product::parse)?,
        unit: query.read("unit", "a StructureUnitID", StructureUnitId::parse)?,
        standing: state.map(|state| match state {
            State::Blocked => Standing::Blocked,
            State::CodeLocked => Standing::CodeLocked,
            State::Invited => Standing::Invited,
            State::PasswordLocked => Standing::PasswordLocked,
            State::Active => Standing::Active,
        }),
        order,
        descending,
        behind: paging.after.as_deref().and_then(behind),
        limit: paging.rows(),
    })
}

/// What an employee is ordered by.
fn key(order: Order, employee: &Employee) -> Vec<String> {
    let key = match order {
        Order::Login => String::new(),
        Order::Name => employee.sort_name.clone(),
        Order::LastSignIn => employee.last_sign_in_at.map_or(0, |at| at.0).to_string(),
    };
    vec![key, employee.login.as_str().to_owned()]
}

fn behind(key: &[String]) -> Option<Behind> {
    let [key, login] = key else { return None };
    Some(Behind { key: key.clone(), login: login.clone() })
}
