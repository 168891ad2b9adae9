//! The rules of employees: what one is called, may be and may do, and who may decide that.

use shared::api::admin::employees::{Role, State};
use shared::code::Code;
use shared::failure::Failure;
use shared::value::agency_code::AgencyCode;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::fields::{self, MAX_NAME};
use super::super::query::malformed;
use super::super::words;
use crate::rights::Actor;
use crate::storage::admin::employee_changes::Particulars;
use crate::storage::admin::employees::Employee;

/// Most points of sale of one employee.
const MAX_UNITS: usize = 200;

/// The employee that a request asks for.
pub(super) fn particulars(
    agency: AgencyCode,
    login: &str,
    name: &str,
    role: Role,
    products: &[String],
    units: &[String],
) -> Result<Particulars, Failure> {
    let name = fields::named("name", name, MAX_NAME)?;
    let mut products = parsed(products, Product::parse, |text| format!("{text:?} is no product"))?;
    // As storage reads them: their order says nothing.
    products.sort_by_key(|product| product.as_str());
    if products.is_empty() {
        return Err(malformed("products is empty"));
    }
    let units = points_of_sale(agency, units)?;
    if units.is_empty() && products.contains(&Product::Cashier) {
        return Err(malformed("points_of_sale is empty, and Cashier is used at a point of sale"));
    }
    let sort_name = words::words(&name).collect::<Vec<_>>().join(" ");
    let words = words::words(&name).chain([login.to_owned()]).collect();
    Ok(Particulars { name, sort_name, words, role, products, units })
}

/// Refuses a role that the actor may not grant, or that the agency cannot have: support is granted by operators alone, and
/// belongs to the house agency, which has nobody else.
pub(super) fn may_grant(actor: Actor, role: Role, agency: AgencyCode) -> Result<(), Failure> {
    match (role, agency == AgencyCode::HOUSE) {
        (Role::Support, _) if actor != Actor::Operator => Err(Code::NotAllowed.into()),
        (Role::Support, false) => Err(malformed(format!("support belongs to agency {}", AgencyCode::HOUSE))),
        (Role::Cashier | Role::Administrator, true) => {
            Err(malformed(format!("agency {} is that of support alone", AgencyCode::HOUSE)))
        }
        _ => Ok(()),
    }
}

/// Whether an edit lets somebody administer who could not: by the role, or by Boss for whoever has the role.
pub(super) fn gives_administration(employee: &Employee, to: &Particulars) -> bool {
    !administers(employee) && to.role == Role::Administrator && to.products.contains(&Product::Boss)
}

/// Whether an edit takes administration away from somebody who has it, which needs another administrator if an
/// administrator does it.
pub(super) fn takes_administration(employee: &Employee, to: &Particulars) -> bool {
    administers(employee) && (to.role != Role::Administrator || !to.products.contains(&Product::Boss))
}

/// Whether the employee administers an agency.
pub(super) fn administers(employee: &Employee) -> bool {
    employee.role == Role::Administrator && employee.products.contains(&Product::Boss)
}

/// What keeps an employee out, the strongest reason first.
pub(super) fn state(employee: &Employee) -> State {
    match (employee.blocked_at, employee.code_locked_at, employee.registered, employee.password_locked_at) {
        (Some(_), ..) => State::Blocked,
        (_, Some(_), ..) => State::CodeLocked,
        (_, _, false, _) => State::Invited,
        (_, _, _, Some(_)) => State::PasswordLocked,
        // One's own browsers have locks of their own, and are where one works.
        _ if employee.locked_devices > 0 => State::PasswordLocked,
        _ => State::Active,
    }
}

/// The product whose mail somebody gets: Cashier comes first, as everywhere.
pub(super) fn first_product(products: &[Product]) -> Product {
    if products.contains(&Product::Boss) && !products.contains(&Product::Cashier) {
        Product::Boss
    } else {
        Product::Cashier
    }
}

/// What the audit log says of an edit.
pub(super) fn difference(employee: &Employee, to: &Particulars) -> String {
    let units = |units: &[StructureUnitId]| listed(units.iter().map(ToString::to_string));
    let products = |products: &[Product]| listed(products.iter().map(|product| product.as_str().to_owned()));
    let fields = [
        ("name", employee.name.clone(), to.name.clone()),
        ("role", employee.role.as_str().to_owned(), to.role.as_str().to_owned()),
        ("products", products(&employee.products), products(&to.products)),
        ("points of sale", units(&employee.units), units(&to.units)),
    ];
    let changed = fields.into_iter().filter(|(_, before, after)| before != after);
    changed
        .map(|(name, before, after)| format!("{name} was {before}, is {after}"))
        .collect::<Vec<_>>()
        .join("; ")
}

/// What the audit log says of a new employee: everything but name and secrets.
pub(super) fn summary(to: &Particulars, key_given: bool, invited: bool) -> String {
    let products = listed(to.products.iter().map(|product| product.as_str().to_owned()));
    let at = if to.units.is_empty() {
        String::new()
    } else {
        format!("; units {}", listed(to.units.iter().map(ToString::to_string)))
    };
    let key = if key_given { "; key given" } else { "" };
    let invited = if invited { "; invited" } else { "" };
    format!("role {}; products {products}{at}{key}{invited}", to.role.as_str())
}

/// The points of sale of a request, all of the agency.
fn points_of_sale(agency: AgencyCode, units: &[String]) -> Result<Vec<StructureUnitId>, Failure> {
    if units.len() > MAX_UNITS {
        return Err(malformed(format!("points_of_sale are more than {MAX_UNITS}")));
    }
    let units = parsed(units, StructureUnitId::parse, |text| format!("{text:?} is no StructureUnitID"))?;
    match units.iter().find(|unit| unit.agency() != agency) {
        Some(unit) => Err(malformed(format!("{unit} is no structure unit of agency {agency}"))),
        None => Ok(units),
    }
}

/// Texts as values, each once.
fn parsed<T: PartialEq>(
    texts: &[String],
    parse: impl Fn(&str) -> Option<T>,
    wrong: impl Fn(&str) -> String,
) -> Result<Vec<T>, Failure> {
    let mut values = Vec::new();
    for text in texts {
        let value = parse(text).ok_or_else(|| malformed(wrong(text)))?;
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok(values)
}

fn listed(texts: impl Iterator<Item = String>) -> String {
    let texts: Vec<_> = texts.collect();
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}
