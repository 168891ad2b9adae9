//! Employees at the password step: the tries to sign in as one.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::audit::{insert_if, insert_where};
use super::database::{Database, Rows};
use super::leases::{Lease, UNDER_WAY, clear, end, end_if, forget_failures, grant, is_live};
use super::outbox::{NewNotice, notify_if};
use super::rehash::Rehash;
use super::row::row;
use super::statement::Statement;
use crate::counters::locks::{ATTEMPTS, Counter, Patience, Start};
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

/// Remembers the moment of a try that was granted, and forgets failures that are old enough.
const TOUCH: &str = "\
INSERT INTO password_try (key, taken_at) SELECT :lease_key, :now WHERE EXISTS (SELECT 1 FROM lease WHERE lease_id = :lease)
ON CONFLICT (key) DO UPDATE
SET failed = CASE WHEN taken_at <= :forgotten_until THEN 0 ELSE failed END, taken_at = max(taken_at, excluded.taken_at)";

const READ_COUNTER: &str = "SELECT failed, locked_at FROM password_try WHERE key = :lease_key";

const FIND_EMPLOYEE: &str = "\
SELECT e.agency_code, e.password_hash, e.password_version,
       e.blocked_at IS NOT NULL OR g.blocked_at IS NOT NULL AS blocked, p.product IS NOT NULL AS has_product,
       (SELECT count(*) FROM employee_unit m
        JOIN structure_unit u ON u.agency_code = m.agency_code AND u.unit = m.unit
        WHERE m.agency_code = e.agency_code AND m.login = e.login AND u.blocked_at IS NULL) AS points_of_sale,
       f.locked_at IS NOT NULL AS code_locked
FROM employee e
JOIN agency g ON g.agency_code = e.agency_code
LEFT JOIN employee_product p ON p.agency_code = e.agency_code AND p.login = e.login AND p.product = :product
LEFT JOIN second_factor f ON f.agency_code = e.agency_code AND f.login = e.login
WHERE e.login = :login";

/// Counts a wrong password; the third in a row locks, and the lock says whose it is, if it is anybody's.
const SETTLE_WRONG: &str = "\
UPDATE password_try
SET failed = CASE WHEN failed + 1 >= :attempts THEN 0 ELSE failed + 1 END,
    locked_at = CASE WHEN failed + 1 >= :attempts THEN :now ELSE locked_at END,
    agency_code = CASE WHEN failed + 1 >= :attempts THEN (SELECT agency_code FROM employee WHERE login = :login)
                  ELSE agency_code END,
    login = CASE WHEN failed + 1 >= :attempts THEN (SELECT login FROM employee WHERE login = :login) ELSE login END
WHERE key = :lease_key";

/// Whether the try that was just settled has locked.
const JUST_LOCKED: &str =
    "SELECT 1 FROM password_try WHERE key = :lease_key AND failed = 0 AND locked_at = :now";

/// Ends those alone that were counted by the same key.
const END_SIGN_INS: &str = "\
UPDATE sign_in SET ended_at = :now
WHERE ended_at IS NULL AND lock_key = :lease_key AND unlikely(login = :login)
  AND agency_code = (SELECT agency_code FROM employee WHERE login = :login)";

/// Opens a sign-in only while everything it depends on is as the password step found it.
const OPEN_SIGN_IN: &str = "\
INSERT INTO sign_in (agency_code, secret_hash, login, product, created_at, touched_at, preferred_unit,
                     preferred_seance, address, user_agent, lock_key)
SELECT e.agency_code, :sign_in, e.login, p.product, :at, :at, l.unit, l.seance, :address, :user_agent, :lease_key
FROM employee e
JOIN agency g ON g.agency_code = e.agency_code
JOIN employee_product p ON p.agency_code = e.agency_code AND p.login = e.login AND p.product = :product
LEFT JOIN last_sign_in l ON l.agency_code = e.agency_code AND l.login = e.login AND l.product = p.product
LEFT JOIN second_factor f ON f.agency_code = e.agency_code AND f.login = e.login
WHERE e.login = :login AND e.password_version = :password_version AND e.blocked_at IS NULL AND g.blocked_at IS NULL
  AND f.locked_at IS NULL
  AND (p.product = 'boss' OR EXISTS (
    SELECT 1 FROM employee_unit m JOIN structure_unit u ON u.agency_code = m.agency_code AND u.unit = m.unit
    WHERE m.agency_code = e.agency_code AND m.login = e.login AND u.blocked_at IS NULL))";

/// Opens a sign-in for a session that lives, with its code passed.
const OPEN_CHANGE: &str = "\
INSERT INTO sign_in (agency_code, secret_hash, login, product, created_at, touched_at, code_passed_at,
                     preferred_unit, preferred_seance, session_hash, address, user_agent)
SELECT agency_code, :sign_in, login, product, :at, :at, :at, unit, seance, secret_hash, :address, :user_agent
FROM session
WHERE secret_hash = :session AND ended_at IS NULL AND last_active_at > :active_since AND created_at > :opened_since
RETURNING secret_hash";

/// An employee as the password step finds one, with the standing of everything that could keep them out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employee {
    /// The agency they work for.
    pub agency: AgencyCode,
    /// PHC string.
    pub password_hash: String,
    /// How often the password was changed.
    pub password_version: u32,
    /// Whether the employee or the agency is blocked.
    pub blocked: bool,
    /// Whether they may use the product.
    pub has_product: bool,
    /// At how many points of sale they may work now.
    pub points_of_sale: u32,
    /// Whether wrong codes have locked the account.
    pub code_locked: bool,
}

/// A sign-in whose password was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSignIn {
    /// Digest of the value that the browser holds.
    pub secret: SecretHash,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// To which product.
    pub product: Product,
    /// When.
    pub at: UnixMillis,
    /// From which address.
    pub address: String,
    /// With which browser.
    pub user_agent: String,
}

/// A session whose point of sale is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The session.
    pub session: SecretHash,
    /// Where it is now.
    pub unit: StructureUnitId,
    /// In which seance.
    pub seance: Option<String>,
    /// It must have seen its owner's input after this moment ...
    pub active_since: UnixMillis,
    /// ... and have been opened after this one.
    pub opened_since: UnixMillis,
}

/// How a try begins: whether it may look at the password, whose it is, and whether a lock of any age stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Whether the try may look at the password.
    pub start: Start,
    /// Whether a lock of the counter stands, even one that the product ignores.
    pub lock_stands: bool,
    /// The owner of the login, if there is one.
    pub employee: Option<Employee>,
}

/// What has become of the request to open a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInOpening {
    /// It is open, and the wrong passwords are forgotten.
    Opened,
    /// Nothing was done and the lease is still held: something was blocked, taken away or changed meanwhile.
    Changed,
    /// Nothing was done: the lease is gone.
    Lapsed,
}

row! {
    struct CounterRow {
        failed: u32,
        locked_at: Option<UnixMillis>,
    }

    struct EmployeeRow {
        agency_code: AgencyCode,
        password_hash: String,
        password_version: u32,
        blocked: bool,
        has_product: bool,
        points_of_sale: u32,
        code_locked: bool,
    }
}

/// Employees and the tries to sign in as one.
pub trait Employees: Database {
    /// Leases a try if [`locks`](crate::counters::locks) allows one at `now`, and looks the login up, which costs the same for an
    /// unknown one.
    async fn begin_sign_in(
        &self,
        lease: &Lease,
        login: &Login,
        product: Product,
        now: UnixMillis,
        patience: Patience,
    ) -> Result<Begun, Internal> {
        let source = format!(
            "WHERE NOT EXISTS (SELECT 1 FROM password_try WHERE key = :lease_key AND locked_at > :ignored_until) \
             AND {UNDER_WAY} + coalesce((SELECT failed FROM password_try \
             WHERE key = :lease_key AND taken_at > :forgotten_until), 0) < :attempts"
        );
        let leased = grant(lease, now, &source)
            .with("ignored_until", patience.ignored_until(now))
            .with("forgotten_until", patience.forgotten_until(now))
            .with("attempts", ATTEMPTS);
        let touch = Statement::new(TOUCH)
            .with_values_of(is_live(lease))
            .with("lease_key", lease.key())
            .with("now", now)
            .with("forgotten_until", patience.forgotten_until(now));
        let read = Statement::new(READ_COUNTER).with("lease_key", lease.key());
        let find = Statement::new(FIND_EMPLOYEE).with("login", login).with("product", product);
        let batch = [clear(lease, now), leased, touch, read, find];
        let [_, leased, _, counter, employee] = self.batch("begin sign-in", batch).await?;
        let locked_at = counter.first::<CounterRow>()?.and_then(|row| row.locked_at);
        let start = if leased.any() { Start::Granted } else { patience.refusal(locked_at, now) };
        Ok(Begun {
            start,
            lock_stands: locked_at.is_some_and(|at| at > Patience::password(None).ignored_until(now)),
            employee: employee.first::<EmployeeRow>()?.map(read_employee),
        })
    }

    /// Counts the leased try as wrong and writes `refused`; if that locks, also writes `locked`, queues the notice and ends
    /// the half-done sign-ins of the login that were counted by the same key. The same for an unknown login. The counter
    /// as it is then; `None`, and nothing is done, if the lease is gone.
    async fn settle_wrong_password(
        &self,
        lease: &Lease,
        login: &Login,
        now: UnixMillis,
        refused: &Row,
        locked: &Row,
        notice: &NewNotice,
    ) -> Result<Option<Counter>, Internal> {
        let of_counter = |sql: &'static str| {
            let counter = Statement::new(sql).with("lease_key", lease.key()).with("now", now);
            counter.and(is_live(lease))
        };
        let just_locked = || of_counter(JUST_LOCKED);
        let batch = [
            of_counter(SETTLE_WRONG)
                .with("attempts", ATTEMPTS)
                .with("login", login)
                .returning("failed, locked_at"),
            insert_where(refused, is_live(lease)),
            insert_if(locked, just_locked()),
            notify_if(notice, just_locked()),
            of_counter(END_SIGN_INS).with("login", login).and(just_locked().found()),
            end(lease),
        ];
        let [settled, _, _, told, ..] = self.batch("settle wrong password", batch).await?;
        let counter = settled.first::<CounterRow>()?;
        Ok(counter.map(|row| Counter {
            failed: row.failed,
            locked_at: row.locked_at,
            mail_queued: told.any(),
        }))
    }

    /// Forgets the wrong passwords of the counter, since the password was right, ends the lease and writes the row; says
    /// whether it did: not if the lease is gone.
    async fn settle_no_access(&self, lease: &Lease, row: &Row) -> Result<bool, Internal> {
        let batch = [forget_failures(lease, is_live(lease)), insert_where(row, is_live(lease)), end(lease)];
        let [_, _, ended] = self.batch("settle no access", batch).await?;
        Ok(ended.any())
    }

    /// Forgets the wrong passwords of the counter, opens the sign-in, stores the new hash if there is one, ends the lease
    /// and writes the row; or does nothing, see [`SignInOpening`]. What the employee chose last becomes what choices start
    /// from.
    async fn open_sign_in(
        &self,
        lease: &Lease,
        sign_in: &NewSignIn,
        password_version: u32,
        rehash: Option<&Rehash>,
        row: &Row,
    ) -> Result<SignInOpening, Internal> {
        let open = Statement::new(OPEN_SIGN_IN)
            .with("sign_in", &sign_in.secret)
            .with("login", &sign_in.login)
            .with("product", sign_in.product)
            .with("at", sign_in.at)
            .with("address", &sign_in.address)
            .with("user_agent", &sign_in.user_agent)
            .with("password_version", password_version)
            .with("lease_key", lease.key())
            .and(is_live(lease))
            .returning("secret_hash");
        let opened = || {
            let opened = Statement::new("SELECT 1 FROM sign_in WHERE secret_hash = :sign_in");
            opened.with("sign_in", &sign_in.secret)
        };
        let mut batch = vec![
            open,
            forget_failures(lease, opened().found()),
            insert_if(row, opened()),
            Statement::new("SELECT 1 AS held WHERE 1").and(is_live(lease)),
            end_if(lease, opened()),
        ];
        let renewed = |rehash: &Rehash| {
            rehash.replace("employee", sign_in.agency, &sign_in.login).and(opened().found())
        };
        batch.extend(rehash.map(renewed));
        let rows = self.run("open sign-in", batch).await?;
        let any = |place: usize| rows.get(place).is_some_and(Rows::any);
        Ok(match (any(0), any(3)) {
            (true, _) => SignInOpening::Opened,
            (false, true) => SignInOpening::Changed,
            (false, false) => SignInOpening::Lapsed,
        })
    }

    /// Opens a sign-in that changes the point of sale of a live session, with its code passed; says whether it did.
    async fn open_change(&self, sign_in: &NewSignIn, change: &Change) -> Result<bool, Internal> {
        let open = Statement::new(OPEN_CHANGE)
            .with("sign_in", &sign_in.secret)
            .with("session", &change.session)
            .with("at", sign_in.at)
            .with("address", &sign_in.address)
            .with("user_agent", &sign_in.user_agent)
            .with("active_since", change.active_since)
            .with("opened_since", change.opened_since);
        Ok(self.one("open change", open).await?.any())
    }
}

impl<D: Database> Employees for D {}

fn read_employee(row: EmployeeRow) -> Employee {
    Employee {
        agency: row.agency_code,
        password_hash: row.password_hash,
        password_version: row.password_version,
        blocked: row.blocked,
        has_product: row.has_product,
        points_of_sale: row.points_of_sale,
        code_locked: row.code_locked,
    }
}
