//! Links to a new password in D1: wishes, and the links that come of them.

use shared::api::recovery::Purpose;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::language::Language;
use shared::value::product::Product;
use worker::{D1Database, D1PreparedStatement};

use super::Platform;
use super::audit_d1::insert_from;
use super::d1::{self, Value, batch, changes, failed, find, first, rows, statement};
use super::row::row;
use super::second_factors_d1::CausedRow;
use crate::error::Internal;
use crate::mail_allowance;
use crate::ports::outbox::MailKind;
use crate::ports::recovery::{LinkRequest, LinkStanding, NewLink, NewPassword, Recovery, Requested, Saved};
use crate::secret::SecretHash;

/// Notes a wish if the address may cause one more mail.
const REQUEST: &str = "\
INSERT INTO link_request (link_id, purpose, login, product, language, origin, address, request_id, requested_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
WHERE (SELECT count(*) FROM mail_cause WHERE address = ?7 AND at > ?10) < ?11";

/// Remembers who has caused the mail that may come of a wish.
const CAUSE: &str = "\
INSERT INTO mail_cause (address, at, mail_id)
SELECT address, requested_at, link_id FROM link_request WHERE link_id = ?1";

const WAITING: &str = "\
SELECT link_id, purpose, login, product, language, origin, address, request_id, requested_at
FROM link_request WHERE done_at IS NULL ORDER BY requested_at LIMIT ?1";

/// Whoever does this first works the wish off.
const DONE: &str =
    "UPDATE link_request SET done_at = ?3, done_by = ?2 WHERE link_id = ?1 AND done_at IS NULL";

/// Makes the link, if there is somebody to send it to who has not had too many.
const LINK: &str = "\
INSERT INTO link (agency_code, link_id, token_hash, key_id, purpose, login, created_at, expires_at)
SELECT e.agency_code, r.link_id, ?3, ?4, r.purpose, e.login, ?5, ?6
FROM link_request r
JOIN employee e ON e.login = r.login AND e.blocked_at IS NULL
JOIN agency g ON g.agency_code = e.agency_code AND g.blocked_at IS NULL
WHERE r.link_id = ?1 AND r.done_by = ?2 AND (r.purpose = 'reset' OR e.password_version = 0)
  AND NOT EXISTS (
    SELECT 1 FROM outbox o
    WHERE o.agency_code = e.agency_code AND o.login = e.login AND o.kind = ?7 AND o.created_at > ?8)
  AND (
    SELECT count(*) FROM outbox o
    WHERE o.agency_code = e.agency_code AND o.login = e.login AND o.kind = ?7 AND o.created_at > ?9) < ?10";

/// The link that an attempt has made: `?1` is the digest of its token, `?2` the attempt.
const MADE: &str =
    "link l JOIN link_request r ON r.link_id = l.link_id AND r.done_by = ?2 WHERE l.token_hash = ?1";

/// Ends the links of the same purpose before it.
const REPLACE: &str = "\
UPDATE link SET used_at = ?3, used_by = 'newer'
WHERE used_at IS NULL AND token_hash <> ?1 AND (agency_code, login, purpose) IN (
  SELECT l.agency_code, l.login, l.purpose FROM";

const MAIL: &str = "\
INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, link_id, key_id, created_at, next_at)
SELECT l.agency_code, ?3, ?4, l.login, r.language, r.product, r.origin, l.link_id, l.key_id, ?5, ?5 FROM";

/// What the log says of a link that an attempt has made.
const QUEUED: &str = "\
SELECT l.agency_code, ?2, ?3, ?4, ?5, ?6, l.link_id, ?8, ?9
FROM link l JOIN link_request r ON r.link_id = l.link_id AND r.done_by = ?11 WHERE l.token_hash = ?10";

/// Why a wish has come to nothing.
const REFUSED: &str = "\
SELECT coalesce(e.agency_code, 0), ?2, ?3, ?4, ?5, ?6,
       CASE WHEN e.login IS NULL THEN 'unknown'
            WHEN e.blocked_at IS NOT NULL OR g.blocked_at IS NOT NULL THEN 'blocked'
            WHEN r.purpose = 'invitation' THEN 'registered'
            ELSE 'too-many-mails' END, ?8, ?9
FROM link_request r
LEFT JOIN employee e ON e.login = r.login
LEFT JOIN agency g ON g.agency_code = e.agency_code
WHERE r.link_id = ?10 AND r.done_by = ?11
  AND NOT EXISTS (SELECT 1 FROM link l WHERE l.agency_code = e.agency_code AND l.link_id = r.link_id)";

const FIND: &str = "\
SELECT l.purpose, l.agency_code, l.login,
       l.purpose = 'reset' AND g.reissue_by_administrator = 0 AND EXISTS (
         SELECT 1 FROM second_factor f WHERE f.agency_code = l.agency_code AND f.login = l.login) AS may_reissue
FROM link l
JOIN employee e ON e.agency_code = l.agency_code AND e.login = l.login AND e.blocked_at IS NULL
JOIN agency g ON g.agency_code = l.agency_code AND g.blocked_at IS NULL
WHERE l.token_hash = ?1 AND l.used_at IS NULL AND l.expires_at > ?2 AND l.purpose IN ('reset', 'invitation')";

row! {
    struct RequestRow {
        link_id: String,
        purpose: String,
        login: String,
        product: String,
        language: String,
        origin: String,
        address: String,
        request_id: String,
        requested_at: i64,
    }
}

row! {
    struct LinkRow {
        purpose: String,
        agency_code: u32,
        login: String,
        may_reissue: u32,
    }
}

impl Recovery for Platform {
    async fn request_link(&self, request: &LinkRequest) -> Result<Requested, Internal> {
        let counted_since = mail_allowance::counted_since(request.at);
        let note = [
            Value::Text(&request.link_id),
            Value::Text(request.purpose.as_str()),
            Value::Text(request.login.as_str()),
            Value::Text(request.product.as_str()),
            Value::Text(request.language.as_str()),
            Value::Text(&request.origin),
            Value::Text(&request.address),
            Value::Text(&request.request_id),
            Value::Moment(request.at),
            Value::Moment(counted_since),
            Value::Number(mail_allowance::MAILS),
        ];
        let caused = [Value::Text(&request.address), Value::Moment(counted_since)];
        let statements = vec![
            statement(&self.db, CausedRow::QUERY, &caused)?,
            statement(&self.db, REQUEST, &note)?,
            statement(&self.db, CAUSE, &[Value::Text(&request.link_id)])?,
        ];
        let [caused, ..] = batch::<3>(&self.db, "request link", statements).await?;
        let oldest = first::<CausedRow>("mail_cause", &caused)?.and_then(CausedRow::full_since);
        Ok(oldest.map_or(Requested::Noted, |oldest| Requested::TooManyMails { oldest }))
    }

    async fn waiting_requests(&self, limit: u32) -> Result<Vec<LinkRequest>, Internal> {
        let waiting = statement(&self.db, WAITING, &[Value::Number(limit)])?.all().await;
        let waiting = waiting.map_err(|error| failed("waiting requests", &error))?;
        rows::<RequestRow>("link_request", &waiting)?.into_iter().map(read).collect()
    }

    async fn work_off(
        &self,
        request: &LinkRequest,
        link: &NewLink,
        queued: &Row,
        refused: &Row,
    ) -> Result<bool, Internal> {
        let done = [Value::Text(&request.link_id), Value::Text(&link.attempt), Value::Moment(link.at)];
        let made = || [Value::Text(link.token.as_str()), Value::Text(&link.attempt)];
        let replace: Vec<_> = made().into_iter().chain([Value::Moment(link.at)]).collect();
        let statements = vec![
            statement(&self.db, DONE, &done)?,
            make(&self.db, request, link)?,
            statement(&self.db, &format!("{REPLACE} {MADE})"), &replace)?,
            mail(&self.db, request, link)?,
            insert_from(&self.db, queued, QUEUED, made())?,
            insert_from(
                &self.db,
                refused,
                REFUSED,
                [Value::Text(&request.link_id), Value::Text(&link.attempt)],
            )?,
        ];
        let [_, _, _, mail, ..] = batch::<6>(&self.db, "work off", statements).await?;
        Ok(changes("outbox", &mail)? > 0)
    }

    async fn password_link(
        &self,
        token: &SecretHash,
        now: UnixMillis,
    ) -> Result<Option<LinkStanding>, Internal> {
        let values = [Value::Text(token.as_str()), Value::Moment(now)];
        let found = find::<LinkRow>(&self.db, "password link", FIND, &values).await?;
        let Some(row) = found else { return Ok(None) };
        Ok(Some(LinkStanding {
            purpose: purpose(&row.purpose)?,
            agency: d1::agency("link", row.agency_code)?,
            login: d1::login("link", &row.login)?,
            may_reissue: row.may_reissue != 0,
        }))
    }

    async fn save_password(&self, new: &NewPassword) -> Result<Option<Saved>, Internal> {
        super::new_password_d1::save(&self.db, new).await
    }
}

fn make(db: &D1Database, request: &LinkRequest, link: &NewLink) -> Result<D1PreparedStatement, Internal> {
    let values = [
        Value::Text(&request.link_id),
        Value::Text(&link.attempt),
        Value::Text(link.token.as_str()),
        Value::Text(&link.key_id),
        Value::Moment(link.at),
        Value::Moment(link.expires_at),
        Value::Text(MailKind::of_link(request.purpose).as_str()),
        Value::Moment(link.quiet_since),
        Value::Moment(link.counted_since),
        Value::Number(link.most),
    ];
    statement(db, LINK, &values)
}

fn mail(db: &D1Database, request: &LinkRequest, link: &NewLink) -> Result<D1PreparedStatement, Internal> {
    let values = [
        Value::Text(link.token.as_str()),
        Value::Text(&link.attempt),
        Value::Text(&link.mail_id),
        Value::Text(MailKind::of_link(request.purpose).as_str()),
        Value::Moment(link.at),
    ];
    statement(db, &format!("{MAIL} {MADE}"), &values)
}

fn read(row: RequestRow) -> Result<LinkRequest, Internal> {
    let unknown = |column: &str| Internal::fault(format!("link_request {}: unknown {column}", row.link_id));
    Ok(LinkRequest {
        purpose: purpose(&row.purpose)?,
        login: d1::login("link_request", &row.login)?,
        product: Product::parse(&row.product).ok_or_else(|| unknown("product"))?,
        language: Language::parse(&row.language).ok_or_else(|| unknown("language"))?,
        link_id: row.link_id,
        origin: row.origin,
        address: row.address,
        request_id: row.request_id,
        at: UnixMillis(row.requested_at),
    })
}

fn purpose(text: &str) -> Result<Purpose, Internal> {
    let found = Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == text);
    found.ok_or_else(|| Internal::fault(format!("link: unknown purpose {text}")))
}
