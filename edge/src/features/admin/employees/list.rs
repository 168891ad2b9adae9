//! The list of employees, part by part.

use shared::api::admin::Page;
use shared::api::admin::employees::{Employee as Told, Role, State};
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::paging::{MAX_LIMIT, Paging, part_up_to};
use super::super::query::{Query, malformed};
use super::super::requester::Requester;
use super::super::words;
use super::decide::state;
use super::reading;
use super::told::{locks, tell};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::storage::admin::employee_list::{Behind, EmployeeList, EmployeeQuery, Order, Standing};
use crate::storage::admin::employees::{Employee, EmployeeFacts, Reading};

/// What the query takes.
pub const TAKES: [&str; 9] =
    ["agency", "search", "role", "product", "unit", "state", "sort", "cursor", "limit"];

/// Locks by wrong passwords stand apart from employees: so many rows are looked at for one part, whoever of them is locked.
const LOOKED_AT: u32 = 2_000;
/// So many of them at a time.
const AT_A_TIME: u32 = 200;

/// Employees that may be seen, in the order that is asked for.
pub async fn list<P: EmployeeList + EmployeeFacts>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    query: &Query,
) -> Result<Page<Told>, Error> {
    let paging = Paging::read(query, MAX_LIMIT, 2)?;
    let wanted = query.read("state", "a state", State::parse)?;
    let asked = asked(who, query, &paging, wanted)?;
    let reading = reading(ctx, who);
    if !matches!(wanted, Some(State::Active | State::PasswordLocked)) {
        let found = ctx.ports.list_employees(&asked, &reading).await?;
        let locks = locks(ctx, &found).await?;
        let rows = found.into_iter().zip(locks).collect();
        return Ok(paging.page(
            rows,
            |(employee, _)| key(asked.order, employee),
            |(employee, at)| tell(employee, at),
        ));
    }
    list_by_lock(ctx, &paging, EmployeeQuery { limit: AT_A_TIME, ..asked }, &reading, wanted).await
}

/// The part of the list whose employees are locked, or are not: looks at one part after the other.
async fn list_by_lock<P: EmployeeList + EmployeeFacts>(
    ctx: &Ctx<'_, P>,
    paging: &Paging,
    mut asked: EmployeeQuery,
    reading: &Reading,
    wanted: Option<State>,
) -> Result<Page<Told>, Error> {
    let enough = usize::try_from(paging.rows()).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    for _ in 0..LOOKED_AT / AT_A_TIME {
        let found = ctx.ports.list_employees(&asked, reading).await?;
        let locks = locks(ctx, &found).await?;
        let last = found.last().map(|employee| key(asked.order, employee));
        let is_short = u32::try_from(found.len()).unwrap_or(u32::MAX) < AT_A_TIME;
        rows.extend(
            found.into_iter().zip(locks).filter(|(employee, at)| Some(state(employee, *at)) == wanted),
        );
        if is_short || rows.len() >= enough {
            let order = asked.order;
            return Ok(paging.page(
                rows,
                |(employee, _)| key(order, employee),
                |(employee, at)| tell(employee, at),
            ));
        }
        asked.behind = last.as_deref().and_then(behind);
    }
    // More may follow: the next part goes on where this one has stopped to look.
    let place = asked.behind.map(|behind| [behind.key, behind.login]).unwrap_or_default();
    Ok(part_up_to(rows.into_iter().map(|(employee, at)| tell(employee, at)).collect(), &place))
}

/// The query of a list.
fn asked(
    who: &Requester,
    query: &Query,
    paging: &Paging,
    state: Option<State>,
) -> Result<EmployeeQuery, Error> {
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
            State::PasswordLocked | State::Active => Standing::Free,
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
