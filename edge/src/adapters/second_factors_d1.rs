//! Second factors in D1: keys, the counter of wrong codes, and the links that lead to keys.

use shared::audit::Row;
use shared::seal::Sealed;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use worker::{D1Database, D1PreparedStatement};

use super::Platform;
use super::audit_d1::{insert, insert_for_link, insert_if};
use super::d1::{self, Value, batch, changes, first, statement};
use super::employees_d1::CounterRow;
use super::outbox_d1::notify_if;
use super::row::row;
use crate::error::Internal;
use crate::locks::{ATTEMPTS, Counter, LAPSE_MS, Lease, Patience};
use crate::mail_allowance;
use crate::ports::outbox::{NewMail, NewNotice};
use crate::ports::sign_ins::{FactorKey, NewKey, RightCode, SecondFactors, SetUp, SetUpOutcome};
use crate::secret::SecretHash;

/// Makes a key, or keeps the pending one that is young enough; its link is the new one in any case. The address must
/// not have caused too many mails.
const SET_UP: &str = "\
INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, link_id, mailed_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?5
WHERE (SELECT count(*) FROM mail_cause WHERE address = ?9 AND at > ?10) < ?11
ON CONFLICT (agency_code, login) DO UPDATE
SET key_id = CASE WHEN created_at <= ?7 THEN ?3 ELSE key_id END,
    sealed_key = CASE WHEN created_at <= ?7 THEN ?4 ELSE sealed_key END,
    created_at = CASE WHEN created_at <= ?7 THEN ?5 ELSE created_at END, link_id = ?6, mailed_at = ?5
WHERE activated_at IS NULL AND locked_at IS NULL AND mailed_at <= ?8";

/// Puts a new key in the place of the old one, which dies with this statement.
const REPLACE: &str = "\
UPDATE second_factor
SET key_id = ?3, sealed_key = ?4, created_at = ?5, activated_at = NULL, last_step = 0, accepted_by = '', link_id = ?6,
    mailed_at = ?5
WHERE agency_code = ?1 AND login = ?2";

const LINK: &str = "\
INSERT INTO link (agency_code, link_id, token_hash, key_id, purpose, login, created_at, expires_at)
SELECT agency_code, link_id, ?4, ?5, 'two-factor', login, ?6, ?7
FROM second_factor WHERE agency_code = ?1 AND login = ?2 AND link_id = ?3";

const MAIL: &str = "\
INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, link_id, key_id, created_at, next_at)
SELECT agency_code, ?4, ?5, login, ?6, ?7, ?8, link_id, ?9, ?10, ?10
FROM second_factor WHERE agency_code = ?1 AND login = ?2 AND link_id = ?3";

/// Remembers who has caused the mail.
const CAUSE: &str = "\
INSERT INTO mail_cause (address, at, mail_id)
SELECT ?4, ?5, ?6 FROM second_factor WHERE agency_code = ?1 AND login = ?2 AND link_id = ?3";

/// The rule of `locks::Counter::take` for codes: returns a row if and only if the try is leased.
const LEASE: &str = "\
UPDATE second_factor
SET in_flight = 1 + CASE WHEN taken_at <= ?4 THEN 0 ELSE in_flight END, taken_at = ?3
WHERE agency_code = ?1 AND login = ?2 AND locked_at IS NULL
  AND failed + CASE WHEN taken_at <= ?4 THEN 0 ELSE in_flight END < ?5
RETURNING failed, in_flight, taken_at, locked_at";

const READ: &str = "\
SELECT key_id, sealed_key, activated_at IS NOT NULL AS active, last_step, locked_at
FROM second_factor WHERE agency_code = ?1 AND login = ?2";

/// The rule of `locks::Counter::settle_wrong` for codes.
const SETTLE_WRONG: &str = "\
UPDATE second_factor
SET in_flight = max(in_flight - 1, 0), failed = CASE WHEN failed + 1 >= ?4 THEN 0 ELSE failed + 1 END,
    locked_at = CASE WHEN failed + 1 >= ?4 THEN ?3 ELSE locked_at END
WHERE agency_code = ?1 AND login = ?2
RETURNING failed, in_flight, taken_at, locked_at";

/// Accepts a code once, and says by which try.
const ACCEPT: &str = "\
UPDATE second_factor
SET last_step = ?3, accepted_by = ?4, failed = 0, in_flight = max(in_flight - 1, 0),
    activated_at = coalesce(activated_at, ?5)
WHERE agency_code = ?1 AND login = ?2 AND last_step < ?3 AND locked_at IS NULL AND sealed_key = ?6";

const PASS: &str = "\
UPDATE sign_in SET code_passed_at = ?3
WHERE secret_hash = ?1 AND ended_at IS NULL AND EXISTS (
  SELECT 1 FROM second_factor f
  WHERE f.agency_code = sign_in.agency_code AND f.login = sign_in.login AND f.accepted_by = ?2)";

/// Opens a link once, while it is the one of a pending key.
const OPEN_LINK: &str = "\
UPDATE link SET used_at = ?2, used_by = ?3
WHERE token_hash = ?1 AND used_at IS NULL AND expires_at > ?2 AND purpose = 'two-factor' AND EXISTS (
  SELECT 1 FROM second_factor f
  WHERE f.agency_code = link.agency_code AND f.login = link.login AND f.link_id = link.link_id
    AND f.activated_at IS NULL AND f.created_at > ?4)
  AND EXISTS (
    SELECT 1 FROM employee e JOIN agency g ON g.agency_code = e.agency_code AND g.blocked_at IS NULL
    WHERE e.agency_code = link.agency_code AND e.login = link.login AND e.blocked_at IS NULL)";

const READ_LINKED: &str = "\
SELECT f.agency_code, f.login, f.key_id, f.sealed_key
FROM link l JOIN second_factor f ON f.agency_code = l.agency_code AND f.login = l.login
WHERE l.token_hash = ?1 AND l.used_by = ?2";

row! {
    struct KeyRow {
        key_id: String,
        sealed_key: String,
        active: u32,
        last_step: i64,
        locked_at: Option<i64>,
    }
}

row! {
    struct LinkedRow {
        agency_code: u32,
        login: String,
        key_id: String,
        sealed_key: String,
    }
}

row! {
    /// The mails of an address that count.
    pub(super) struct CausedRow {
        mails: u32,
        oldest: Option<i64>,
    }
}

impl CausedRow {
    pub(super) const QUERY: &str =
        "SELECT count(*) AS mails, min(at) AS oldest FROM mail_cause WHERE address = ?1 AND at > ?2";

    /// The oldest of them, if they are as many as may be.
    pub(super) fn full_since(self) -> Option<UnixMillis> {
        self.oldest.filter(|_| self.mails >= mail_allowance::MAILS).map(UnixMillis)
    }
}

/// The statements that replace the key of an account that has one, if the query finds something, since an earlier
/// statement of the batch has made it so; its own values are `?7` and so on. Whether they did is told by
/// `second_factor.link_id`, the link of the mail.
pub(super) fn replace_key_if<const N: usize>(
    db: &D1Database,
    new: &NewKey,
    query: &str,
    own: [Value<'_>; N],
) -> Result<[D1PreparedStatement; 3], Internal> {
    let mail = &new.mail;
    let replace = [
        Value::Number(mail.agency.as_number()),
        Value::Text(mail.login.as_str()),
        Value::Text(&new.key.key_id),
        Value::Text(&new.key.text),
        Value::Moment(mail.at),
        Value::Text(&mail.link_id),
    ];
    let replace: Vec<Value<'_>> = replace.into_iter().chain(own).collect();
    Ok([
        statement(db, &format!("{REPLACE} AND EXISTS ({query})"), &replace)?,
        link(db, mail, &new.token, new.expires_at)?,
        queue(db, mail)?,
    ])
}

/// Stores the link of the mail, if it is the one of the account's key now.
fn link(
    db: &D1Database,
    mail: &NewMail,
    token: &SecretHash,
    expires_at: UnixMillis,
) -> Result<D1PreparedStatement, Internal> {
    let values = [
        Value::Number(mail.agency.as_number()),
        Value::Text(mail.login.as_str()),
        Value::Text(&mail.link_id),
        Value::Text(token.as_str()),
        Value::Text(&mail.key_id),
        Value::Moment(mail.at),
        Value::Moment(expires_at),
    ];
    statement(db, LINK, &values)
}

/// Queues the mail, if its link is the one of the account's key now.
fn queue(db: &D1Database, mail: &NewMail) -> Result<D1PreparedStatement, Internal> {
    let values = [
        Value::Number(mail.agency.as_number()),
        Value::Text(mail.login.as_str()),
        Value::Text(&mail.link_id),
        Value::Text(&mail.mail_id),
        Value::Text(mail.kind.as_str()),
        Value::Text(mail.language.as_str()),
        Value::Text(mail.product.as_str()),
        Value::Text(&mail.origin),
        Value::Text(&mail.key_id),
        Value::Moment(mail.at),
    ];
    statement(db, MAIL, &values)
}

impl SecondFactors for Platform {
    async fn set_up(&self, set_up: &SetUp, row: &Row) -> Result<SetUpOutcome, Internal> {
        let mail = &set_up.mail;
        let counted_since = mail_allowance::counted_since(mail.at);
        let caused = [Value::Text(&set_up.address), Value::Moment(counted_since)];
        let (agency, login) = (mail.agency.as_number(), mail.login.as_str());
        let key = [
            Value::Number(agency),
            Value::Text(login),
            Value::Text(&set_up.key.key_id),
            Value::Text(&set_up.key.text),
            Value::Moment(mail.at),
            Value::Text(&mail.link_id),
            Value::Moment(set_up.stale_until),
            Value::Moment(set_up.mailed_until),
            Value::Text(&set_up.address),
            Value::Moment(counted_since),
            Value::Number(mail_allowance::MAILS),
        ];
        let cause = [
            Value::Number(agency),
            Value::Text(login),
            Value::Text(&mail.link_id),
            Value::Text(&set_up.address),
            Value::Moment(mail.at),
            Value::Text(&mail.mail_id),
        ];
        let made = "SELECT 1 FROM second_factor WHERE agency_code = ?1 AND login = ?10 AND link_id = ?11";
        let own = [Value::Text(login), Value::Text(&mail.link_id)];
        let statements = vec![
            statement(&self.db, CausedRow::QUERY, &caused)?,
            statement(&self.db, SET_UP, &key)?,
            link(&self.db, mail, &set_up.token, set_up.expires_at)?,
            queue(&self.db, mail)?,
            statement(&self.db, CAUSE, &cause)?,
            insert_if(&self.db, row, made, own)?,
        ];
        let [caused, made, ..] = batch::<6>(&self.db, "set up", statements).await?;
        if changes("second_factor", &made)? > 0 {
            return Ok(SetUpOutcome::Made);
        }
        let oldest = first::<CausedRow>("mail_cause", &caused)?.and_then(CausedRow::full_since);
        Ok(oldest.map_or(SetUpOutcome::NotNow, |oldest| SetUpOutcome::TooManyMails { oldest }))
    }

    async fn begin_code(
        &self,
        agency: AgencyCode,
        login: &Login,
        now: UnixMillis,
    ) -> Result<(Lease, Option<FactorKey>), Internal> {
        let lease = [
            Value::Number(agency.as_number()),
            Value::Text(login.as_str()),
            Value::Moment(now),
            Value::Moment(now.plus_ms(-LAPSE_MS)),
            Value::Number(ATTEMPTS),
        ];
        let read = [Value::Number(agency.as_number()), Value::Text(login.as_str())];
        let statements = vec![statement(&self.db, LEASE, &lease)?, statement(&self.db, READ, &read)?];
        let [leased, key] = batch(&self.db, "begin code", statements).await?;
        let Some(row) = first::<KeyRow>("second_factor", &key)? else { return Ok((Lease::Busy, None)) };
        let counter = Counter { locked_at: row.locked_at.map(UnixMillis), ..Counter::NEW };
        let lease = match first::<CounterRow>("second_factor", &leased)? {
            Some(_) => Lease::Taken,
            None => counter.locked(now, Patience::CODE).unwrap_or(Lease::Busy),
        };
        let sealed = Sealed { key_id: row.key_id, text: row.sealed_key };
        Ok((lease, Some(FactorKey { sealed, active: row.active != 0, last_step: row.last_step })))
    }

    async fn settle_wrong_code(
        &self,
        agency: AgencyCode,
        login: &Login,
        now: UnixMillis,
        refused: &Row,
        locked: &Row,
        notice: &NewNotice,
    ) -> Result<Counter, Internal> {
        let settle = [
            Value::Number(agency.as_number()),
            Value::Text(login.as_str()),
            Value::Moment(now),
            Value::Number(ATTEMPTS),
        ];
        let just_locked = "SELECT 1 FROM second_factor \
                           WHERE agency_code = ?1 AND login = ?10 AND failed = 0 AND locked_at = ?11";
        let just_locked_tell = "SELECT 1 FROM second_factor \
                                WHERE agency_code = ?11 AND login = ?12 AND failed = 0 AND locked_at = ?13";
        let own = [Value::Text(login.as_str()), Value::Moment(now)];
        let own_tell = [Value::Number(agency.as_number()), Value::Text(login.as_str()), Value::Moment(now)];
        let statements = vec![
            statement(&self.db, SETTLE_WRONG, &settle)?,
            insert(&self.db, refused)?,
            insert_if(&self.db, locked, just_locked, own)?,
            notify_if(&self.db, notice, just_locked_tell, own_tell)?,
        ];
        let [settled, ..] = batch::<4>(&self.db, "settle wrong code", statements).await?;
        // A key that was taken away meanwhile has no counter any more.
        let row = first::<CounterRow>("second_factor", &settled)?;
        Ok(row.map_or(Counter::NEW, Counter::from))
    }

    async fn hand_back_code(&self, agency: AgencyCode, login: &Login, row: &Row) -> Result<(), Internal> {
        let sql = "UPDATE second_factor SET in_flight = max(in_flight - 1, 0) WHERE agency_code = ?1 AND login = ?2";
        let values = [Value::Number(agency.as_number()), Value::Text(login.as_str())];
        let statements = vec![statement(&self.db, sql, &values)?, insert(&self.db, row)?];
        batch::<2>(&self.db, "hand back code", statements).await.map(drop)
    }

    async fn accept_code(&self, code: &RightCode, accepted: &Row, activated: &Row) -> Result<bool, Internal> {
        let login = code.login.as_str();
        let accept = [
            Value::Number(code.agency.as_number()),
            Value::Text(login),
            Value::Moment(UnixMillis(code.step)),
            Value::Text(&code.attempt),
            Value::Moment(code.at),
            Value::Text(&code.key.text),
        ];
        let pass = [Value::Text(code.sign_in.as_str()), Value::Text(&code.attempt), Value::Moment(code.at)];
        let by_this =
            "SELECT 1 FROM second_factor WHERE agency_code = ?1 AND login = ?10 AND accepted_by = ?11";
        let first_one = format!("{by_this} AND activated_at = ?2");
        let own = || [Value::Text(login), Value::Text(&code.attempt)];
        let statements = vec![
            statement(&self.db, ACCEPT, &accept)?,
            statement(&self.db, PASS, &pass)?,
            insert_if(&self.db, accepted, by_this, own())?,
            insert_if(&self.db, activated, &first_one, own())?,
        ];
        let [accepted, ..] = batch::<4>(&self.db, "accept code", statements).await?;
        Ok(changes("second_factor", &accepted)? > 0)
    }

    async fn open_link(
        &self,
        token: &SecretHash,
        now: UnixMillis,
        stale_until: UnixMillis,
        request: &str,
        row: &Row,
    ) -> Result<Option<(AgencyCode, Login, Sealed)>, Internal> {
        let open = [
            Value::Text(token.as_str()),
            Value::Moment(now),
            Value::Text(request),
            Value::Moment(stale_until),
        ];
        let read = [Value::Text(token.as_str()), Value::Text(request)];
        let statements = vec![
            statement(&self.db, OPEN_LINK, &open)?,
            insert_for_link(&self.db, row, request)?,
            statement(&self.db, READ_LINKED, &read)?,
        ];
        let [_, _, linked] = batch(&self.db, "open link", statements).await?;
        let Some(row) = first::<LinkedRow>("second_factor", &linked)? else { return Ok(None) };
        let agency = d1::agency("second_factor", row.agency_code)?;
        let login = d1::login("second_factor", &row.login)?;
        Ok(Some((agency, login, Sealed { key_id: row.key_id, text: row.sealed_key })))
    }
}
