//! Links to a new password: the requests for them, and what comes of these.

use shared::api::recovery::Purpose;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;

use super::audit::insert_from;
use super::database::Database;
use super::mail_causes::{count, full_since, may_cause};
use super::outbox::MailKind;
use super::row::{Column, row};
use super::statement::{Statement, Value};
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

const REQUEST: &str = "\
INSERT INTO link_request (link_id, purpose, login, product, language, origin, actor, address, request_id,
                          requested_at, token_hash)
SELECT :link_id, :purpose, :login, :product, :language, :origin, :actor, :address, :request_id, :at, :token";

/// Remembers who has caused the mail that may come of a request.
const CAUSE: &str = "\
INSERT INTO mail_cause (address, at, mail_id)
SELECT address, requested_at, link_id FROM link_request WHERE link_id = :link_id";

const WAITING: &str = "\
SELECT link_id, purpose, login, product, language, origin, actor, address, request_id, requested_at
FROM link_request WHERE done_at IS NULL ORDER BY requested_at LIMIT :most";

/// The request of this token, if it waits, and all others of its login and purpose: the newest is to count.
const WAITING_WITH: &str = "\
SELECT r.link_id, r.purpose, r.login, r.product, r.language, r.origin, r.actor, r.address, r.request_id, r.requested_at
FROM link_request own INDEXED BY link_request_by_token
JOIN link_request r INDEXED BY link_request_by_login
  ON r.login = own.login AND r.purpose = own.purpose AND r.done_at IS NULL
WHERE own.token_hash = :token AND own.done_at IS NULL ORDER BY r.requested_at";

/// Whoever does this first delivers the request.
const CLAIM: &str =
    "UPDATE link_request SET done_at = :at, done_by = :attempt WHERE link_id = :link_id AND done_at IS NULL";

/// Makes the link, if there is somebody to send it to who has not had too many.
const MAKE: &str = "\
INSERT INTO link (agency_code, link_id, token_hash, key_id, purpose, login, created_at, expires_at)
SELECT e.agency_code, r.link_id, :token, :key_id, r.purpose, e.login, :at, :expires_at
FROM link_request r
JOIN employee e ON e.login = r.login AND e.blocked_at IS NULL
JOIN agency g ON g.agency_code = e.agency_code AND g.blocked_at IS NULL
WHERE r.link_id = :link_id AND r.done_by = :attempt AND (r.purpose = 'reset' OR e.password_version = 0)
  AND NOT EXISTS (
    SELECT 1 FROM outbox o
    WHERE o.agency_code = e.agency_code AND o.login = e.login AND o.kind = :kind AND o.created_at > :quiet_since)
  AND (
    SELECT count(*) FROM outbox o
    WHERE o.agency_code = e.agency_code AND o.login = e.login AND o.kind = :kind AND o.created_at > :counted_since
  ) < :most";

/// The link that an attempt has made.
const MADE: &str = "FROM link l JOIN link_request r ON r.link_id = l.link_id AND r.done_by = :attempt WHERE l.token_hash = :token";

/// Ends the links of the same purpose before it.
const REPLACE: &str = "\
UPDATE link SET used_at = :at, used_by = 'newer'
WHERE used_at IS NULL AND token_hash <> :token AND unlikely(login = :login) AND purpose = :purpose AND agency_code =";

const MAIL: &str = "\
INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, link_id, key_id, created_at, next_at)
SELECT l.agency_code, :mail_id, :kind, l.login, r.language, r.product, r.origin, l.link_id, l.key_id, :at, :at";

/// What the log says of a link that was made.
const QUEUED: &str = "\
SELECT l.agency_code, :row_at, :row_id, :row_event, :row_actor, :row_subject, l.link_id, :row_address, :row_request";

/// Forgets whom a request was for that nobody knows, once it is worked off.
const FORGET: &str = "\
UPDATE link_request SET login = ''
WHERE link_id = :link_id AND done_by = :attempt AND NOT EXISTS (SELECT 1 FROM employee e WHERE e.login = link_request.login)";

/// Why a request has come to nothing.
const REFUSED: &str = "\
SELECT coalesce(e.agency_code, 0), :row_at, :row_id, :row_event, :row_actor,
       CASE WHEN e.login IS NULL THEN :veiled ELSE :row_subject END,
       CASE WHEN e.login IS NULL THEN 'unknown'
            WHEN e.blocked_at IS NOT NULL OR g.blocked_at IS NOT NULL THEN 'blocked'
            WHEN r.purpose = 'invitation' THEN 'registered'
            ELSE 'too-many-mails' END, :row_address, :row_request
FROM link_request r
LEFT JOIN employee e ON e.login = r.login
LEFT JOIN agency g ON g.agency_code = e.agency_code
WHERE r.link_id = :link_id AND r.done_by = :attempt
  AND NOT EXISTS (SELECT 1 FROM link l WHERE l.agency_code = e.agency_code AND l.link_id = r.link_id)";

const FIND: &str = "\
SELECT l.purpose, l.agency_code, l.login,
       l.purpose = 'reset' AND g.reissue_by_administrator = 0 AND EXISTS (
         SELECT 1 FROM second_factor f WHERE f.agency_code = l.agency_code AND f.login = l.login) AS may_reissue
FROM link l
JOIN employee e ON e.agency_code = l.agency_code AND e.login = l.login AND e.blocked_at IS NULL
JOIN agency g ON g.agency_code = l.agency_code AND g.blocked_at IS NULL
WHERE l.token_hash = :token AND l.used_at IS NULL AND l.expires_at > :now AND l.purpose IN ('reset', 'invitation')";

/// A request for a link, whoever the address belongs to, if to anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRequest {
    /// Names the link that may come of it.
    pub link_id: String,
    /// What the link is to be for.
    pub purpose: Purpose,
    /// The address.
    pub login: Login,
    /// At which product.
    pub product: Product,
    /// In which language the mail is to be.
    pub language: Language,
    /// Where the link leads: scheme, host and port; empty for the host of the product.
    pub origin: String,
    /// Who has asked, as the audit log calls him.
    pub actor: String,
    /// From which address.
    pub address: String,
    /// The request that brought it.
    pub request_id: String,
    /// When.
    pub at: UnixMillis,
}

/// What becomes of a link request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requested {
    /// It waits to be delivered.
    Noted,
    /// The client address has caused as many mails as it may.
    TooManyMails {
        /// When the oldest of those that count was caused.
        oldest: UnixMillis,
    },
}

/// The link that a request may come to, and its mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    /// Names this attempt alone.
    pub attempt: String,
    /// Digest of the link's token.
    pub token: SecretHash,
    /// The seal key that the token is derived with.
    pub key_id: String,
    /// What the log calls the login, if nobody has it.
    pub veiled: String,
    /// When the link ends.
    pub expires_at: UnixMillis,
    /// Names the mail.
    pub mail_id: String,
    /// When.
    pub at: UnixMillis,
    /// No link is made if one of its mails was queued for the account after this moment,
    pub quiet_since: UnixMillis,
    /// nor if after this one
    pub counted_since: UnixMillis,
    /// so many were.
    pub most: u32,
}

/// A link that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkStanding {
    /// What it is for.
    pub purpose: Purpose,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// Whether the account has a second factor whose key the agency lets its owner issue again.
    pub may_reissue: bool,
}

impl From<Purpose> for Value {
    fn from(purpose: Purpose) -> Self {
        purpose.as_str().into()
    }
}

impl Column for Purpose {
    fn read(value: &Value) -> Option<Self> {
        let word = String::read(value)?;
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

row! {
    struct RequestRow {
        link_id: String,
        purpose: Purpose,
        login: Login,
        product: Product,
        language: Language,
        origin: String,
        actor: String,
        address: String,
        request_id: String,
        requested_at: UnixMillis,
    }

    struct LinkRow {
        purpose: Purpose,
        agency_code: AgencyCode,
        login: Login,
        may_reissue: bool,
    }
}

/// Requests for links to a new password, and these links.
pub trait Recovery: Database {
    /// Notes the request and counts a mail of the client address, by the same statements whatever the login; or does
    /// nothing, if the address has caused as many as [`mail_allowance`](crate::counters::mail_allowance) says.
    ///
    /// `token` is the digest of the token that the link will have.
    async fn request_link(&self, request: &LinkRequest, token: &SecretHash) -> Result<Requested, Internal> {
        let room = may_cause(&request.address, request.at);
        let note = Statement::new(format!("{REQUEST} WHERE {} RETURNING link_id", room.sql()))
            .with("link_id", &request.link_id)
            .with("purpose", request.purpose)
            .with("login", &request.login)
            .with("product", request.product)
            .with("language", request.language)
            .with("origin", &request.origin)
            .with("actor", &request.actor)
            .with("address", &request.address)
            .with("request_id", &request.request_id)
            .with("at", request.at)
            .with("token", token)
            .with_values_of(room);
        let cause = Statement::new(CAUSE).with("link_id", &request.link_id);
        let batch = [count(&request.address, request.at), note, cause];
        let [counted, noted, _] = self.batch("request link", batch).await?;
        if noted.any() {
            return Ok(Requested::Noted);
        }
        let oldest = full_since(&counted)?;
        let oldest =
            oldest.ok_or_else(|| Internal::fault("request link: refused for no reason".to_owned()))?;
        Ok(Requested::TooManyMails { oldest })
    }

    /// Up to `most` requests that wait, the oldest first.
    async fn waiting_requests(&self, most: u32) -> Result<Vec<LinkRequest>, Internal> {
        let waiting = self.one("waiting requests", Statement::new(WAITING).with("most", most)).await?;
        Ok(waiting.all()?.into_iter().map(request).collect())
    }

    /// The request whose link this token opens, if it waits, and the others of its login and purpose, the oldest first.
    async fn requests_with(&self, token: &SecretHash) -> Result<Vec<LinkRequest>, Internal> {
        let waiting = self.one("requests with", Statement::new(WAITING_WITH).with("token", token)).await?;
        Ok(waiting.all()?.into_iter().map(request).collect())
    }

    /// Delivers a request, unless somebody has: stores the link, ends older ones of its purpose, queues its mail and
    /// writes `queued`; or writes `refused` with the reason as its detail. A login that nobody has is forgotten. Says
    /// whether a mail was queued.
    async fn deliver_request(
        &self,
        request: &LinkRequest,
        link: &NewLink,
        queued: &Row,
        refused: &Row,
    ) -> Result<bool, Internal> {
        let claimed = |sql: String| {
            Statement::new(sql).with("link_id", &request.link_id).with("attempt", &link.attempt)
        };
        let made =
            |sql: String| Statement::new(sql).with("token", &link.token).with("attempt", &link.attempt);
        let kind = MailKind::of_link(request.purpose);
        let make = claimed(MAKE.to_owned())
            .with("token", &link.token)
            .with("key_id", &link.key_id)
            .with("at", link.at)
            .with("expires_at", link.expires_at)
            .with("kind", kind)
            .with("quiet_since", link.quiet_since)
            .with("counted_since", link.counted_since)
            .with("most", link.most);
        let replace = made(format!("{REPLACE} (SELECT l.agency_code {MADE})"))
            .with("at", link.at)
            .with("login", &request.login)
            .with("purpose", request.purpose);
        let mail = made(format!("{MAIL} {MADE} RETURNING mail_id"))
            .with("mail_id", &link.mail_id)
            .with("kind", kind)
            .with("at", link.at);
        let batch = [
            claimed(CLAIM.to_owned()).with("at", link.at),
            make,
            replace,
            mail,
            insert_from(queued, made(format!("{QUEUED} {MADE}"))),
            insert_from(refused, claimed(REFUSED.to_owned()).with("veiled", &link.veiled)),
            claimed(FORGET.to_owned()),
        ];
        let [_, _, _, mail, ..] = self.batch("deliver request", batch).await?;
        Ok(mail.any())
    }

    /// The link of this token, if it counts at `now`; looking changes nothing.
    async fn password_link(
        &self,
        token: &SecretHash,
        now: UnixMillis,
    ) -> Result<Option<LinkStanding>, Internal> {
        let find = Statement::new(FIND).with("token", token).with("now", now);
        let found = self.one("password link", find).await?.first::<LinkRow>()?;
        Ok(found.map(|row| LinkStanding {
            purpose: row.purpose,
            agency: row.agency_code,
            login: row.login,
            may_reissue: row.may_reissue,
        }))
    }
}

impl<D: Database> Recovery for D {}

fn request(row: RequestRow) -> LinkRequest {
    LinkRequest {
        link_id: row.link_id,
        purpose: row.purpose,
        login: row.login,
        product: row.product,
        language: row.language,
        origin: row.origin,
        actor: row.actor,
        address: row.address,
        request_id: row.request_id,
        at: row.requested_at,
    }
}
