//! The demo data of a developer's machine, written at its first request through the rules of administration. The
//! passwords are public and in every list of common ones, so no deployed worker has this module.

use shared::api::admin::agencies::{ChangeAgency, CreateAgency};
use shared::api::admin::applications::CreateApplication;
use shared::api::admin::employees::{CreateEmployee, Role};
use shared::api::admin::structure_units::CreateStructureUnit;
use shared::code::Code;
use shared::value::password::Password;

use crate::config::Stand;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::features::admin::employees::NewAccount;
use crate::features::admin::requester::{Requester, Scope};
use crate::features::admin::{agencies, applications, employees, structure_units};
use crate::ports::{Hasher, Random};
use crate::rights::Actor;
use crate::storage::admin::demo::Demo;
use crate::storage::database::Database;

/// Who has written it, as the audit log says.
const OPERATOR: &str = "operator:local";
/// The agency of the employees, which lets them change the point of sale.
const EMPLOYER: u32 = 12036;
const EMPLOYEE_PASSWORD: &str = "Demo-passw0rd";
const KEY: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

const AGENCIES: [(u32, &str); 2] = [(EMPLOYER, "Alpha Travel"), (12345, "Meridian")];

/// Identifier, name, address, seances.
const UNITS: [(&str, &str, &str, &[&str]); 3] = [
    ("12036_ALPHA", "Central office", "Tverskaya 1, Moscow", &["Charter", "Regular"]),
    ("12036_DELTA", "Airport desk", "Terminal B, Sheremetyevo", &["Regular"]),
    ("12345_MNPQR", "Meridian Kazan", "Baumana 5, Kazan", &["Regular"]),
];

/// Login, password, structure unit.
const APPLICATION: (&str, &str, &str) = ("testUser.auth@mixvel.com", "passWord1!", "12036_ALPHA");

struct Employee {
    login: &'static str,
    agency: u32,
    name: &'static str,
    role: Role,
    product: &'static str,
    /// The own one first.
    units: &'static [&'static str],
    /// Whether consent is given and the key active.
    ready: bool,
}

/// The last one is written last: it says that all is there.
const EMPLOYEES: [Employee; 4] = [
    Employee {
        login: "cashier@demo.mixvel.com",
        agency: EMPLOYER,
        name: "Anna Cashier",
        role: Role::Cashier,
        product: "cashier",
        units: &["12036_ALPHA", "12036_DELTA"],
        ready: false,
    },
    Employee {
        login: "ready@demo.mixvel.com",
        agency: EMPLOYER,
        name: "Boris Ready",
        role: Role::Cashier,
        product: "cashier",
        units: &["12036_ALPHA"],
        ready: true,
    },
    Employee {
        login: "admin@demo.mixvel.com",
        agency: EMPLOYER,
        name: "Vera Administrator",
        role: Role::Administrator,
        product: "boss",
        units: &[],
        ready: true,
    },
    Employee {
        login: "support@demo.mixvel.com",
        agency: 1,
        name: "Gleb Support",
        role: Role::Support,
        product: "boss",
        units: &[],
        ready: true,
    },
];

/// Writes what is missing, if the database holds no agency but those of the demo and its last account is not there: so
/// a first request that broke off is made up for, and of two at once each finds all of it when it goes on.
pub async fn ensure<P: Database + Hasher + Random>(ctx: &Ctx<'_, P>) -> Result<(), Internal> {
    let last = EMPLOYEES.last().map_or("", |employee| employee.login);
    let codes = [AGENCIES.map(|(code, _)| code).as_slice(), &[1]].concat();
    if ctx.config.stand != Stand::Local || !ctx.ports.wants_demo(&codes, last).await? {
        return Ok(());
    }
    write(ctx).await.map_err(|error| match error {
        Error::Internal(internal) => internal,
        Error::Failure(failure) | Error::Noticed(failure) => {
            Internal::fault(format!("the demo data: {failure}"))
        }
    })
}

async fn write<P: Database + Hasher + Random>(ctx: &Ctx<'_, P>) -> Result<(), Error> {
    let who =
        &Requester { actor: Actor::Operator, name: OPERATOR.to_owned(), scope: Scope::Every, session: None };
    for (code, name) in AGENCIES {
        made(agencies::create(ctx, who, &CreateAgency { code, name: name.to_owned() }).await)?;
    }
    let employer = agencies::read(ctx, who, &EMPLOYER.to_string()).await?;
    let choosing = ChangeAgency {
        version: employer.version,
        may_change_point_of_sale: Some(true),
        ..ChangeAgency::default()
    };
    made(agencies::change(ctx, who, &EMPLOYER.to_string(), &choosing).await)?;
    for (id, name, address, seances) in UNITS {
        let unit = CreateStructureUnit {
            id: id.to_owned(),
            name: name.to_owned(),
            address: address.to_owned(),
            seances: owned(seances),
        };
        made(structure_units::create(ctx, who, &unit).await)?;
    }
    let (login, password, unit) = APPLICATION;
    let application = CreateApplication {
        login: login.to_owned(),
        agency: EMPLOYER,
        units: vec![unit.to_owned()],
        password: None,
    };
    let password = Password::from(password.to_owned());
    made(applications::register(ctx, who, &application, password).await)?;
    for employee in &EMPLOYEES {
        let account = NewAccount::read(ctx, who, &hiring(employee))?;
        made(employees::hire(ctx, who, account).await)?;
    }
    Ok(())
}

/// What another first request has made meanwhile is there as well.
fn made<T>(outcome: Result<T, Error>) -> Result<(), Error> {
    match outcome {
        Err(Error::Failure(failure)) if matches!(failure.code, Code::AlreadyExists | Code::Overtaken) => {
            Ok(())
        }
        outcome => outcome.map(drop),
    }
}

fn hiring(employee: &Employee) -> CreateEmployee {
    CreateEmployee {
        login: employee.login.to_owned(),
        agency: employee.agency,
        name: employee.name.to_owned(),
        role: employee.role,
        products: vec![employee.product.to_owned()],
        points_of_sale: owned(employee.units),
        language: None,
        password: Some(EMPLOYEE_PASSWORD.to_owned()),
        two_factor_key: employee.ready.then(|| KEY.to_owned()),
        consent: employee.ready,
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
