//! Applications and the tries to log in as one.

use shared::audit::Row;
use shared::time::{DAY_MS, UnixMillis};
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;

use super::audit::{insert_if, insert_if_changed, insert_where};
use super::database::{Database, Rows};
use super::rehash::Rehash;
use super::row::row;
use super::statement::Statement;
use super::tokens::TokenRecord;
use crate::counters::tries::{ALARM, ALARM_SPAN_MS, STRANGER_WAIT_MS, Tried, TryKey, WAITS_MS};
use crate::error::Internal;

/// Counts a wrong try that came when no wait ran, and lets the wait begin that follows from it. The waits are a value,
/// since `tries` decides them.
const COUNT_WRONG: &str = "\
INSERT INTO login_try (key, failed, tried_at) VALUES (:key, 1, :now)
ON CONFLICT (key) DO UPDATE
SET failed = failed + 1, tried_at = :now,
    wait_until = :now + max(
      json_extract(:waits, '$[' || min(failed + 1, json_array_length(:waits) - 1) || ']'),
      CASE WHEN :is_stranger THEN :stranger_wait ELSE 0 END)
WHERE wait_until <= :now";

/// Lets a stranger who has not waited so long before wait before the next try, once there is an alarm.
const HOLD_STRANGER: &str = "\
INSERT INTO login_try (key, failed, tried_at, wait_until)
SELECT :key, 0, :now, :now + :stranger_wait WHERE :is_stranger
ON CONFLICT (key) DO UPDATE SET tried_at = :now, wait_until = :now + :stranger_wait
WHERE wait_until <= :now AND wait_until - tried_at < :stranger_wait";

/// Whether there is an alarm for the login and the address never logged in with it.
const IS_STRANGER: &str = "\
(EXISTS (SELECT 1 FROM login_count c WHERE c.key = :login_key
           AND json_array_length(c.moments) = :alarm AND json_extract(c.moments, '$[0]') > :counted_since)
 AND NOT EXISTS (SELECT 1 FROM login_address a WHERE a.key = :key))";

/// Keeps the moment of a wrong try of the login, wherever it came from, if no wait runs; the oldest one goes.
const COUNT_LOGIN: &str = "\
INSERT INTO login_count (key, wrong, since, moments)
SELECT :login_key, 1, :now, json_array(CAST(:now AS INTEGER))
WHERE :login_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM login_try WHERE key = :key AND wait_until > :now)
ON CONFLICT (key) DO UPDATE
SET moments = json_insert(
      CASE WHEN json_array_length(moments) < :alarm THEN moments ELSE json_remove(moments, '$[0]') END,
      '$[#]', CAST(:now AS INTEGER)),
    wrong = min(json_array_length(moments) + 1, :alarm), since = :now";

/// Raises the alarm, at most once in the span that it looks back on.
const RAISE_ALARM: &str = "\
UPDATE login_count SET alarmed_at = :now
WHERE key = :login_key AND alarmed_at <= :counted_since
  AND json_array_length(moments) = :alarm AND json_extract(moments, '$[0]') > :counted_since";

/// Remembers the address that a token went to, to the day.
const REMEMBER_ADDRESS: &str = "\
INSERT INTO login_address (key, used_at)
SELECT :key, :now FROM token WHERE agency_code = :agency AND jti = :jti
ON CONFLICT (key) DO UPDATE SET used_at = :now WHERE used_at < :yesterday";

/// A wait that runs: no row if there is none.
const FIND_WAIT: &str = "SELECT wait_until FROM login_try WHERE key = :key AND wait_until > :now";

const FIND_APPLICATION: &str = "\
SELECT a.agency_code, a.password_hash, a.password_version, g.name AS agency_name,
       a.blocked_at IS NOT NULL AS application_blocked, g.blocked_at IS NOT NULL AS agency_blocked,
       u.unit IS NOT NULL AS unit_allowed, u.blocked_at IS NOT NULL AS unit_blocked
FROM application a
JOIN agency g ON g.agency_code = a.agency_code
LEFT JOIN application_unit p
  ON p.agency_code = a.agency_code AND p.login = a.login AND a.agency_code = :agency AND p.unit = :unit
LEFT JOIN structure_unit u ON u.agency_code = p.agency_code AND u.unit = p.unit
WHERE a.login = :login";

/// Stores a token only while everything it depends on is as the login found it, and no wait runs.
const INSERT_TOKEN: &str = "\
INSERT INTO token (agency_code, jti, login, unit, issued_at, expires_at)
SELECT a.agency_code, :jti, a.login, u.unit, :issued_at, :expires_at
FROM application a
JOIN agency g ON g.agency_code = a.agency_code
JOIN application_unit p ON p.agency_code = a.agency_code AND p.login = a.login AND p.unit = :unit
JOIN structure_unit u ON u.agency_code = p.agency_code AND u.unit = p.unit
WHERE a.agency_code = :agency AND a.login = :login AND a.password_version = :password_version
  AND a.blocked_at IS NULL AND g.blocked_at IS NULL AND u.blocked_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM login_try WHERE key = :key AND wait_until > :now)
RETURNING jti";

/// An application as a login finds it, with the standing of everything that must not be blocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The agency it belongs to.
    pub agency: AgencyCode,
    /// Name of that agency.
    pub agency_name: String,
    /// PHC string.
    pub password_hash: String,
    /// How often the password was rotated.
    pub password_version: u32,
    /// Whether the application is blocked.
    pub application_blocked: bool,
    /// Whether its agency is blocked.
    pub agency_blocked: bool,
    /// What the structure unit that was asked for is to the application.
    pub unit: UnitStanding,
}

/// What a structure unit is to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitStanding {
    /// The application may work in it.
    Allowed,
    /// It is not one of the application's: foreign, unknown or taken away.
    NotAllowed,
    /// It is one of the application's, and blocked.
    Blocked,
}

/// A token to store.
#[derive(Clone, Debug)]
pub struct NewToken<'a> {
    /// Its record.
    pub record: &'a TokenRecord,
    /// How often the password had been rotated when it was compared.
    pub password_version: u32,
    /// A new hash of that password, if the stored one is outdated.
    pub rehash: Option<&'a Rehash>,
}

row! {
    struct WaitRow {
        wait_until: UnixMillis,
    }

    struct ApplicationRow {
        agency_code: AgencyCode,
        password_hash: String,
        password_version: u32,
        agency_name: String,
        application_blocked: bool,
        agency_blocked: bool,
        unit_allowed: bool,
        unit_blocked: bool,
    }
}

/// Applications and the tries to log in as one. Every method answers [`Tried::Waiting`], and writes nothing, if a wait of
/// `key` ran at `now`, the moment the try came.
pub trait Applications: Database {
    /// Looks the login up, which costs the same for an unknown one.
    async fn begin_login(
        &self,
        key: &TryKey,
        login: &Login,
        unit: &StructureUnitId,
        now: UnixMillis,
    ) -> Result<Tried<Option<Application>>, Internal> {
        let find = Statement::new(FIND_APPLICATION)
            .with("login", login)
            .with("agency", unit.agency())
            .with("unit", unit.unit());
        let batch = [stranger(HOLD_STRANGER, key, now), find_wait(key, now), find];
        let [_, wait, application] = self.batch("begin login", batch).await?;
        told(&wait, application.first::<ApplicationRow>()?.map(read))
    }

    /// Whether a wait runs.
    async fn wait(&self, key: &TryKey, now: UnixMillis) -> Result<Tried<()>, Internal> {
        let [wait] = self.batch("find wait", [find_wait(key, now)]).await?;
        told(&wait, ())
    }

    /// Counts a wrong try and writes the row; `alarm`, if it is the one after which strangers wait.
    async fn settle_wrong(
        &self,
        key: &TryKey,
        now: UnixMillis,
        row: &Row,
        alarm: &Row,
    ) -> Result<Tried<()>, Internal> {
        let count = stranger(COUNT_WRONG, key, now).with("waits", format!("{WAITS_MS:?}"));
        let of_login = |sql: &'static str| {
            Statement::new(sql).with("login_key", key.of_login()).with("now", now).with("alarm", ALARM)
        };
        let count_login = of_login(COUNT_LOGIN).with("key", key);
        let raise = of_login(RAISE_ALARM).with("counted_since", now.plus_ms(-ALARM_SPAN_MS));
        // The wait is read first: counting may begin one, which is for the tries to come.
        // A try that began before the alarm is told to wait like one that comes after it.
        let batch = [
            stranger(HOLD_STRANGER, key, now),
            find_wait(key, now),
            count_login,
            raise,
            insert_if_changed(alarm),
            count,
            insert_if_changed(row),
        ];
        let [_, wait, ..] = self.batch("settle wrong", batch).await?;
        told(&wait, ())
    }

    /// Forgets the wrong tries of `key`, since the password was right, and writes the row.
    async fn settle_refused(&self, key: &TryKey, now: UnixMillis, row: &Row) -> Result<Tried<()>, Internal> {
        let wait = find_wait(key, now);
        let none = Statement::new(format!("NOT EXISTS ({FIND_WAIT})")).with_values_of(wait.clone());
        let batch = [wait, insert_where(row, none), forget_tries(key, now)];
        let [wait, ..] = self.batch("settle refused", batch).await?;
        told(&wait, ())
    }

    /// Forgets the wrong tries of `key`, stores the token if nothing it depends on was blocked, taken or rotated since
    /// `password_version` was read, stores the new hash if there is one, and writes the row with the token. Says whether it
    /// was stored.
    async fn issue_token(
        &self,
        key: &TryKey,
        now: UnixMillis,
        token: &NewToken<'_>,
        row: &Row,
    ) -> Result<Tried<bool>, Internal> {
        let record = token.record;
        let agency = record.structure_unit.agency();
        let insert = of_key(INSERT_TOKEN, key, now)
            .with("agency", agency)
            .with("jti", &record.jti)
            .with("login", &record.login)
            .with("unit", record.structure_unit.unit())
            .with("issued_at", record.issued_at)
            .with("expires_at", record.expires_at)
            .with("password_version", token.password_version);
        let stored = Statement::new("SELECT 1 FROM token WHERE agency_code = :agency AND jti = :jti")
            .with("agency", agency)
            .with("jti", &record.jti);
        let mut batch =
            vec![find_wait(key, now), insert, insert_if(row, stored.clone()), forget_tries(key, now)];
        let remember = of_key(REMEMBER_ADDRESS, key, now)
            .with("agency", agency)
            .with("jti", &record.jti)
            .with("yesterday", now.plus_ms(-DAY_MS));
        batch.push(remember);
        let renewed =
            |rehash: &Rehash| rehash.replace("application", agency, &record.login).and(stored.found());
        batch.extend(token.rehash.map(renewed));
        let results = self.run("issue token", batch).await?;
        let [wait, stored, ..] = results.as_slice() else {
            return Err(Internal::fault("issue token: results are missing"));
        };
        told(wait, stored.any())
    }
}

impl<D: Database> Applications for D {}

fn of_key(sql: &'static str, key: &TryKey, now: UnixMillis) -> Statement {
    Statement::new(sql).with("key", key).with("now", now)
}

/// A statement that asks whether the address is a stranger's.
fn stranger(sql: &str, key: &TryKey, now: UnixMillis) -> Statement {
    Statement::new(sql.replace(":is_stranger", IS_STRANGER))
        .with("key", key)
        .with("now", now)
        .with("login_key", key.of_login())
        .with("alarm", ALARM)
        .with("counted_since", now.plus_ms(-ALARM_SPAN_MS))
        .with("stranger_wait", STRANGER_WAIT_MS)
}

fn find_wait(key: &TryKey, now: UnixMillis) -> Statement {
    of_key(FIND_WAIT, key, now)
}

fn forget_tries(key: &TryKey, now: UnixMillis) -> Statement {
    of_key("DELETE FROM login_try WHERE key = :key AND wait_until <= :now", key, now)
}

/// The outcome, unless the look-up of a wait has found one.
fn told<T>(wait: &Rows, outcome: T) -> Result<Tried<T>, Internal> {
    Ok(match wait.first::<WaitRow>()? {
        None => Tried::Told(outcome),
        Some(row) => Tried::Waiting { until: row.wait_until },
    })
}

fn read(row: ApplicationRow) -> Application {
    let unit = match (row.unit_allowed, row.unit_blocked) {
        (false, _) => UnitStanding::NotAllowed,
        (true, false) => UnitStanding::Allowed,
        (true, true) => UnitStanding::Blocked,
    };
    Application {
        agency: row.agency_code,
        agency_name: row.agency_name,
        password_hash: row.password_hash,
        password_version: row.password_version,
        application_blocked: row.application_blocked,
        agency_blocked: row.agency_blocked,
        unit,
    }
}
