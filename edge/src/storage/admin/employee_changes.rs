//! Creating and editing employees.

use shared::api::admin::employees::Role;
use shared::audit::Row;
use shared::seal::Sealed;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::audit::insert_if_changed;
use super::super::database::{Database, Rows};
use super::super::row::row;
use super::super::statement::Statement;
use super::employees::of;
use super::employees::{Employee, EmployeeRow, Reading, json, one, read};
use super::ending::record_move;
use super::invitations::{Invitation, request};
use super::recorded::if_recorded;
use crate::error::Internal;

/// What a request names that is not there.
const UNKNOWN_UNITS: &str = "\
SELECT value AS unit FROM json_each(:units) j
WHERE NOT EXISTS (SELECT 1 FROM structure_unit u WHERE u.agency_code = :agency AND u.unit = j.value)";

/// Another administrator of the agency who can sign in.
pub(super) const ANOTHER_ADMINISTRATOR: &str = "\
EXISTS (SELECT 1 FROM employee o
        JOIN employee_product q ON q.agency_code = o.agency_code AND q.login = o.login AND q.product = 'boss'
        WHERE o.agency_code = :agency AND o.role = 'administrator' AND o.login <> :login
          AND o.blocked_at IS NULL AND o.password_version > 0)";

/// An employee as edits leave one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// The name.
    pub name: String,
    /// The name as lists sort it.
    pub sort_name: String,
    /// What a search finds the employee by.
    pub words: Vec<String>,
    /// The role.
    pub role: Role,
    /// The products.
    pub products: Vec<Product>,
    /// The points of sale, the own one first.
    pub units: Vec<StructureUnitId>,
}

/// An employee to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEmployee {
    /// Whose agency.
    pub agency: AgencyCode,
    /// The login.
    pub login: Login,
    /// Everything that edits may change.
    pub particulars: Particulars,
    /// The language of mails.
    pub language: Language,
    /// PHC string; nobody's password where there is an invitation.
    pub password_hash: String,
    /// The mail that leads to the first password.
    pub invitation: Option<Invitation>,
    /// An active key of a second factor.
    pub key: Option<Sealed>,
    /// Consents that were given, with their rows: product, language and text.
    pub consents: Vec<(Product, Language, String, Row)>,
    /// The name of the agency and the row of its creation, if it is to be created where it is missing.
    pub house: Option<(&'static str, Row)>,
    /// The row of the creation.
    pub row: Row,
}

/// What becomes of a creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Creation {
    /// The employee is there.
    Made(Box<Employee>),
    /// An employee has the login already.
    LoginTaken,
    /// The agency is not there.
    UnknownAgency,
    /// These units are not there.
    UnknownUnits(Vec<String>),
}

/// An edit of an employee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmployeeChange {
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// The version that was read.
    pub version: u32,
    /// The employee from then on.
    pub particulars: Particulars,
    /// Whether it is refused if no other administrator is left.
    pub needs_another_administrator: bool,
    /// The row.
    pub row: Row,
}

/// What becomes of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The employee is so.
    Made(Box<Employee>),
    /// There is another version by now.
    Overtaken,
    /// Nobody would administer the agency.
    LastAdministrator,
    /// These units are not there.
    UnknownUnits(Vec<String>),
}

row! {
    struct UnitRow {
        unit: String,
    }
}

/// Creating and editing employees.
pub trait EmployeeChanges: Database {
    /// Creates the employee with everything that belongs to one, if the login is free and all that is named is there.
    async fn create_employee(&self, new: &NewEmployee, reading: &Reading) -> Result<Creation, Internal> {
        let mut batch = Vec::new();
        if let Some((name, row)) = &new.house {
            let insert =
                "INSERT INTO agency (agency_code, name) VALUES (:agency, :name) ON CONFLICT DO NOTHING";
            batch.push(Statement::new(insert).with("agency", new.agency).with("name", *name));
            batch.push(insert_if_changed(row));
        }
        let created = batch.len();
        batch.extend([account(new), insert_if_changed(&new.row)]);
        batch.extend(belongings(new.agency, &new.login, &new.particulars, &new.row));
        for (product, language, version, row) in &new.consents {
            batch.extend([consent(new, *product, *language, version), insert_if_changed(row)]);
        }
        batch.extend(new.key.as_ref().map(|key| second_factor(new, key)));
        batch.extend(new.invitation.as_ref().map(|invitation| {
            let recorded = if_recorded(&new.row, "WHERE");
            request(invitation, &new.login, recorded)
        }));
        let looked = batch.len();
        batch.push(one(&new.login, reading));
        batch.push(unknown_units(new.agency, &new.particulars.units));
        batch.push(
            Statement::new("SELECT 1 FROM agency WHERE agency_code = :agency").with("agency", new.agency),
        );
        batch.push(Statement::new("SELECT 1 FROM employee WHERE login = :login").with("login", &new.login));
        let rows = self.run("create employee", batch).await?;
        let made = rows.get(created).is_some_and(Rows::any);
        let (facts, rest) = employee_at(&rows, looked)?;
        if let (true, Some(employee)) = (made, facts) {
            return Ok(Creation::Made(Box::new(employee)));
        }
        let [missing, agency, login] = rest else { return Err(Internal::fault("create employee: no rows")) };
        let missing = missing.all::<UnitRow>()?;
        Ok(match (login.any(), agency.any()) {
            (true, _) => Creation::LoginTaken,
            (_, false) => Creation::UnknownAgency,
            _ => Creation::UnknownUnits(missing.into_iter().map(|row| row.unit).collect()),
        })
    }

    /// Edits the employee, if nobody has meanwhile and all that is named is there. What is taken away ends by trigger.
    async fn change_employee(
        &self,
        change: &EmployeeChange,
        reading: &Reading,
    ) -> Result<Option<Edit>, Internal> {
        let products = products(&change.particulars);
        let units = units(&change.particulars.units);
        let whom = (change.agency, &change.login);
        let mut batch = vec![edit(change), record_move(&change.row, whom, products.clone(), units.clone())];
        let whose = |sql: &str| of(change.agency, &change.login, if_recorded(&change.row, sql));
        batch.push(whose("DELETE FROM employee_word WHERE agency_code = :agency AND login = :login"));
        batch.push(
            whose(
                "DELETE FROM employee_product WHERE agency_code = :agency AND login = :login \
                 AND product NOT IN (SELECT value FROM json_each(:products))",
            )
            .with("products", products),
        );
        batch.push(
            whose(
                "DELETE FROM employee_unit WHERE agency_code = :agency AND login = :login \
                 AND unit NOT IN (SELECT value FROM json_each(:units))",
            )
            .with("units", units),
        );
        batch.extend(belongings(change.agency, &change.login, &change.particulars, &change.row));
        let looked = batch.len();
        batch.push(one(&change.login, reading));
        batch.push(unknown_units(change.agency, &change.particulars.units));
        let rows = self.run("change employee", batch).await?;
        let made = rows.first().is_some_and(Rows::any);
        let (facts, rest) = employee_at(&rows, looked)?;
        let Some(employee) = facts else { return Ok(None) };
        let missing = match rest {
            [missing] => missing.all::<UnitRow>()?,
            _ => return Err(Internal::fault("change employee: no rows")),
        };
        Ok(Some(if made {
            Edit::Made(Box::new(employee))
        } else if employee.version != change.version {
            Edit::Overtaken
        } else if missing.is_empty() {
            Edit::LastAdministrator
        } else {
            Edit::UnknownUnits(missing.into_iter().map(|row| row.unit).collect())
        }))
    }
}

impl<D: Database> EmployeeChanges for D {}

/// The employee that the statement at this place of the batch has read, and the rows behind it.
fn employee_at(rows: &[Rows], at: usize) -> Result<(Option<Employee>, &[Rows]), Internal> {
    let Some((facts, rest)) = rows.get(at..).and_then(<[Rows]>::split_first) else { return Ok((None, &[])) };
    Ok((facts.first::<EmployeeRow>()?.map(read).transpose()?, rest))
}

fn account(new: &NewEmployee) -> Statement {
    let sql = format!(
        "INSERT INTO employee (agency_code, login, name, sort_name, role, password_hash, password_version, language, \
                               created_at) \
         SELECT agency_code, :login, :name, :sort_name, :role, :hash, :password_version, :language, :at FROM agency \
         WHERE agency_code = :agency AND NOT EXISTS (SELECT 1 FROM employee WHERE login = :login) \
         AND NOT EXISTS ({UNKNOWN_UNITS}) RETURNING login"
    );
    of(new.agency, &new.login, Statement::new(sql))
        .with("name", &new.particulars.name)
        .with("sort_name", &new.particulars.sort_name)
        .with("role", new.particulars.role)
        .with("hash", &new.password_hash)
        .with("password_version", new.invitation.is_none())
        .with("language", new.language)
        .with("at", new.row.at)
        .with("units", units(&new.particulars.units))
}

fn edit(change: &EmployeeChange) -> Statement {
    let another = if change.needs_another_administrator { ANOTHER_ADMINISTRATOR } else { "1" };
    let sql = format!(
        "UPDATE employee SET name = :name, sort_name = :sort_name, role = :role, version = version + 1 \
         WHERE agency_code = :agency AND login = :login AND version = :version \
         AND NOT EXISTS ({UNKNOWN_UNITS}) AND {another} RETURNING version"
    );
    of(change.agency, &change.login, Statement::new(sql))
        .with("name", &change.particulars.name)
        .with("sort_name", &change.particulars.sort_name)
        .with("role", change.particulars.role)
        .with("version", change.version)
        .with("units", units(&change.particulars.units))
}

/// The statements that give an employee words, products and points of sale, where the row was written.
fn belongings(agency: AgencyCode, login: &Login, to: &Particulars, row: &Row) -> [Statement; 3] {
    let insert = |head: &str, from: &str, conflict: &str| {
        let recorded = if_recorded(row, "WHERE");
        let sql = format!("INSERT INTO {head} FROM json_each({from}) {} {conflict}", recorded.sql());
        of(agency, login, Statement::new(sql).with_values_of(recorded))
    };
    let words: Vec<&str> = to.words.iter().map(String::as_str).collect();
    [
        insert(
            "employee_word (agency_code, word, login) SELECT :agency, value, :login",
            ":words",
            "ON CONFLICT DO NOTHING",
        )
        .with("words", json(&words)),
        insert(
            "employee_product (agency_code, login, product) SELECT :agency, :login, value",
            ":products",
            "ON CONFLICT DO NOTHING",
        )
        .with("products", products(to)),
        insert(
            "employee_unit (agency_code, login, unit, position) SELECT :agency, :login, value, key",
            ":units",
            "ON CONFLICT (agency_code, login, unit) DO UPDATE SET position = excluded.position",
        )
        .with("units", units(&to.units)),
    ]
}

fn consent(new: &NewEmployee, product: Product, language: Language, version: &str) -> Statement {
    let recorded = if_recorded(&new.row, "WHERE");
    let sql = format!(
        "INSERT INTO consent (agency_code, login, product, version, language, given_at, address) \
         SELECT :agency, :login, :product, :version, :language, :at, :address {}",
        recorded.sql()
    );
    of(new.agency, &new.login, Statement::new(sql).with_values_of(recorded))
        .with("product", product)
        .with("version", version)
        .with("language", language)
        .with("at", new.row.at)
        .with("address", &new.row.address)
}

fn second_factor(new: &NewEmployee, key: &Sealed) -> Statement {
    let recorded = if_recorded(&new.row, "WHERE");
    let sql = format!(
        "INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, activated_at) \
         SELECT :agency, :login, :key_id, :sealed, :at, :at {}",
        recorded.sql()
    );
    of(new.agency, &new.login, Statement::new(sql).with_values_of(recorded))
        .with("key_id", &key.key_id)
        .with("sealed", &key.text)
        .with("at", new.row.at)
}

fn unknown_units(agency: AgencyCode, named: &[StructureUnitId]) -> Statement {
    Statement::new(UNKNOWN_UNITS).with("agency", agency).with("units", units(named))
}

fn units(units: &[StructureUnitId]) -> String {
    json(&units.iter().map(StructureUnitId::unit).collect::<Vec<_>>())
}

fn products(to: &Particulars) -> String {
    json(&to.products.iter().map(|product| product.as_str()).collect::<Vec<_>>())
}
