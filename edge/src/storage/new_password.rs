//! A new password through a link, with everything that changes with it.

use shared::api::recovery::Purpose;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;

use super::audit::{insert_from, insert_if};
use super::database::{Database, Rows};
use super::outbox::{NewNotice, notify_if};
use super::row::row;
use super::set_ups::{NewKey, replace_key_if};
use super::statement::Statement;
use super::texts::{built_in, counting_consent};
use crate::error::Internal;
use crate::locks::LockKey;
use crate::secret::SecretHash;

/// Uses the link up: one of any number of requests at once does.
const USE: &str = "\
UPDATE link SET used_at = :at, used_by = :attempt
WHERE token_hash = :token AND used_at IS NULL AND expires_at > :at AND purpose = :purpose AND EXISTS (
  SELECT 1 FROM employee e JOIN agency g ON g.agency_code = e.agency_code
  WHERE e.agency_code = link.agency_code AND e.login = link.login AND e.blocked_at IS NULL AND g.blocked_at IS NULL)";

/// The link, if this attempt has used it up.
const WON: &str = "SELECT 1 FROM link WHERE token_hash = :token AND used_by = :attempt";

/// The counters of the login name and of all browsers that the account knows.
const COUNTERS: &str = "\
SELECT :lock_key UNION ALL SELECT lock_key FROM device WHERE agency_code = :agency AND login = :login";

/// Triggers end everything that the old password has opened, and forget the browsers.
const SAVE: &str = "\
UPDATE employee SET password_hash = :password_hash, password_version = password_version + 1, language = :language
WHERE agency_code = :agency AND login = :login";

/// To each product whose text is the one that was read.
const CONSENT: &str = "\
INSERT INTO consent (agency_code, login, product, version, language, given_at, address)
SELECT p.agency_code, p.login, p.product, :version, :language, :at, :address FROM employee_product p
WHERE p.agency_code = :agency AND p.login = :login";

/// The rows of the consents that were given just now, one a product.
const CONSENTED: &str = "\
SELECT c.agency_code, :row_at, :row_id || '-' || c.product, :row_event, :row_actor, :row_subject,
       c.product || ' ' || :row_detail, :row_address, :row_request
FROM consent c
WHERE c.agency_code = :row_agency AND c.login = :login AND c.version = :version AND c.given_at = :row_at";

/// The key, if it is the one that was issued with the password.
const ISSUED: &str =
    "SELECT 1 FROM second_factor WHERE agency_code = :agency AND login = :login AND link_id = :link_id";

/// A consent to a text, for each product of the employee where it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentToAll {
    /// To which text.
    pub version: String,
    /// In which language it was shown.
    pub language: Language,
    /// From which address.
    pub address: String,
    /// The row of each product: its name is put behind the row's and in front of the detail.
    pub row: Row,
}

/// A new key with a new password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWithPassword {
    /// The key, its link and its mail.
    pub key: NewKey,
    /// Tells the owner.
    pub notice: NewNotice,
    /// The rows.
    pub rows: [Row; 2],
}

/// A new password for whoever holds a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPassword {
    /// Names this attempt alone.
    pub attempt: String,
    /// Digest of the link's token.
    pub token: SecretHash,
    /// What the link is for.
    pub purpose: Purpose,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// PHC string.
    pub password_hash: String,
    /// The language of the account from now on.
    pub language: Language,
    /// The counter of wrong passwords of the login name.
    pub lock_key: LockKey,
    /// The key to issue again.
    pub reissue: Option<KeyWithPassword>,
    /// The consent that is given.
    pub consent: Option<ConsentToAll>,
    /// Tells the owner.
    pub notice: Option<NewNotice>,
    /// The row of the password.
    pub row: Row,
    /// The row of a lock that is lifted.
    pub unlocked: Row,
    /// When.
    pub at: UnixMillis,
}

/// What was saved with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Whether the second factor has a new key.
    pub reissued: bool,
    /// Whether a mail was queued.
    pub mail_queued: bool,
}

row! {
    struct SavedRow {
        reissued: bool,
        noticed: bool,
    }
}

/// New passwords through links.
pub trait NewPasswords: Database {
    /// Uses the link up, once, and saves the password: what the old one has opened, browsers and other links of the
    /// account end, all its password locks are lifted, key, consents, notices and rows follow as they are asked for and
    /// possible. `None`, and nothing is done, for a link that does not count.
    async fn save_password(&self, new: &NewPassword) -> Result<Option<Saved>, Internal> {
        let mut batch = Vec::from(password(new));
        batch.extend(new.reissue.iter().flat_map(|reissue| key(new, reissue)));
        batch.extend(new.consent.iter().flat_map(|consent| consents(new, consent)));
        batch.extend(new.notice.iter().map(|notice| notify_if(notice, if_won(new, WON.to_owned()))));
        batch.push(outcome(new));
        let rows = self.run("save password", batch).await?;
        let saved = rows.last().map(Rows::first::<SavedRow>).transpose()?.flatten();
        Ok(saved.map(|row| Saved { reissued: row.reissued, mail_queued: row.reissued || row.noticed }))
    }
}

impl<D: Database> NewPasswords for D {}

/// A statement that names this attempt as the one that has used the link up.
fn if_won(new: &NewPassword, sql: String) -> Statement {
    Statement::new(sql).with("token", &new.token).with("attempt", &new.attempt)
}

/// The statements of the password itself: locks are lifted before the browsers that they are of are forgotten.
fn password(new: &NewPassword) -> [Statement; 6] {
    let of_account = |sql: String| if_won(new, sql).with("agency", new.agency).with("login", &new.login);
    let of_counters = |sql: String| of_account(sql).with("lock_key", &new.lock_key);
    let locked = format!(
        "SELECT 1 FROM password_try WHERE locked_at IS NOT NULL AND key IN ({COUNTERS}) AND EXISTS ({WON})"
    );
    let save = of_account(format!("{SAVE} AND EXISTS ({WON})"))
        .with("password_hash", &new.password_hash)
        .with("language", new.language);
    [
        if_won(new, USE.to_owned()).with("at", new.at).with("purpose", new.purpose),
        insert_if(&new.unlocked, of_counters(locked)),
        of_counters(format!("DELETE FROM password_try WHERE key IN ({COUNTERS}) AND EXISTS ({WON})")),
        of_counters(format!("DELETE FROM lease WHERE key IN ({COUNTERS}) AND EXISTS ({WON})")),
        save,
        insert_if(&new.row, if_won(new, WON.to_owned())),
    ]
}

fn key(new: &NewPassword, KeyWithPassword { key, notice, rows }: &KeyWithPassword) -> Vec<Statement> {
    let allowed = "SELECT 1 FROM link l JOIN agency g ON g.agency_code = l.agency_code \
                   WHERE l.token_hash = :token AND l.used_by = :attempt AND g.reissue_by_administrator = 0";
    let issued = || {
        let issued = Statement::new(ISSUED).with("agency", new.agency).with("login", &new.login);
        issued.with("link_id", &key.mail.link_id)
    };
    let mut batch = Vec::from(replace_key_if(key, if_won(new, allowed.to_owned())));
    batch.extend(rows.iter().map(|row| insert_if(row, issued())));
    batch.push(notify_if(notice, issued()));
    batch
}

fn consents(new: &NewPassword, consent: &ConsentToAll) -> [Statement; 2] {
    let of_version =
        |sql: String| if_won(new, sql).with("login", &new.login).with("version", &consent.version);
    let text = counting_consent("p.product", ":at");
    let give =
        of_version(format!("{CONSENT} AND :version = {text} AND EXISTS ({WON}) ON CONFLICT DO NOTHING"));
    let give = built_in(give)
        .with("agency", new.agency)
        .with("language", consent.language)
        .with("at", new.at)
        .with("address", &consent.address);
    [give, insert_from(&consent.row, of_version(format!("{CONSENTED} AND EXISTS ({WON})")))]
}

/// The query that says what has become of the link, if this attempt has used it up.
fn outcome(new: &NewPassword) -> Statement {
    let sql = format!(
        "SELECT EXISTS ({ISSUED}) AS reissued, \
         EXISTS (SELECT 1 FROM outbox WHERE agency_code = :agency AND mail_id = :mail_id) AS noticed \
         WHERE EXISTS ({WON})"
    );
    if_won(new, sql)
        .with("agency", new.agency)
        .with("login", &new.login)
        .with("link_id", new.reissue.as_ref().map(|reissue| &reissue.key.mail.link_id))
        .with("mail_id", new.notice.as_ref().map(|notice| &notice.mail_id))
}
