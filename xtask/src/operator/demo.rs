//! The data of the local demo: agencies, structure units, an application to try the web service with, and employees
//! for every way to sign in.

use std::path::Path;

use shared::totp::TotpKey;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::password::Password;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::account::{NewEmployee, Role, creation, sealed};
use super::place::Place;
use super::refusal::Refusal;
use super::sql::Sql;
use super::{agency, application, database, password, unit};

/// A login of the demo and what it is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DemoAccount {
    /// The login, as one may type it.
    pub(crate) login: &'static str,
    /// Its password; public, so never loaded anywhere but locally.
    pub(crate) password: &'static str,
    /// What it can be used for.
    pub(crate) purpose: &'static str,
}

/// The logins of the demo.
pub(crate) const ACCOUNTS: [DemoAccount; 5] = [
    DemoAccount {
        login: APPLICATION,
        password: "passWord1!",
        purpose: "web service, structure unit 12036_ALPHA",
    },
    DemoAccount {
        login: "cashier@demo.mixvel.com",
        password: EMPLOYEE_PASSWORD,
        purpose: "Cashier, first sign-in, two points of sale",
    },
    DemoAccount {
        login: "ready@demo.mixvel.com",
        password: EMPLOYEE_PASSWORD,
        purpose: "Cashier, consent given, key JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    },
    DemoAccount {
        login: "admin@demo.mixvel.com",
        password: EMPLOYEE_PASSWORD,
        purpose: "Boss, administrator, the same key",
    },
    DemoAccount {
        login: "support@demo.mixvel.com",
        password: EMPLOYEE_PASSWORD,
        purpose: "Boss, support, the same key",
    },
];

const APPLICATION: &str = "testUser.auth@mixvel.com";
const EMPLOYEE_PASSWORD: &str = "Demo-passw0rd";

/// The key of every employee who has one; public, so never loaded anywhere but locally.
const KEY: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// An employee of the demo.
struct Employee<'a> {
    login: &'a str,
    name: &'a str,
    role: Role,
    product: Product,
    /// The own one first.
    units: &'a [&'a str],
    /// Whether consent is given and the key active.
    ready: bool,
}

const EMPLOYEES: [Employee<'_>; 4] = [
    Employee {
        login: "cashier@demo.mixvel.com",
        name: "Anna Cashier",
        role: Role::Cashier,
        product: Product::Cashier,
        units: &["12036_ALPHA", "12036_DELTA"],
        ready: false,
    },
    Employee {
        login: "ready@demo.mixvel.com",
        name: "Boris Ready",
        role: Role::Cashier,
        product: Product::Cashier,
        units: &["12036_ALPHA"],
        ready: true,
    },
    Employee {
        login: "admin@demo.mixvel.com",
        name: "Vera Administrator",
        role: Role::Administrator,
        product: Product::Boss,
        units: &[],
        ready: true,
    },
    Employee {
        login: "support@demo.mixvel.com",
        name: "Gleb Support",
        role: Role::Support,
        product: Product::Boss,
        units: &[],
        ready: true,
    },
];

/// The agency of the employees, which lets them change the point of sale.
const EMPLOYER: &str = "12036";

const AGENCIES: [(&str, &str); 2] = [("12036", "Alpha Travel"), ("12345", "Meridian")];

/// Identifier, name, address, seances.
const UNITS: [(&str, &str, &str, &[&str]); 3] = [
    ("12036_ALPHA", "Central office", "Tverskaya 1, Moscow", &["Charter", "Regular"]),
    ("12036_DELTA", "Airport desk", "Terminal B, Sheremetyevo", &["Regular"]),
    ("12345_MNPQR", "Meridian Kazan", "Baumana 5, Kazan", &["Regular"]),
];

const APPLICATION_UNIT: &str = "12036_ALPHA";

/// Loads the demo data into the local database, which has its tables already. What is there stays as it is, a
/// blocked or rotated application too.
pub(crate) fn load(root: &Path) -> Result<(), Refusal> {
    let place = Place::local(root);
    let batch = batch(&place)?;
    database::run(&place, &batch).map(drop)
}

fn batch(place: &Place) -> Result<Vec<Sql>, Refusal> {
    let mut changes = Vec::new();
    for (code, name) in AGENCIES {
        let code = AgencyCode::parse(code).ok_or_else(|| malformed(code))?;
        changes.push(agency::creation(code, name)?);
    }
    for (id, name, address, seances) in UNITS {
        let id = StructureUnitId::parse(id).ok_or_else(|| malformed(id))?;
        changes.push(unit::creation(&id, name, address, seances)?);
    }
    let allowed = StructureUnitId::parse(APPLICATION_UNIT).ok_or_else(|| malformed(APPLICATION_UNIT))?;
    let employer = AgencyCode::parse(EMPLOYER).ok_or_else(|| malformed(EMPLOYER))?;
    changes.push(agency::first_choice(employer)?);
    let hash = password::stored(place, &Password::from(EMPLOYEE_PASSWORD.to_owned()))?;
    for employee in &EMPLOYEES {
        changes.push(hiring(place, employer, employee, &hash)?);
    }
    for account in ACCOUNTS.iter().filter(|account| account.login == APPLICATION) {
        let login = Login::parse(account.login).ok_or_else(|| malformed(account.login))?;
        let hash = password::stored(place, &Password::from(account.password.to_owned()))?;
        changes.push(application::creation(&login, allowed.agency(), std::slice::from_ref(&allowed), &hash)?);
    }
    Ok(changes.into_iter().flat_map(|(record, effects)| std::iter::once(record).chain(effects)).collect())
}

/// The record and the effects of creating an employee of the demo.
fn hiring(
    place: &Place,
    agency: AgencyCode,
    employee: &Employee<'_>,
    password_hash: &str,
) -> Result<(Sql, Vec<Sql>), Refusal> {
    let login = Login::parse(employee.login).ok_or_else(|| malformed(employee.login))?;
    let unit = |id: &&str| StructureUnitId::parse(id).ok_or_else(|| malformed(id));
    let units = employee.units.iter().map(unit).collect::<Result<Vec<_>, _>>()?;
    let key = TotpKey::parse(KEY).ok_or_else(|| malformed(KEY))?;
    let key = if employee.ready { Some(sealed(place, agency, &login, &key)?) } else { None };
    creation(&NewEmployee {
        login: &login,
        agency,
        name: employee.name,
        role: employee.role,
        products: &[employee.product],
        units: &units,
        password_hash,
        language: Language::Ru,
        invitation: None,
        key: key.as_ref(),
        consenting: employee.ready,
    })
}

fn malformed(text: &str) -> Refusal {
    Refusal::new("demo", format!("the demo data hold a malformed {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::super::scratch::Scratch;
    use super::*;
    use crate::secrets;

    #[test]
    fn the_demo_data_are_well_formed_and_each_change_has_its_audit_row() {
        let scratch = Scratch::new();
        secrets::ensure_local(scratch.path()).unwrap();
        let batch = batch(&Place::local(scratch.path())).unwrap();
        let texts: Vec<_> = batch.iter().map(Sql::as_str).collect();
        let count = |start: &str| texts.iter().filter(|text| text.starts_with(start)).count();
        assert_eq!(count("INSERT INTO audit "), 14);
        assert_eq!(count("INSERT INTO employee "), 4);
        assert_eq!(count("INSERT INTO employee_unit "), 3);
        assert_eq!(count("INSERT INTO consent "), 3);
        assert_eq!(count("INSERT INTO second_factor "), 3);
        assert_eq!(count("INSERT INTO agency "), 2);
        assert_eq!(count("INSERT INTO structure_unit "), 3);
        assert_eq!(count("INSERT INTO seance "), 4);
        assert_eq!(count("INSERT INTO application "), 1);
        assert!(texts.iter().any(|text| text.contains("'testuser.auth@mixvel.com'")));
        assert!(!texts.iter().any(|text| text.contains("passWord1!") || text.contains("passw0rd")));
        assert!(!texts.iter().any(|text| text.contains("JBSWY3DP")));
    }
}
