//! The password step in D1: each port method is one batch, and so one transaction.

use serde::Deserialize;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::login::Login;
use shared::value::product::Product;
use worker::D1PreparedStatement;

use super::Platform;
use super::audit_d1::{insert, insert_if};
use super::d1::{self, Value, batch, changes, first, statement};
use super::outbox_d1::notify_if;
use crate::error::Internal;
use crate::locks::{ATTEMPTS, Counter, LAPSE_MS, Lease, LockKey, Patience};
use crate::ports::Rehash;
use crate::ports::employees::{Change, Employee, Employees, NewSignIn};
use crate::ports::outbox::NewNotice;

/// The rule of `locks::Counter::take` as one statement: returns a row if and only if the try is leased.
const LEASE: &str = "\
INSERT INTO password_try (key, in_flight, taken_at) VALUES (?1, 1, ?2)
ON CONFLICT (key) DO UPDATE
SET in_flight = 1 + CASE WHEN taken_at <= ?3 THEN 0 ELSE in_flight END,
    failed = CASE WHEN taken_at <= ?4 THEN 0 ELSE failed END, taken_at = ?2
WHERE (locked_at IS NULL OR locked_at <= ?5)
  AND CASE WHEN taken_at <= ?4 THEN 0 ELSE failed END + CASE WHEN taken_at <= ?3 THEN 0 ELSE in_flight END < ?6
RETURNING failed, in_flight, taken_at, locked_at";

const READ_COUNTER: &str = "SELECT failed, in_flight, taken_at, locked_at FROM password_try WHERE key = ?1";

/// The rule of `locks::Counter::settle_wrong`.
const SETTLE_WRONG: &str = "\
INSERT INTO password_try (key, failed, taken_at) VALUES (?1, 1, ?2)
ON CONFLICT (key) DO UPDATE
SET in_flight = max(in_flight - 1, 0), failed = CASE WHEN failed + 1 >= ?3 THEN 0 ELSE failed + 1 END,
    locked_at = CASE WHEN failed + 1 >= ?3 THEN ?2 ELSE locked_at END
RETURNING failed, in_flight, taken_at, locked_at";

/// Whether the try that was just settled has locked: `locks::Counter::has_just_locked`.
const JUST_LOCKED: &str = "SELECT 1 FROM password_try WHERE key = ?10 AND failed = 0 AND locked_at = ?11";

/// The same for a notice.
const JUST_LOCKED_TELL: &str =
    "SELECT 1 FROM password_try WHERE key = ?11 AND failed = 0 AND locked_at = ?12";

/// Ends those alone that were counted by the same key.
const END_SIGN_INS: &str = "\
UPDATE sign_in SET ended_at = ?3
WHERE ended_at IS NULL AND lock_key = ?2 AND (agency_code, login) IN (SELECT agency_code, login FROM employee WHERE login = ?1)
  AND EXISTS (SELECT 1 FROM password_try WHERE key = ?2 AND failed = 0 AND locked_at = ?3)";

const FIND_EMPLOYEE: &str = "\
SELECT e.agency_code, e.password_hash, e.password_version,
       e.blocked_at IS NOT NULL OR g.blocked_at IS NOT NULL AS blocked, p.product IS NOT NULL AS has_product,
       (SELECT count(*) FROM employee_unit m
        JOIN structure_unit u ON u.agency_code = m.agency_code AND u.unit = m.unit
        WHERE m.agency_code = e.agency_code AND m.login = e.login AND u.blocked_at IS NULL) AS points_of_sale,
       f.locked_at IS NOT NULL AS code_locked
FROM employee e
JOIN agency g ON g.agency_code = e.agency_code
LEFT JOIN employee_product p ON p.agency_code = e.agency_code AND p.login = e.login AND p.product = ?2
LEFT JOIN second_factor f ON f.agency_code = e.agency_code AND f.login = e.login
WHERE e.login = ?1";

/// Opens a sign-in only while everything it depends on is as the password step found it.
const OPEN_SIGN_IN: &str = "\
INSERT INTO sign_in (agency_code, secret_hash, login, product, created_at, touched_at, preferred_unit,
                     preferred_seance, address, user_agent, lock_key)
SELECT e.agency_code, ?1, e.login, p.product, ?4, ?4, l.unit, l.seance, ?5, ?6, ?8
FROM employee e
JOIN agency g ON g.agency_code = e.agency_code
JOIN employee_product p ON p.agency_code = e.agency_code AND p.login = e.login AND p.product = ?3
LEFT JOIN last_sign_in l ON l.agency_code = e.agency_code AND l.login = e.login AND l.product = p.product
LEFT JOIN second_factor f ON f.agency_code = e.agency_code AND f.login = e.login
WHERE e.login = ?2 AND e.password_version = ?7 AND e.blocked_at IS NULL AND g.blocked_at IS NULL
  AND f.locked_at IS NULL
  AND (p.product = 'boss' OR EXISTS (
    SELECT 1 FROM employee_unit m JOIN structure_unit u ON u.agency_code = m.agency_code AND u.unit = m.unit
    WHERE m.agency_code = e.agency_code AND m.login = e.login AND u.blocked_at IS NULL))";

/// Opens a sign-in for a session that lives, with its code passed.
const OPEN_CHANGE: &str = "\
INSERT INTO sign_in (agency_code, secret_hash, login, product, created_at, touched_at, code_passed_at,
                     preferred_unit, preferred_seance, session_hash, address, user_agent)
SELECT agency_code, ?1, login, product, ?3, ?3, ?3, unit, seance, secret_hash, ?4, ?5
FROM session WHERE secret_hash = ?2 AND ended_at IS NULL";

#[derive(Deserialize)]
pub(super) struct CounterRow {
    failed: u32,
    in_flight: u32,
    taken_at: i64,
    locked_at: Option<i64>,
}

#[derive(Deserialize)]
struct EmployeeRow {
    agency_code: u32,
    password_hash: String,
    password_version: u32,
    blocked: u32,
    has_product: u32,
    points_of_sale: u32,
    code_locked: u32,
}

impl From<CounterRow> for Counter {
    fn from(row: CounterRow) -> Self {
        Self {
            failed: row.failed,
            in_flight: row.in_flight,
            taken_at: UnixMillis(row.taken_at),
            locked_at: row.locked_at.map(UnixMillis),
        }
    }
}

impl Employees for Platform {
    async fn begin_sign_in(
        &self,
        key: &LockKey,
        login: &Login,
        product: Product,
        now: UnixMillis,
        patience: Patience,
    ) -> Result<(Lease, Option<Employee>), Internal> {
        let lease = [
            Value::Text(key.as_str()),
            Value::Moment(now),
            Value::Moment(now.plus_ms(-LAPSE_MS)),
            Value::Moment(patience.forgotten_until(now)),
            Value::Moment(patience.ignored_until(now)),
            Value::Number(ATTEMPTS),
        ];
        let find = [Value::Text(login.as_str()), Value::Text(product.as_str())];
        let statements = vec![
            statement(&self.db, LEASE, &lease)?,
            statement(&self.db, READ_COUNTER, &[Value::Text(key.as_str())])?,
            statement(&self.db, FIND_EMPLOYEE, &find)?,
        ];
        let [leased, counter, employee] = batch(&self.db, "begin sign-in", statements).await?;
        let counter = first::<CounterRow>("password_try", &counter)?.map_or(Counter::NEW, Counter::from);
        let lease = match first::<CounterRow>("password_try", &leased)? {
            Some(_) => Lease::Taken,
            None => counter.locked(now, patience).unwrap_or(Lease::Busy),
        };
        let employee = first::<EmployeeRow>("employee", &employee)?.map(read).transpose()?;
        Ok((lease, employee))
    }

    async fn settle_wrong_password(
        &self,
        key: &LockKey,
        login: &Login,
        now: UnixMillis,
        refused: &Row,
        locked: &Row,
        notice: &NewNotice,
    ) -> Result<Counter, Internal> {
        let settle = [Value::Text(key.as_str()), Value::Moment(now), Value::Number(ATTEMPTS)];
        let end = [Value::Text(login.as_str()), Value::Text(key.as_str()), Value::Moment(now)];
        let just_locked = || [Value::Text(key.as_str()), Value::Moment(now)];
        let statements = vec![
            statement(&self.db, SETTLE_WRONG, &settle)?,
            insert(&self.db, refused)?,
            insert_if(&self.db, locked, JUST_LOCKED, just_locked())?,
            notify_if(&self.db, notice, JUST_LOCKED_TELL, just_locked())?,
            statement(&self.db, END_SIGN_INS, &end)?,
        ];
        let [settled, ..] = batch::<5>(&self.db, "settle wrong password", statements).await?;
        let row = first::<CounterRow>("password_try", &settled)?;
        row.map(Counter::from).ok_or_else(|| Internal::fault("settle wrong password: no row"))
    }

    async fn settle_no_access(&self, key: &LockKey, row: &Row) -> Result<(), Internal> {
        let statements = vec![self.forget_password_tries(key)?, insert(&self.db, row)?];
        batch::<2>(&self.db, "settle no access", statements).await.map(drop)
    }

    async fn open_sign_in(
        &self,
        key: &LockKey,
        sign_in: &NewSignIn,
        password_version: u32,
        rehash: Option<&Rehash>,
        row: &Row,
    ) -> Result<bool, Internal> {
        let login = sign_in.login.as_str();
        let open = [
            Value::Text(sign_in.secret.as_str()),
            Value::Text(login),
            Value::Text(sign_in.product.as_str()),
            Value::Moment(sign_in.at),
            Value::Text(&sign_in.address),
            Value::Text(&sign_in.user_agent),
            Value::Number(password_version),
            Value::Text(key.as_str()),
        ];
        // An unchanged hash replaces itself, so that a batch always has the same statements.
        let (from, to) = rehash.map_or(("", ""), |rehash| (&rehash.from, &rehash.to));
        let replace = "UPDATE employee SET password_hash = ?4 \
                       WHERE agency_code = ?1 AND login = ?2 AND password_hash = ?3";
        let agency = sign_in.agency.as_number();
        let replace_values = [Value::Number(agency), Value::Text(login), Value::Text(from), Value::Text(to)];
        let opened = "SELECT 1 FROM sign_in WHERE agency_code = ?1 AND secret_hash = ?10";
        let statements = vec![
            statement(&self.db, OPEN_SIGN_IN, &open)?,
            self.forget_password_tries(key)?,
            insert_if(&self.db, row, opened, [Value::Text(sign_in.secret.as_str())])?,
            statement(&self.db, replace, &replace_values)?,
        ];
        let [opened, ..] = batch::<4>(&self.db, "open sign-in", statements).await?;
        Ok(changes("sign_in", &opened)? > 0)
    }

    async fn open_change(&self, sign_in: &NewSignIn, change: &Change) -> Result<(), Internal> {
        let open = [
            Value::Text(sign_in.secret.as_str()),
            Value::Text(change.session.as_str()),
            Value::Moment(sign_in.at),
            Value::Text(&sign_in.address),
            Value::Text(&sign_in.user_agent),
        ];
        let opened = statement(&self.db, OPEN_CHANGE, &open)?.run().await;
        opened.map(drop).map_err(|error| d1::failed("open change", &error))
    }
}

impl Platform {
    pub(super) fn forget_password_tries(&self, key: &LockKey) -> Result<D1PreparedStatement, Internal> {
        statement(&self.db, "DELETE FROM password_try WHERE key = ?1", &[Value::Text(key.as_str())])
    }
}

fn read(row: EmployeeRow) -> Result<Employee, Internal> {
    Ok(Employee {
        agency: d1::agency("employee", row.agency_code)?,
        password_hash: row.password_hash,
        password_version: row.password_version,
        blocked: row.blocked != 0,
        has_product: row.has_product != 0,
        points_of_sale: row.points_of_sale,
        code_locked: row.code_locked != 0,
    })
}
