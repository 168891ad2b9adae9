//! Set-ups of second factors: keys, the links that lead to them, and their mails.

use shared::audit::Row;
use shared::seal::Sealed;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::audit::{insert_from, insert_if};
use super::database::Database;
use super::outbox::NewMail;
use super::row::row;
use super::statement::Statement;
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

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

row! {
    struct LinkedRow {
        agency_code: AgencyCode,
        login: Login,
        key_id: String,
        sealed_key: String,
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

/// Set-ups of second factors.
pub trait SetUps: Database {
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

impl<D: Database> SetUps for D {}
