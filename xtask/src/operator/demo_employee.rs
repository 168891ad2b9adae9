//! Employees of the local demo. The command line of `account` will make all others.

use shared::audit::Event;
use shared::consent;
use shared::totp::TotpKey;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::product::Product;

use super::ambient::random;
use super::change::Change;
use super::place::Place;
use super::refusal::Refusal;
use super::sql::{Sql, sql};
use crate::secrets;

/// The key of every demo employee who has one; public, so never loaded anywhere but locally.
const KEY: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// An employee of the demo.
#[derive(Clone, Copy, Debug)]
pub(super) struct Employee<'a> {
    pub(super) login: &'a str,
    pub(super) name: &'a str,
    pub(super) role: &'a str,
    pub(super) product: Product,
    /// The own one first.
    pub(super) units: &'a [&'a str],
    /// Whether consent is given and the key active.
    pub(super) ready: bool,
}

/// The record and the effects of creating an employee who is not there yet.
pub(super) fn creation(
    place: &Place,
    agency: AgencyCode,
    employee: &Employee<'_>,
    password_hash: &str,
) -> Result<(Sql, Vec<Sql>), Refusal> {
    let malformed = || Refusal::new("demo", format!("the demo data hold a malformed {:?}", employee.login));
    let login = Login::parse(employee.login).ok_or_else(malformed)?;
    let change = Change::new(Event::EmployeeCreated, &login)?;
    let grant = change.grant(agency);
    let product = employee.product.as_str();
    let source = sql!(
        "agency WHERE agency_code = {agency} AND NOT EXISTS (SELECT 1 FROM employee WHERE login = {login})",
        agency = agency,
        login = login
    );
    let mut effects = vec![
        sql!(
            "INSERT INTO employee (agency_code, login, name, role, password_hash, created_at) \
             SELECT agency_code, {login}, {name}, {role}, {hash}, {at} FROM {grant}",
            login = login,
            name = employee.name,
            role = employee.role,
            hash = password_hash,
            at = change.at(),
            grant = grant
        ),
        sql!(
            "INSERT INTO employee_product (agency_code, login, product) \
             SELECT agency_code, {login}, {product} FROM {grant}",
            login = login,
            product = product,
            grant = grant
        ),
    ];
    for (position, unit) in (0_i64..).zip(employee.units) {
        effects.push(sql!(
            "INSERT INTO employee_unit (agency_code, login, unit, position) \
             SELECT agency_code, {login}, {unit}, {position} FROM {grant}",
            login = login,
            unit = unit,
            position = position,
            grant = grant
        ));
    }
    if employee.ready {
        let key = TotpKey::parse(KEY).ok_or_else(malformed)?;
        let owner = format!("second_factor/{agency}/{login}");
        let sealed = secrets::seal_keys(place.root())?
            .seal(key.bytes(), &owner, random()?)
            .map_err(|error| Refusal::new("demo", error.to_string()))?;
        effects.push(sql!(
            "INSERT INTO consent (agency_code, login, product, version, language, given_at, address) \
             SELECT agency_code, {login}, {product}, {version}, {language}, {at}, {address} FROM {grant}",
            login = login,
            product = product,
            version = consent::version(),
            language = "en",
            at = change.at(),
            address = "console",
            grant = grant
        ));
        effects.push(sql!(
            "INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, activated_at) \
             SELECT agency_code, {login}, {id}, {sealed}, {at}, {at} FROM {grant}",
            login = login,
            id = sealed.key_id,
            sealed = sealed.text,
            at = change.at(),
            grant = grant
        ));
    }
    Ok((change.record(&source, &sql!("{role}", role = employee.role)), effects))
}

/// The record and the effect of letting an agency's employees change the point of sale, if they may not yet.
pub(super) fn choice(agency: AgencyCode) -> Result<(Sql, Vec<Sql>), Refusal> {
    let change = Change::new(Event::AgencyChanged, &agency)?;
    let source = sql!(
        "agency WHERE agency_code = {agency} AND may_change_point_of_sale = 0 \
         AND NOT EXISTS (SELECT 1 FROM employee WHERE employee.agency_code = agency.agency_code)",
        agency = agency
    );
    let effect = sql!(
        "UPDATE agency SET may_change_point_of_sale = 1 WHERE agency_code = {agency} AND {granted}",
        agency = agency,
        granted = change.granted(&sql!("agency"))
    );
    let detail = sql!("{text}", text = "may_change_point_of_sale is 1");
    Ok((change.record(&source, &detail), vec![effect]))
}
