//! Second factors: keys, the counter of wrong codes, and the links that lead to keys.

use shared::audit::Row;
use shared::seal::Sealed;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::audit::{insert_from, insert_if, insert_where};
use super::database::Database;
use super::leases::{Lease, UNDER_WAY, clear, end, grant, is_live};
use super::outbox::{NewMail, NewNotice, notify_if};
use super::row::row;
use super::statement::Statement;
use crate::error::Internal;
use crate::locks::{ATTEMPTS, Counter, Start};
use crate::secret::SecretHash;

/// Makes a key, or keeps the pending one that is young enough; its link is the new one in any case.
const SET_UP: &str = "\
INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, link_id, mailed_at)
VALUES (:agency, :login, :key_id, :sealed, :at, :link_id, :at)
ON CONFLICT (agency_code, login) DO UPDATE
SET key_id = CASE WHEN created_at <= :stale_until THEN excluded.key_id ELSE key_id END,
    sealed_key = CASE WHEN created_at <= :stale_until THEN excluded.sealed_key ELSE sealed_key END,
    created_at = CASE WHEN created_at <= :stale_until THEN excluded.created_at ELSE created_at END,
    link_id = excluded.link_id, mailed_at = excluded.mailed_at
WHERE activated_at IS NULL AND locked_at IS NULL AND mailed_at <= :mailed_until
RETURNING link_id";

/// Puts a new key in the place of the old one, which dies with this statement.
const REPLACE: &str = "\
UPDATE second_factor
SET key_id = :key_id, sealed_key = :sealed, created_at = :at, activated_at = NULL, last_step = 0, accepted_by = '',
    link_id = :link_id, mailed_at = :at
WHERE agency_code = :agency AND login = :login";

const LINK: &str = "\
INSERT INTO link (agency_code, link_id, token_hash, key_id, purpose, login, created_at, expires_at)
SELECT agency_code, link_id, :token, :mail_key_id, 'two-factor', login, :at, :expires_at
FROM second_factor WHERE agency_code = :agency AND login = :login AND link_id = :link_id";

const MAIL: &str = "\
INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, link_id, key_id, created_at, next_at)
SELECT agency_code, :mail_id, :kind, login, :language, :product, :origin, link_id, :mail_key_id, :at, :at
FROM second_factor WHERE agency_code = :agency AND login = :login AND link_id = :link_id";

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

/// Opens a link once, while it is the one of a pending key.
const OPEN_LINK: &str = "\
UPDATE link SET used_at = :now, used_by = :attempt
WHERE token_hash = :token AND used_at IS NULL AND expires_at > :now AND purpose = 'two-factor' AND EXISTS (
  SELECT 1 FROM second_factor f
  WHERE f.agency_code = link.agency_code AND f.login = link.login AND f.link_id = link.link_id
    AND f.activated_at IS NULL AND f.created_at > :stale_until)
  AND EXISTS (
    SELECT 1 FROM employee e JOIN agency g ON g.agency_code = e.agency_code AND g.blocked_at IS NULL
    WHERE e.agency_code = link.agency_code AND e.login = link.login AND e.blocked_at IS NULL)";

/// The row of a link that this attempt has opened: its owner is actor and subject.
const OPENED: &str = "\
SELECT agency_code, :row_at, :row_id, :row_event, login, login, link_id, :row_address, :row_request
FROM link WHERE token_hash = :token AND used_by = :attempt";

const READ_LINKED: &str = "\
SELECT f.agency_code, f.login, f.key_id, f.sealed_key
FROM link l JOIN second_factor f ON f.agency_code = l.agency_code AND f.login = l.login
WHERE l.token_hash = :token AND l.used_by = :attempt";

/// A set-up of a second factor and the mail that leads to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUp {
    /// A key, kept only if the account has none or a pending one made at `stale_until` or earlier.
    pub key: Sealed,
    /// See `key`.
    pub stale_until: UnixMillis,
    /// Nothing is done if a mail was queued after this moment.
    pub mailed_until: UnixMillis,
    /// Digest of the token of the link.
    pub token: SecretHash,
    /// When the link ends.
    pub expires_at: UnixMillis,
    /// The mail; its link replaces an older one.
    pub mail: NewMail,
}

/// A new key in the place of an account's old one, and the mail that leads to it. Wrong codes and a lock stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// The key.
    pub key: Sealed,
    /// Digest of the token of the link.
    pub token: SecretHash,
    /// When the link ends.
    pub expires_at: UnixMillis,
    /// The mail.
    pub mail: NewMail,
}

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

row! {
    struct KeyRow {
        key_id: String,
        sealed_key: String,
        active: bool,
        last_step: i64,
        locked_at: Option<UnixMillis>,
    }

    struct LinkedRow {
        agency_code: AgencyCode,
        login: Login,
        key_id: String,
        sealed_key: String,
    }

    struct CounterRow {
        failed: u32,
        locked_at: Option<UnixMillis>,
    }
}

/// The statements that replace the key of an account that has one, if the query finds something, since an earlier
/// statement of the batch has made it so. Whether they did is told by `second_factor.link_id`, the link of the mail.
pub(super) fn replace_key_if(new: &NewKey, query: Statement) -> [Statement; 3] {
    let mail = &new.mail;
    let replace = of_mail(REPLACE, mail)
        .with("key_id", &new.key.key_id)
        .with("sealed", &new.key.text)
        .with("at", mail.at)
        .and(query.found());
    [replace, link(mail, &new.token, new.expires_at), queue(mail)]
}

/// A statement with the account and the link of a mail.
fn of_mail(sql: impl Into<String>, mail: &NewMail) -> Statement {
    Statement::new(sql.into())
        .with("agency", mail.agency)
        .with("login", &mail.login)
        .with("link_id", &mail.link_id)
}

/// Stores the link of the mail, if it is the one of the account's key now.
fn link(mail: &NewMail, token: &SecretHash, expires_at: UnixMillis) -> Statement {
    of_mail(LINK, mail)
        .with("token", token)
        .with("mail_key_id", &mail.key_id)
        .with("at", mail.at)
        .with("expires_at", expires_at)
}

/// Queues the mail, if its link is the one of the account's key now.
fn queue(mail: &NewMail) -> Statement {
    of_mail(MAIL, mail)
        .with("mail_id", &mail.mail_id)
        .with("kind", mail.kind)
        .with("language", mail.language)
        .with("product", mail.product)
        .with("origin", &mail.origin)
        .with("mail_key_id", &mail.key_id)
        .with("at", mail.at)
}

/// Second factors of accounts. A counter belongs to the account, over all its sign-ins.
pub trait SecondFactors: Database {
    /// Makes the set-up: key if needed, link, mail and row; or nothing, when the key is active, the account is locked, or a
    /// mail was queued too recently. Whoever asks has typed the right password: the account alone is what limits it.
    async fn set_up(&self, set_up: &SetUp, row: &Row) -> Result<bool, Internal> {
        let mail = &set_up.mail;
        let make = of_mail(SET_UP, mail)
            .with("key_id", &set_up.key.key_id)
            .with("sealed", &set_up.key.text)
            .with("at", mail.at)
            .with("stale_until", set_up.stale_until)
            .with("mailed_until", set_up.mailed_until);
        let made = "SELECT 1 FROM second_factor WHERE agency_code = :agency AND login = :login AND link_id = :link_id";
        let batch = [
            make,
            link(mail, &set_up.token, set_up.expires_at),
            queue(mail),
            insert_if(row, of_mail(made, mail)),
        ];
        let [made, ..] = self.batch("set up", batch).await?;
        Ok(made.any())
    }

    /// Leases a try of a code if [`locks`](crate::locks) allows one, and reads the key; `None` for an account that has no key
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

    /// Counts the leased try as wrong and writes `refused`; if that locks, also writes `locked` and queues the notice, and a
    /// trigger ends the half-done sign-ins of the account. The counter as it is then; `None`, and nothing is done, if the
    /// lease is gone.
    async fn settle_wrong_code(
        &self,
        lease: &Lease,
        (agency, login): (AgencyCode, &Login),
        now: UnixMillis,
        refused: &Row,
        locked: &Row,
        notice: &NewNotice,
    ) -> Result<Option<Counter>, Internal> {
        let of_account = |sql: &'static str| {
            let account = Statement::new(sql).with("agency", agency).with("login", login).with("now", now);
            account.and(is_live(lease))
        };
        let batch = [
            of_account(SETTLE_WRONG).with("attempts", ATTEMPTS).returning("failed, locked_at"),
            insert_where(refused, is_live(lease)),
            insert_if(locked, of_account(JUST_LOCKED)),
            notify_if(notice, of_account(JUST_LOCKED)),
            end(lease),
        ];
        let [settled, _, _, told, _] = self.batch("settle wrong code", batch).await?;
        let counter = settled.first::<CounterRow>()?;
        Ok(counter.map(|row| Counter {
            failed: row.failed,
            locked_at: row.locked_at,
            mail_queued: told.any(),
        }))
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
        let by_this = || {
            let by_this = "SELECT 1 FROM second_factor \
                           WHERE agency_code = :agency AND login = :login AND accepted_by = :attempt";
            of_account(by_this).with("attempt", &code.attempt)
        };
        let first_one = by_this().and(Statement::new("activated_at = :at").with("at", code.at));
        let batch =
            [accept, pass, insert_if(accepted, by_this()), insert_if(activated, first_one), end(&code.lease)];
        let [accepted, _, _, _, ended] = self.batch("accept code", batch).await?;
        Ok(match (accepted.any(), ended.any()) {
            (true, _) => Acceptance::Accepted,
            (false, true) => Acceptance::Refused,
            (false, false) => Acceptance::Lapsed,
        })
    }

    /// Opens the link of a pending key made after `stale_until`, once, and writes `row` for its owner. The owner and the
    /// sealed key; `None` for a link that does not count at `now`.
    async fn open_link(
        &self,
        token: &SecretHash,
        now: UnixMillis,
        stale_until: UnixMillis,
        attempt: &str,
        row: &Row,
    ) -> Result<Option<(AgencyCode, Login, Sealed)>, Internal> {
        let of_link = |sql: &'static str| Statement::new(sql).with("token", token).with("attempt", attempt);
        let open = of_link(OPEN_LINK).with("now", now).with("stale_until", stale_until);
        let batch = [open, insert_from(row, of_link(OPENED)), of_link(READ_LINKED)];
        let [_, _, linked] = self.batch("open link", batch).await?;
        let linked = linked.first::<LinkedRow>()?;
        Ok(linked
            .map(|row| (row.agency_code, row.login, Sealed { key_id: row.key_id, text: row.sealed_key })))
    }
}

impl<D: Database> SecondFactors for D {}
