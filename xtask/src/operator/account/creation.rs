//! The statements that create an employee, for the command and for the demo.

use shared::audit::Event;
use shared::consent;
use shared::seal::Sealed;
use shared::totp::TotpKey;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::ambient::random;
use super::super::change::Change;
use super::super::place::{Place, Target};
use super::super::refusal::Refusal;
use super::super::sql::{Sql, sql};
use super::invitation::Invitation;
use super::role::Role;
use crate::secrets;

/// An employee to create.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct NewEmployee<'a> {
    pub(in super::super) login: &'a Login,
    pub(in super::super) agency: AgencyCode,
    pub(in super::super) name: &'a str,
    pub(in super::super) role: Role,
    pub(in super::super) products: &'a [Product],
    /// Points of sale, the own one first.
    pub(in super::super) units: &'a [StructureUnitId],
    pub(in super::super) password_hash: &'a str,
    /// The language of mails.
    pub(in super::super) language: Language,
    /// The mail that leads to the first password, if the one of the hash is nobody's.
    pub(in super::super) invitation: Option<&'a Invitation>,
    /// An active key.
    pub(in super::super) key: Option<&'a Sealed>,
    /// Whether the consent to each product is there.
    pub(in super::super) consenting: bool,
}

/// The record and the effects of creating an employee who is not there yet, if the agency and all units are. Each
/// consent has an audit row of its own.
pub(in super::super) fn creation(employee: &NewEmployee<'_>) -> Result<(Sql, Vec<Sql>), Refusal> {
    let NewEmployee { login, agency, .. } = *employee;
    let change = Change::new(Event::EmployeeCreated, login)?;
    let letters = Sql::list(&employee.units.iter().map(StructureUnitId::unit).collect::<Vec<_>>());
    let source = sql!(
        "agency WHERE agency_code = {agency} AND NOT EXISTS (SELECT 1 FROM employee WHERE login = {login}) \
         AND (SELECT count(*) FROM structure_unit WHERE agency_code = {agency} AND unit IN {letters}) = {count}",
        agency = agency,
        login = login,
        letters = letters,
        count = i64::try_from(employee.units.len()).unwrap_or(i64::MAX)
    );
    let mut effects = vec![account(employee, &change)];
    effects.extend(employee.products.iter().map(|product| permission(employee, &change, *product)));
    let places = (0_i64..).zip(employee.units);
    effects.extend(places.map(|(position, unit)| point_of_sale(employee, &change, position, unit)));
    if employee.consenting {
        for product in employee.products {
            effects.extend(consent_to(employee, &change, *product)?);
        }
    }
    effects.extend(employee.key.map(|key| second_factor(employee, &change, key)));
    effects.extend(employee.invitation.map(|invitation| wish(employee, &change, invitation)));
    Ok((change.record(&source, &sql!("{detail}", detail = detail(employee))), effects))
}

/// Seals a key for its owner with the current seal key, which only the local environment can be asked for.
pub(in super::super) fn sealed(
    place: &Place,
    agency: AgencyCode,
    login: &Login,
    key: &TotpKey,
) -> Result<Sealed, Refusal> {
    if place.target() != Target::Local {
        let message = "--two-factor-key cannot be sealed for a deployed environment, whose seal keys cannot be \
                       read back; leave it out, and the first sign-in sets up a key by mail";
        return Err(Refusal::new("secrets", message));
    }
    let owner = format!("second_factor/{agency}/{login}");
    let sealed = secrets::seal_keys(place.root())?.seal(key.bytes(), &owner, random()?);
    sealed.map_err(|error| Refusal::new("secrets", error.to_string()))
}

fn account(employee: &NewEmployee<'_>, change: &Change) -> Sql {
    sql!(
        "INSERT INTO employee (agency_code, login, name, role, password_hash, password_version, language, created_at) \
         SELECT agency_code, {login}, {name}, {role}, {hash}, {version}, {language}, {at} FROM {grant}",
        login = employee.login,
        name = employee.name,
        role = employee.role.as_str(),
        hash = employee.password_hash,
        version = i64::from(employee.invitation.is_none()),
        language = employee.language.as_str(),
        at = change.at(),
        grant = change.grant(employee.agency)
    )
}

fn permission(employee: &NewEmployee<'_>, change: &Change, product: Product) -> Sql {
    sql!(
        "INSERT INTO employee_product (agency_code, login, product) \
         SELECT agency_code, {login}, {product} FROM {grant}",
        login = employee.login,
        product = product.as_str(),
        grant = change.grant(employee.agency)
    )
}

fn point_of_sale(employee: &NewEmployee<'_>, change: &Change, position: i64, unit: &StructureUnitId) -> Sql {
    sql!(
        "INSERT INTO employee_unit (agency_code, login, unit, position) \
         SELECT agency_code, {login}, {unit}, {position} FROM {grant}",
        login = employee.login,
        unit = unit.unit(),
        position = position,
        grant = change.grant(employee.agency)
    )
}

fn consent_to(employee: &NewEmployee<'_>, change: &Change, product: Product) -> Result<[Sql; 2], Refusal> {
    let (language, version) = (Language::En.as_str(), consent::version());
    let row = sql!(
        "INSERT INTO consent (agency_code, login, product, version, language, given_at, address) \
         SELECT agency_code, {login}, {product}, {version}, {language}, {at}, {address} FROM {grant}",
        login = employee.login,
        product = product.as_str(),
        version = version,
        language = language,
        at = change.at(),
        address = "console",
        grant = change.grant(employee.agency)
    );
    let given = Change::new(Event::ConsentGiven, employee.login)?;
    let detail = sql!("{detail}", detail = format!("{product} {language} {version}"));
    Ok([row, given.record(&change.grant(employee.agency), &detail)])
}

fn second_factor(employee: &NewEmployee<'_>, change: &Change, key: &Sealed) -> Sql {
    sql!(
        "INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, activated_at) \
         SELECT agency_code, {login}, {id}, {sealed}, {at}, {at} FROM {grant}",
        login = employee.login,
        id = key.key_id,
        sealed = key.text,
        at = change.at(),
        grant = change.grant(employee.agency)
    )
}

/// The mail is that of the first product.
fn wish(employee: &NewEmployee<'_>, change: &Change, invitation: &Invitation) -> Sql {
    let product = employee.products.first().copied().unwrap_or(Product::Cashier);
    let (product, language) = (product.as_str(), employee.language.as_str());
    let product = sql!("{product}", product = product);
    let language = sql!("{language}", language = language);
    invitation.wish(employee.login, &product, &language, &change.grant(employee.agency))
}

/// Everything but name and secrets, for the audit log.
fn detail(employee: &NewEmployee<'_>) -> String {
    let products: Vec<_> = employee.products.iter().map(|product| product.as_str()).collect();
    let units: Vec<_> = employee.units.iter().map(ToString::to_string).collect();
    let key = if employee.key.is_some() { "; key given" } else { "" };
    let invited = if employee.invitation.is_some() { "; invited" } else { "" };
    let at = if units.is_empty() { String::new() } else { format!("; units {}", units.join(", ")) };
    format!("role {}; products {}{at}{key}{invited}", employee.role.as_str(), products.join(", "))
}
