//! Applications and their tries in D1: each port method is one batch, and so one transaction.

use serde::Deserialize;
use shared::audit;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;
use worker::D1PreparedStatement;

use super::Platform;
use super::audit_d1::{insert, insert_if_issued};
use super::d1::{Value, batch, changes, first, statement};
use crate::error::Internal;
use crate::ports::{Application, Applications, Rehash, TokenRecord, UnitStanding};
use crate::tries::{FREE_TRIES, LAPSE_MS, Try, TryKey, WAITS_MS};

/// The rule of `tries::Counter::take` as one statement: changes a row if and only if the try may be taken.
const TAKE_TRY: &str = "\
INSERT INTO login_try (key, in_flight, taken_at) VALUES (?1, 1, ?2)
ON CONFLICT (key) DO UPDATE
SET in_flight = 1 + CASE WHEN taken_at <= ?3 THEN 0 ELSE in_flight END, taken_at = ?2
WHERE wait_until <= ?2 AND (in_flight = 0 OR taken_at <= ?3 OR failed + in_flight < ?4)
RETURNING key";

/// The rule of `tries::Counter::settle_wrong`; the waits are a value, since `tries` decides them.
const SETTLE_WRONG: &str = "\
INSERT INTO login_try (key, failed, taken_at) VALUES (?1, 1, ?2)
ON CONFLICT (key) DO UPDATE
SET failed = failed + 1, in_flight = max(in_flight - 1, 0),
    wait_until = ?2 + json_extract(?3, '$[' || min(failed + 1, json_array_length(?3) - 1) || ']')";

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

/// Stores a token only while everything it depends on is as the login found it.
const INSERT_TOKEN: &str = "\
INSERT INTO token (agency_code, jti, login, unit, issued_at, expires_at)
SELECT a.agency_code, ?2, a.login, u.unit, ?5, ?6
FROM application a
JOIN agency g ON g.agency_code = a.agency_code
JOIN application_unit p ON p.agency_code = a.agency_code AND p.login = a.login AND p.unit = ?4
JOIN structure_unit u ON u.agency_code = p.agency_code AND u.unit = p.unit
WHERE a.agency_code = ?1 AND a.login = ?3 AND a.password_version = ?7
  AND a.blocked_at IS NULL AND g.blocked_at IS NULL AND u.blocked_at IS NULL";

#[derive(Deserialize)]
struct TryRow {
    wait_until: f64,
}

#[derive(Deserialize)]
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

impl Applications for Platform {
    async fn begin_login(
        &self,
        key: &TryKey,
        login: &Login,
        unit: &StructureUnitId,
        now: UnixMillis,
    ) -> Result<(Try, Option<Application>), Internal> {
        let key_value = Value::Text(key.as_str());
        let lapsed = Value::Moment(now.plus_ms(-LAPSE_MS));
        let take = [key_value, Value::Moment(now), lapsed, Value::Number(FREE_TRIES)];
        let find =
            [Value::Text(login.as_str()), Value::Number(unit.agency().as_number()), Value::Text(unit.unit())];
        let statements = vec![
            statement(&self.db, TAKE_TRY, &take)?,
            statement(
                &self.db,
                "SELECT wait_until FROM login_try WHERE key = ?1",
                &[Value::Text(key.as_str())],
            )?,
            statement(&self.db, FIND_APPLICATION, &find)?,
        ];
        let [taken, counter, application] = batch(&self.db, "begin login", statements).await?;

        let taken = changes("login_try", &taken)? > 0;
        let wait_until = first::<TryRow>("login_try", &counter)?.map_or(0.0, |row| row.wait_until);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a whole number of milliseconds that was bound as one"
        )]
        let until = UnixMillis(wait_until as i64);
        let outcome = match taken {
            true => Try::Taken,
            false if now < until => Try::Waiting { until },
            false => Try::Busy,
        };
        let application = first::<ApplicationRow>("application", &application)?.map(read).transpose()?;
        Ok((outcome, application))
    }

    async fn settle_wrong(&self, key: &TryKey, now: UnixMillis, row: &audit::Row) -> Result<(), Internal> {
        let waits = format!("{WAITS_MS:?}");
        let settle = [Value::Text(key.as_str()), Value::Moment(now), Value::Text(&waits)];
        let statements = vec![statement(&self.db, SETTLE_WRONG, &settle)?, insert(&self.db, row)?];
        batch::<2>(&self.db, "settle wrong", statements).await.map(drop)
    }

    async fn settle_refused(&self, key: &TryKey, row: &audit::Row) -> Result<(), Internal> {
        let statements = vec![self.forget_tries(key)?, insert(&self.db, row)?];
        batch::<2>(&self.db, "settle refused", statements).await.map(drop)
    }

    async fn issue_token(
        &self,
        key: &TryKey,
        token: &TokenRecord,
        password_version: u32,
        rehash: Option<&Rehash>,
        row: &audit::Row,
    ) -> Result<bool, Internal> {
        let agency = token.structure_unit.agency().as_number();
        let login = token.login.as_str();
        let insert_token = [
            Value::Number(agency),
            Value::Text(&token.jti),
            Value::Text(login),
            Value::Text(token.structure_unit.unit()),
            Value::Moment(token.issued_at),
            Value::Moment(token.expires_at),
            Value::Number(password_version),
        ];
        // An unchanged hash replaces itself, so that a batch always has the same statements.
        let (from, to) = rehash.map_or(("", ""), |rehash| (&rehash.from, &rehash.to));
        let replace = "UPDATE application SET password_hash = ?4 \
                       WHERE agency_code = ?1 AND login = ?2 AND password_hash = ?3";
        let replace_values = [Value::Number(agency), Value::Text(login), Value::Text(from), Value::Text(to)];
        let statements = vec![
            statement(&self.db, INSERT_TOKEN, &insert_token)?,
            self.forget_tries(key)?,
            insert_if_issued(&self.db, row)?,
            statement(&self.db, replace, &replace_values)?,
        ];
        let [stored, ..] = batch::<4>(&self.db, "issue token", statements).await?;
        Ok(changes("token", &stored)? > 0)
    }
}

impl Platform {
    fn forget_tries(&self, key: &TryKey) -> Result<D1PreparedStatement, Internal> {
        statement(&self.db, "DELETE FROM login_try WHERE key = ?1", &[Value::Text(key.as_str())])
    }
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
