//! What administration tells about an employee, and one of them by the login.

use shared::api::admin::employees::Role;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::database::Database;
use super::super::row::{Column, row};
use super::super::statement::{Statement, Value};
use super::super::texts::{built_in, counting_consent};
use crate::error::Internal;
use crate::visit::standing::{SESSION_IDLE_MS, SESSION_MS};

/// Whom the reader may see: administrators nobody but their own agency, and no support in it.
pub(super) const IN_SCOPE: &str = "(:scope IS NULL OR (e.agency_code = :scope AND e.role <> 'support'))";

/// What the counts of a reading go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The only agency that may be seen; `None` for every one.
    pub scope: Option<AgencyCode>,
    /// Now: which consents count, and what is a live session.
    pub now: UnixMillis,
}

/// An employee as administration sees one.
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employee {
    /// Whose agency.
    pub agency: AgencyCode,
    /// The login.
    pub login: Login,
    /// The name.
    pub name: String,
    /// The name as lists sort it.
    pub sort_name: String,
    /// The role.
    pub role: Role,
    /// The language of mails.
    pub language: Language,
    /// Whether a password was ever created.
    pub registered: bool,
    /// Since when blocked.
    pub blocked_at: Option<UnixMillis>,
    /// Why blocked.
    pub blocked_reason: String,
    /// Whether the agency is blocked.
    pub agency_blocked: bool,
    /// Whether the agency's administrator resets second factors.
    pub reissue_by_administrator: bool,
    /// When the key of the second factor was made.
    pub key_created_at: Option<UnixMillis>,
    /// When it saw its first right code.
    pub key_activated_at: Option<UnixMillis>,
    /// Since when wrong passwords lock the name.
    pub password_locked_at: Option<UnixMillis>,
    /// Since when wrong codes lock the account.
    pub code_locked_at: Option<UnixMillis>,
    /// The products.
    pub products: Vec<Product>,
    /// The points of sale, the own one first.
    pub units: Vec<StructureUnitId>,
    /// Products whose current text was consented to.
    pub consents: Vec<Product>,
    /// Live sessions.
    pub sessions: u32,
    /// Browsers that the account knows.
    pub devices: u32,
    /// Those of them that wrong passwords have locked.
    pub locked_devices: u32,
    /// Whether an invitation can still be used: a link, or the request for one.
    pub has_invitation: bool,
    /// The last finished sign-in.
    pub last_sign_in_at: Option<UnixMillis>,
    /// When the account was created.
    pub created_at: UnixMillis,
    /// Counts edits.
    pub version: u32,
}

row! {
    pub(super) struct EmployeeRow {
        agency_code: AgencyCode,
        login: Login,
        name: String,
        sort_name: String,
        role: Role,
        language: Language,
        registered: bool,
        blocked_at: Option<UnixMillis>,
        blocked_reason: String,
        agency_blocked: bool,
        reissue_by_administrator: bool,
        key_created_at: Option<UnixMillis>,
        key_activated_at: Option<UnixMillis>,
        password_locked_at: Option<UnixMillis>,
        code_locked_at: Option<UnixMillis>,
        products: Option<String>,
        units: Option<String>,
        consents: Option<String>,
        sessions: u32,
        devices: u32,
        locked_devices: u32,
        has_invitation: bool,
        last_sign_in_at: UnixMillis,
        created_at: UnixMillis,
        version: u32,
    }
}

impl Column for Role {
    fn read(value: &Value) -> Option<Self> {
        String::read(value).and_then(|word| Self::parse(&word))
    }
}

impl From<Role> for Value {
    fn from(role: Role) -> Self {
        role.as_str().into()
    }
}

/// Employees, as administration reads them.
pub trait EmployeeFacts: Database {
    /// The employee of this login, if the reader may see one.
    async fn employee_facts(&self, login: &Login, reading: &Reading) -> Result<Option<Employee>, Internal> {
        let found = self.one("employee", one(login, reading)).await?;
        found.first::<EmployeeRow>()?.map(read).transpose()
    }
}

impl<D: Database> EmployeeFacts for D {}

/// The statement that reads one employee.
pub(super) fn one(login: &Login, reading: &Reading) -> Statement {
    with_reading(Statement::new(format!("{} e.login = :login AND {IN_SCOPE}", facts())), reading)
        .with("login", login)
}

/// What is read of each employee `e`; conditions follow.
pub(super) fn facts() -> String {
    let text = counting_consent("c.product", ":now");
    format!(
        "\
SELECT e.agency_code, e.login, e.name, e.sort_name, e.role, e.language, e.password_version > 0 AS registered,
       e.blocked_at, e.blocked_reason, e.last_sign_in_at, e.created_at, e.version,
       g.blocked_at IS NOT NULL AS agency_blocked, g.reissue_by_administrator,
       f.created_at AS key_created_at, f.activated_at AS key_activated_at, f.locked_at AS code_locked_at,
       (SELECT group_concat(product, ' ') FROM (
          SELECT p.product FROM employee_product p
          WHERE p.agency_code = e.agency_code AND p.login = e.login ORDER BY p.product)) AS products,
       (SELECT group_concat(unit, ' ') FROM (
          SELECT m.unit FROM employee_unit m
          WHERE m.agency_code = e.agency_code AND m.login = e.login ORDER BY m.position, m.unit)) AS units,
       (SELECT group_concat(product, ' ') FROM (
          SELECT c.product FROM consent c
          WHERE c.agency_code = e.agency_code AND c.login = e.login AND c.version = {text}
          ORDER BY c.product)) AS consents,
       (SELECT count(*) FROM session s
        WHERE s.agency_code = e.agency_code AND unlikely(s.login = e.login) AND s.ended_at IS NULL
          AND s.last_active_at > :active_since AND s.created_at > :opened_since) AS sessions,
       (SELECT count(*) FROM device d WHERE d.agency_code = e.agency_code AND d.login = e.login) AS devices,
       (SELECT max(t.locked_at) FROM password_try t
        WHERE t.agency_code = e.agency_code AND t.login = e.login AND t.locked_at IS NOT NULL AND t.key NOT IN (
          SELECT d.lock_key FROM device d WHERE d.agency_code = e.agency_code AND d.login = e.login)) AS password_locked_at,
       (SELECT count(*) FROM device d JOIN password_try t ON t.key = d.lock_key AND t.locked_at IS NOT NULL
        WHERE d.agency_code = e.agency_code AND d.login = e.login) AS locked_devices,
       e.password_version = 0 AND (
         EXISTS (SELECT 1 FROM link l INDEXED BY link_by_employee
                 WHERE l.agency_code = e.agency_code AND l.login = e.login AND l.purpose = 'invitation'
                   AND l.used_at IS NULL AND l.expires_at > :now)
         OR EXISTS (SELECT 1 FROM link_request r INDEXED BY link_request_by_login
                    WHERE r.login = e.login AND r.purpose = 'invitation' AND r.done_at IS NULL)) AS has_invitation
FROM employee e
JOIN agency g ON g.agency_code = e.agency_code
LEFT JOIN second_factor f ON f.agency_code = e.agency_code AND f.login = e.login
WHERE "
    )
}

/// Binds what a reading goes by.
pub(super) fn with_reading(statement: Statement, reading: &Reading) -> Statement {
    built_in(statement)
        .with("scope", reading.scope)
        .with("now", reading.now)
        .with("active_since", reading.now.plus_ms(-SESSION_IDLE_MS))
        .with("opened_since", reading.now.plus_ms(-SESSION_MS))
}

/// Texts as one value, which a statement takes apart with `json_each`: there may be more of them than values are bound.
pub(super) fn json(texts: &[&str]) -> String {
    serde_json::Value::from(texts).to_string()
}

/// An employee of a row.
pub(super) fn read(row: EmployeeRow) -> Result<Employee, Internal> {
    let agency = row.agency_code;
    let broken = |what: &str| Internal::fault(format!("employee {}: unknown {what}", row.login));
    let words = |text: &Option<String>| -> Vec<String> {
        text.iter().flat_map(|text| text.split(' ')).map(str::to_owned).collect()
    };
    let products = |text: &Option<String>| {
        let read = |word: &String| Product::parse(word).ok_or_else(|| broken("product"));
        words(text).iter().map(read).collect::<Result<Vec<_>, _>>()
    };
    let unit =
        |unit: &String| StructureUnitId::parse(&format!("{agency}_{unit}")).ok_or_else(|| broken("unit"));
    Ok(Employee {
        products: products(&row.products)?,
        consents: products(&row.consents)?,
        units: words(&row.units).iter().map(unit).collect::<Result<_, _>>()?,
        agency,
        name: row.name,
        sort_name: row.sort_name,
        role: row.role,
        language: row.language,
        registered: row.registered,
        blocked_at: row.blocked_at,
        blocked_reason: row.blocked_reason,
        agency_blocked: row.agency_blocked,
        reissue_by_administrator: row.reissue_by_administrator,
        key_created_at: row.key_created_at,
        key_activated_at: row.key_activated_at,
        password_locked_at: row.password_locked_at,
        code_locked_at: row.code_locked_at,
        sessions: row.sessions,
        devices: row.devices,
        locked_devices: row.locked_devices,
        has_invitation: row.has_invitation,
        last_sign_in_at: Some(row.last_sign_in_at).filter(|at| at.0 > 0),
        created_at: row.created_at,
        version: row.version,
        login: row.login,
    })
}

/// Binds whose rows a statement writes.
pub(super) fn of(agency: AgencyCode, login: &Login, statement: Statement) -> Statement {
    statement.with("agency", agency).with("login", login)
}
