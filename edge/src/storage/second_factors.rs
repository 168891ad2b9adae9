//! Second factors at a code: the key that it is compared with, and the counter of wrong ones.

use shared::audit::Row;
use shared::seal::Sealed;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::audit::{insert_if, insert_where};
use super::database::{Database, Rows};
use super::leases::{Lease, UNDER_WAY, clear, end, grant, is_live};
use super::outbox::{NewNotice, notify_if};
use super::row::row;
use super::statement::Statement;
use crate::counters::locks::{ATTEMPTS, Counter, Start};
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

const READ: &str = "\
SELECT key_id, sealed_key, activated_at IS NOT NULL AS active, last_step, locked_at
FROM second_factor WHERE agency_code = :agency AND login = :login";

/// Counts a wrong code; the third in a row locks.
const SETTLE_WRONG: &str = "\
UPDATE second_factor
SET failed = CASE WHEN failed + 1 >= :attempts THEN 0 ELSE failed + 1 END,
    locked_at = CASE WHEN failed + 1 >= :attempts THEN :now ELSE locked_at END
WHERE agency_code = :agency AND login = :login";

const JUST_LOCKED: &str = "\
SELECT 1 FROM second_factor WHERE agency_code = :agency AND login = :login AND failed = 0 AND locked_at = :now";

const NOT_LOCKED: &str = "\
SELECT 1 FROM second_factor WHERE agency_code = :agency AND login = :login AND failed > 0";

/// Accepts a code once, for a sign-in that is under way, and says by which attempt.
const ACCEPT: &str = "\
UPDATE second_factor
SET last_step = :step, accepted_by = :attempt, failed = 0, activated_at = coalesce(activated_at, :at)
WHERE agency_code = :agency AND login = :login AND last_step < :step AND locked_at IS NULL AND sealed_key = :sealed
  AND EXISTS (SELECT 1 FROM sign_in i WHERE i.secret_hash = :sign_in AND i.agency_code = second_factor.agency_code
              AND i.login = second_factor.login AND i.ended_at IS NULL)";

const PASS: &str = "\
UPDATE sign_in SET code_passed_at = :at
WHERE secret_hash = :sign_in AND EXISTS (
  SELECT 1 FROM second_factor f
  WHERE f.agency_code = sign_in.agency_code AND f.login = sign_in.login AND f.accepted_by = :attempt)";

/// The key of a second factor, as a code is compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorKey {
    /// The key.
    pub sealed: Sealed,
    /// Whether a first right code has come.
    pub active: bool,
    /// The newest step that was accepted.
    pub last_step: i64,
}

/// A right code on its way to be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightCode {
    /// The sign-in that brought it.
    pub sign_in: SecretHash,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// The key it was compared with; another one meanwhile accepts nothing.
    pub key: Sealed,
    /// Its step.
    pub step: i64,
    /// The lease of the comparison.
    pub lease: Lease,
    /// Names this attempt alone.
    pub attempt: String,
    /// When.
    pub at: UnixMillis,
}

/// What a wrong code is told by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongCodeNotices {
    /// If it locks the account.
    pub locked: NewNotice,
    /// If it does not and has followed a right password.
    pub after_password: Option<NewNotice>,
}

/// What has become of a right code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// It counts.
    Accepted,
    /// It came before, its key is gone, or its sign-in is over; the lease has ended uncounted.
    Refused,
    /// Nothing was done: the lease is gone.
    Lapsed,
}

impl Acceptance {
    /// What the statement that accepts and the one that ends the lease have returned.
    pub(super) fn of(accepted: &Rows, ended: &Rows) -> Self {
        match (accepted.any(), ended.any()) {
            (true, _) => Self::Accepted,
            (false, true) => Self::Refused,
            (false, false) => Self::Lapsed,
        }
    }
}

/// The query that finds something if this attempt was the last whose code was accepted.
pub(super) fn accepted_by(agency: AgencyCode, login: &Login, attempt: &str) -> Statement {
    let sql = "SELECT 1 FROM second_factor WHERE agency_code = :agency AND login = :login AND accepted_by = :attempt";
    Statement::new(sql).with("agency", agency).with("login", login).with("attempt", attempt)
}

row! {
    struct KeyRow {
        key_id: String,
        sealed_key: String,
        active: bool,
        last_step: i64,
        locked_at: Option<UnixMillis>,
    }

    struct CounterRow {
        failed: u32,
        locked_at: Option<UnixMillis>,
    }
}

/// Second factors of accounts. A counter belongs to the account, over all its sign-ins.
pub trait SecondFactors: Database {
    /// Leases a try of a code if [`locks`](crate::counters::locks) allows one, and reads the key; `None` for an account that has no key
    /// any more.
    async fn begin_code(
        &self,
        lease: &Lease,
        agency: AgencyCode,
        login: &Login,
        now: UnixMillis,
    ) -> Result<Option<(Start, FactorKey)>, Internal> {
        let source = format!(
            "FROM second_factor WHERE agency_code = :agency AND login = :login AND locked_at IS NULL \
             AND failed + {UNDER_WAY} < :attempts"
        );
        let of_account = |statement: Statement| statement.with("agency", agency).with("login", login);
        let leased = of_account(grant(lease, now, &source)).with("attempts", ATTEMPTS);
        let batch = [clear(lease, now), leased, of_account(Statement::new(READ))];
        let [_, leased, key] = self.batch("begin code", batch).await?;
        let Some(row) = key.first::<KeyRow>()? else { return Ok(None) };
        let start = match (leased.any(), row.locked_at) {
            (true, _) => Start::Granted,
            (false, Some(_)) => Start::Locked { until: None },
            (false, None) => Start::Busy,
        };
        let sealed = Sealed { key_id: row.key_id, text: row.sealed_key };
        Ok(Some((start, FactorKey { sealed, active: row.active, last_step: row.last_step })))
    }

    /// Counts the leased try as wrong and writes `refused`; if that locks, also writes `locked` and queues the notice of
    /// that instead of the other one, and a trigger ends the half-done sign-ins of the account. The counter as it is then; `None`, and nothing is done, if the
    /// lease is gone.
    async fn settle_wrong_code(
        &self,
        lease: &Lease,
        (agency, login): (AgencyCode, &Login),
        now: UnixMillis,
        refused: &Row,
        locked: &Row,
        notices: &WrongCodeNotices,
    ) -> Result<Option<Counter>, Internal> {
        let live = |sql: &'static str| {
            Statement::new(sql).with("agency", agency).with("login", login).and(is_live(lease))
        };
        let of_account = |sql: &'static str| live(sql).with("now", now);
        let mut batch = vec![
            of_account(SETTLE_WRONG).with("attempts", ATTEMPTS).returning("failed, locked_at"),
            insert_where(refused, is_live(lease)),
            insert_if(locked, of_account(JUST_LOCKED)),
        ];
        let before = batch.len();
        batch.push(notify_if(&notices.locked, of_account(JUST_LOCKED)));
        batch.extend(notices.after_password.as_ref().map(|notice| notify_if(notice, live(NOT_LOCKED))));
        let mails = batch.len() - before;
        batch.push(end(lease));
        let rows = self.run("settle wrong code", batch).await?;
        let counter = rows.first().map(Rows::first::<CounterRow>).transpose()?.flatten();
        let mail_queued = rows.iter().skip(before).take(mails).any(Rows::any);
        Ok(counter.map(|row| Counter { failed: row.failed, locked_at: row.locked_at, mail_queued }))
    }

    /// Ends the lease of a code that came before, uncounted, and writes the row.
    async fn hand_back_code(&self, lease: &Lease, row: &Row) -> Result<(), Internal> {
        self.batch("hand back code", [end(lease), super::audit::insert(row)]).await.map(drop)
    }

    /// Accepts a code if its step is newer than all accepted ones, the account is not locked and the sign-in is under way:
    /// forgets wrong ones, activates a pending key, marks the sign-in, and writes `accepted`, and `activated` if it did.
    async fn accept_code(
        &self,
        code: &RightCode,
        accepted: &Row,
        activated: &Row,
    ) -> Result<Acceptance, Internal> {
        let of_account =
            |sql: &'static str| Statement::new(sql).with("agency", code.agency).with("login", &code.login);
        let accept = of_account(ACCEPT)
            .with("step", code.step)
            .with("attempt", &code.attempt)
            .with("at", code.at)
            .with("sealed", &code.key.text)
            .with("sign_in", &code.sign_in)
            .and(is_live(&code.lease))
            .returning("login");
        let pass = Statement::new(PASS)
            .with("sign_in", &code.sign_in)
            .with("at", code.at)
            .with("attempt", &code.attempt);
        let by_this = || accepted_by(code.agency, &code.login, &code.attempt);
        let first_one = by_this().and(Statement::new("activated_at = :at").with("at", code.at));
        let batch =
            [accept, pass, insert_if(accepted, by_this()), insert_if(activated, first_one), end(&code.lease)];
        let [accepted, _, _, _, ended] = self.batch("accept code", batch).await?;
        Ok(Acceptance::of(&accepted, &ended))
    }
}

impl<D: Database> SecondFactors for D {}
