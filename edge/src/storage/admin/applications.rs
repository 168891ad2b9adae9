//! What administration tells about applications, one or a list.

use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::database::Database;
use super::super::row::row;
use super::super::statement::Statement;
use crate::error::Internal;
use crate::token::TOKEN_LIFE_MS;

/// What is read of each application `a`; conditions follow.
const FACTS: &str = "\
SELECT a.agency_code, a.login, a.password_version, a.blocked_at, a.created_at,
       g.blocked_at IS NOT NULL AS agency_blocked,
       (SELECT group_concat(unit, ' ') FROM (
          SELECT w.unit FROM application_unit w
          WHERE w.agency_code = a.agency_code AND w.login = a.login ORDER BY w.unit)) AS units,
       (SELECT count(*) FROM token t INDEXED BY token_by_issue
        WHERE t.agency_code = a.agency_code AND t.login = a.login AND t.issued_at > :issued_since
          AND t.revoked_at IS NULL AND t.expires_at > :now) AS live_tokens,
       (SELECT max(t.issued_at) FROM token t INDEXED BY token_by_issue
        WHERE t.agency_code = a.agency_code AND t.login = a.login) AS last_login_at
FROM application a
JOIN agency g ON g.agency_code = a.agency_code
WHERE (:scope IS NULL OR a.agency_code = :scope)";

/// Which applications, ordered by login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationQuery {
    /// Of this agency.
    pub agency: Option<AgencyCode>,
    /// Whose login begins so.
    pub prefix: Option<String>,
    /// That may work in this unit.
    pub unit: Option<StructureUnitId>,
    /// That are blocked, or that are not.
    pub blocked: Option<bool>,
    /// Behind this login.
    pub behind: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// An application as administration sees one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationFacts {
    /// Whose agency.
    pub agency: AgencyCode,
    /// The login.
    pub login: Login,
    /// Units it may work in.
    pub units: Vec<StructureUnitId>,
    /// Since when blocked.
    pub blocked_at: Option<UnixMillis>,
    /// Whether the agency is blocked.
    pub agency_blocked: bool,
    /// Live tokens.
    pub live_tokens: u32,
    /// When the last token was issued that is still on record.
    pub last_login_at: Option<UnixMillis>,
    /// When it was created.
    pub created_at: UnixMillis,
    /// How often the password was set, the first one included.
    pub password_version: u32,
}

row! {
    pub(super) struct ApplicationRow {
        agency_code: AgencyCode,
        login: Login,
        password_version: u32,
        blocked_at: Option<UnixMillis>,
        created_at: UnixMillis,
        agency_blocked: bool,
        units: Option<String>,
        live_tokens: u32,
        last_login_at: Option<UnixMillis>,
    }
}

/// Applications, as administration reads them.
pub trait ApplicationReadings: Database {
    /// The application of this login, if its agency may be seen.
    async fn application_facts(
        &self,
        login: &Login,
        scope: Option<AgencyCode>,
        now: UnixMillis,
    ) -> Result<Option<ApplicationFacts>, Internal> {
        let found = self.one("application", one(login, scope, now)).await?;
        found.first::<ApplicationRow>()?.map(read).transpose()
    }

    /// The part of the list that the query names.
    async fn list_applications(
        &self,
        query: &ApplicationQuery,
        scope: Option<AgencyCode>,
        now: UnixMillis,
    ) -> Result<Vec<ApplicationFacts>, Internal> {
        let rows = self.one("list applications", list(query, scope, now)).await?;
        rows.all::<ApplicationRow>()?.into_iter().map(read).collect()
    }
}

impl<D: Database> ApplicationReadings for D {}

/// The statement that reads one application.
pub(super) fn one(login: &Login, scope: Option<AgencyCode>, now: UnixMillis) -> Statement {
    let sql = format!("{FACTS} AND a.login = :login");
    with_reading(Statement::new(sql), scope, now).with("login", login)
}

fn list(query: &ApplicationQuery, scope: Option<AgencyCode>, now: UnixMillis) -> Statement {
    let conditions = [
        query.agency.map(|agency| ("a.agency_code = :agency", Statement::new("").with("agency", agency))),
        query.prefix.as_ref().map(|prefix| {
            let begins = "a.login >= :prefix AND a.login < :prefix || char(1114111)";
            (begins, Statement::new("").with("prefix", prefix))
        }),
        query.unit.as_ref().map(|unit| {
            let allowed = "a.agency_code = :unit_agency AND a.login IN (SELECT w.login FROM application_unit w \
                           WHERE w.agency_code = :unit_agency AND w.unit = :unit)";
            let values = Statement::new("").with("unit_agency", unit.agency()).with("unit", unit.unit());
            (allowed, values)
        }),
        query.blocked.map(|blocked| {
            ("(a.blocked_at IS NOT NULL) = :blocked", Statement::new("").with("blocked", blocked))
        }),
        query.behind.as_ref().map(|behind| ("a.login > :behind", Statement::new("").with("behind", behind))),
    ];
    let given: Vec<_> = conditions.into_iter().flatten().collect();
    let sql = given.iter().fold(FACTS.to_owned(), |sql, (condition, _)| sql + " AND " + condition);
    let list = Statement::new(sql + " ORDER BY a.login LIMIT :limit");
    let list = given.into_iter().fold(list, |list, (_, values)| list.with_values_of(values));
    with_reading(list, scope, now).with("limit", query.limit)
}

/// Binds what a reading goes by. Whatever was issued a token's life ago is over.
fn with_reading(statement: Statement, scope: Option<AgencyCode>, now: UnixMillis) -> Statement {
    statement.with("scope", scope).with("now", now).with("issued_since", now.plus_ms(-TOKEN_LIFE_MS))
}

/// An application of a row.
pub(super) fn read(row: ApplicationRow) -> Result<ApplicationFacts, Internal> {
    let unit = |unit: &str| {
        StructureUnitId::parse(&format!("{}_{unit}", row.agency_code))
            .ok_or_else(|| Internal::fault(format!("application {}: unknown unit", row.login)))
    };
    let units = row.units.iter().flat_map(|units| units.split(' ')).map(unit).collect::<Result<_, _>>()?;
    Ok(ApplicationFacts {
        units,
        agency: row.agency_code,
        login: row.login,
        blocked_at: row.blocked_at,
        agency_blocked: row.agency_blocked,
        live_tokens: row.live_tokens,
        last_login_at: row.last_login_at,
        created_at: row.created_at,
        password_version: row.password_version,
    })
}
