//! Applications and their tries in D1: each port method is one batch, and so one transaction.

use shared::audit;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;
use worker::{D1PreparedStatement, D1Result};

use super::Platform;
use super::audit_d1::{insert_if_changed, insert_if_issued, insert_unless_waiting};
use super::d1::{Value, batch, batch_of, changes, first, statement};
use super::row::row;
use crate::error::Internal;
use crate::ports::{Application, Applications, NewToken, Rehash, UnitStanding};
use crate::tries::{Tried, TryKey, WAITS_MS};

/// The rule of `tries::Counter::count_wrong` as one statement: it changes a row if and only if the outcome may be
/// told. The waits are a value, since `tries` decides them.
const COUNT_WRONG: &str = "\
INSERT INTO login_try (key, failed, tried_at) VALUES (?1, 1, ?2)
ON CONFLICT (key) DO UPDATE
SET failed = failed + 1, tried_at = ?2,
    wait_until = ?2 + json_extract(?3, '$[' || min(failed + 1, json_array_length(?3) - 1) || ']')
WHERE wait_until <= ?2";

/// A wait that runs at `?2`: no row if there is none.
const FIND_WAIT: &str = "SELECT wait_until FROM login_try WHERE key = ?1 AND wait_until > ?2";

const FIND_APPLICATION: &str = "\
SELECT a.agency_code, a.password_hash, a.password_version, g.name AS agency_name,
       a.blocked_at IS NOT NULL AS application_blocked, g.blocked_at IS NOT NULL AS agency_blocked,
       u.unit IS NOT NULL AS unit_allowed, u.blocked_at IS NOT NULL AS unit_blocked
FROM application a
JOIN agency g ON g.agency_code = a.agency_code
LEFT JOIN application_unit p
  ON p.agency_code = a.agency_code AND p.login = a.login AND a.agency_code = ?2 AND p.unit = ?3
LEFT JOIN structure_unit u ON u.agency_code = p.agency_code AND u.unit = p.unit
WHERE a.login = ?1";

/// Stores a token only while everything it depends on is as the login found it, and no wait runs.
const INSERT_TOKEN: &str = "\
INSERT INTO token (agency_code, jti, login, unit, issued_at, expires_at)
SELECT a.agency_code, ?2, a.login, u.unit, ?5, ?6
FROM application a
JOIN agency g ON g.agency_code = a.agency_code
JOIN application_unit p ON p.agency_code = a.agency_code AND p.login = a.login AND p.unit = ?4
JOIN structure_unit u ON u.agency_code = p.agency_code AND u.unit = p.unit
WHERE a.agency_code = ?1 AND a.login = ?3 AND a.password_version = ?7
  AND a.blocked_at IS NULL AND g.blocked_at IS NULL AND u.blocked_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM login_try WHERE key = ?8 AND wait_until > ?9)";

row! {
    struct WaitRow {
        wait_until: i64,
    }
}

row! {
    struct ApplicationRow {
        agency_code: u32,
        password_hash: String,
        password_version: u32,
        agency_name: String,
        application_blocked: u32,
        agency_blocked: u32,
        unit_allowed: u32,
        unit_blocked: u32,
    }
}

impl Applications for Platform {
    async fn begin_login(
        &self,
        key: &TryKey,
        login: &Login,
        unit: &StructureUnitId,
        now: UnixMillis,
    ) -> Result<Tried<Option<Application>>, Internal> {
        let find =
            [Value::Text(login.as_str()), Value::Number(unit.agency().as_number()), Value::Text(unit.unit())];
        let statements = vec![self.find_wait(key, now)?, statement(&self.db, FIND_APPLICATION, &find)?];
        let [wait, application] = batch(&self.db, "begin login", statements).await?;
        let application = first::<ApplicationRow>("application", &application)?.map(read).transpose()?;
        told(&wait, application)
    }

    async fn settle_wrong(
        &self,
        key: &TryKey,
        now: UnixMillis,
        row: &audit::Row,
    ) -> Result<Tried<()>, Internal> {
        let waits = format!("{WAITS_MS:?}");
        let count = [Value::Text(key.as_str()), Value::Moment(now), Value::Text(&waits)];
        // The wait is read first: counting may begin one, which is for the tries to come.
        let statements = vec![
            self.find_wait(key, now)?,
            statement(&self.db, COUNT_WRONG, &count)?,
            insert_if_changed(&self.db, row)?,
        ];
        let [wait, ..] = batch::<3>(&self.db, "settle wrong", statements).await?;
        told(&wait, ())
    }

    async fn settle_refused(
        &self,
        key: &TryKey,
        now: UnixMillis,
        row: &audit::Row,
    ) -> Result<Tried<()>, Internal> {
        let statements = vec![
            self.find_wait(key, now)?,
            insert_unless_waiting(&self.db, row, key, now)?,
            self.forget_tries(key, now)?,
        ];
        let [wait, ..] = batch::<3>(&self.db, "settle refused", statements).await?;
        told(&wait, ())
    }

    async fn issue_token(
        &self,
        key: &TryKey,
        now: UnixMillis,
        token: &NewToken<'_>,
        row: &audit::Row,
    ) -> Result<Tried<bool>, Internal> {
        let record = token.record;
        let agency = record.structure_unit.agency().as_number();
        let login = record.login.as_str();
        let insert_token = [
            Value::Number(agency),
            Value::Text(&record.jti),
            Value::Text(login),
            Value::Text(record.structure_unit.unit()),
            Value::Moment(record.issued_at),
            Value::Moment(record.expires_at),
            Value::Number(token.password_version),
            Value::Text(key.as_str()),
            Value::Moment(now),
        ];
        let mut statements = vec![
            self.find_wait(key, now)?,
            statement(&self.db, INSERT_TOKEN, &insert_token)?,
            insert_if_issued(&self.db, row)?,
            self.forget_tries(key, now)?,
        ];
        if let Some(Rehash { from, to }) = token.rehash {
            let replace = "UPDATE application SET password_hash = ?4 \
                           WHERE agency_code = ?1 AND login = ?2 AND password_hash = ?3";
            let values = [Value::Number(agency), Value::Text(login), Value::Text(from), Value::Text(to)];
            statements.push(statement(&self.db, replace, &values)?);
        }
        let results = batch_of(&self.db, "issue token", statements).await?;
        let [wait, stored, ..] = results.as_slice() else {
            return Err(Internal::fault("issue token: results are missing"));
        };
        told(wait, changes("token", stored)? > 0)
    }
}

impl Platform {
    fn find_wait(&self, key: &TryKey, now: UnixMillis) -> Result<D1PreparedStatement, Internal> {
        statement(&self.db, FIND_WAIT, &[Value::Text(key.as_str()), Value::Moment(now)])
    }

    fn forget_tries(&self, key: &TryKey, now: UnixMillis) -> Result<D1PreparedStatement, Internal> {
        let sql = "DELETE FROM login_try WHERE key = ?1 AND wait_until <= ?2";
        statement(&self.db, sql, &[Value::Text(key.as_str()), Value::Moment(now)])
    }
}

/// The outcome, unless the look-up of a wait has found one.
fn told<T>(wait: &D1Result, outcome: T) -> Result<Tried<T>, Internal> {
    Ok(match first::<WaitRow>("login_try", wait)? {
        None => Tried::Told(outcome),
        Some(row) => Tried::Waiting { until: UnixMillis(row.wait_until) },
    })
}

fn read(row: ApplicationRow) -> Result<Application, Internal> {
    let agency = AgencyCode::from_number(row.agency_code).ok_or_else(|| {
        Internal::fault(format!("application.agency_code {} is no agency code", row.agency_code))
    })?;
    let unit = match (row.unit_allowed, row.unit_blocked) {
        (0, _) => UnitStanding::NotAllowed,
        (_, 0) => UnitStanding::Allowed,
        _ => UnitStanding::Blocked,
    };
    Ok(Application {
        agency,
        agency_name: row.agency_name,
        password_hash: row.password_hash,
        password_version: row.password_version,
        application_blocked: row.application_blocked != 0,
        agency_blocked: row.agency_blocked != 0,
        unit,
    })
}
