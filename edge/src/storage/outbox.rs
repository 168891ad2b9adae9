//! Mails that wait to be sent, and notices among them.

use shared::api::recovery::Purpose;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;

use super::audit::insert_if_changed;
use super::database::{Database, Rows};
use super::row::row;
use super::statement::{Statement, Value};
use crate::error::Internal;

/// Takes a mail by one statement: whoever comes at the same time finds another one.
const TAKE: &str = "\
UPDATE outbox SET attempts = attempts + 1, next_at = :until
WHERE (agency_code, mail_id) = (
  SELECT agency_code, mail_id FROM outbox WHERE state = 'waiting' AND next_at <= :now ORDER BY next_at LIMIT 1)
RETURNING agency_code, mail_id, kind, login, language, product, origin, link_id, key_id, address, country, user_agent,
          created_at, attempts, (SELECT a.name FROM agency a WHERE a.agency_code = outbox.agency_code) AS agency_name";

/// Queues a notice for an employee, unless one of its kind was queued lately.
const NOTIFY: &str = "\
INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, created_at, next_at, address,
                    country, user_agent)
SELECT e.agency_code, :mail_id, :mail_kind, e.login, e.language, :mail_product, :mail_origin, :mail_at, :mail_at,
       :mail_address, :mail_country, :mail_user_agent
FROM employee e
WHERE e.login = :mail_login AND NOT EXISTS (
  SELECT 1 FROM outbox o
  WHERE o.agency_code = e.agency_code AND o.login = e.login AND o.kind = :mail_kind AND o.created_at > :mail_not_since)";

const LOCALLY_SENT: &str = "\
SELECT mail_id, sent_at, raw FROM outbox WHERE state = 'sent' AND raw IS NOT NULL
ORDER BY created_at DESC, mail_id DESC LIMIT 1000";

/// What a mail is about; the words stand in storage and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailKind {
    /// How to set up a second factor, with a link to its key.
    TwoFactorSetUp,
    /// How to restore the password, with a link to that.
    PasswordReset,
    /// How to create the first password, with a link to that.
    Invitation,
    /// Wrong passwords have locked the login.
    PasswordLocked,
    /// A wrong code has followed the right password.
    WrongCode,
    /// Wrong codes have locked the account.
    CodeLocked,
    /// The password has changed.
    PasswordChanged,
    /// The second factor has a new key.
    SecondFactorChanged,
    /// The key of the second factor was taken away from the command line.
    SecondFactorRemoved,
    /// Somebody signed in from a browser that the account did not know.
    NewDevice,
}

impl MailKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::TwoFactorSetUp,
        Self::PasswordReset,
        Self::Invitation,
        Self::PasswordLocked,
        Self::WrongCode,
        Self::CodeLocked,
        Self::PasswordChanged,
        Self::SecondFactorChanged,
        Self::SecondFactorRemoved,
        Self::NewDevice,
    ];

    /// The kind that this word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The kind that leads to a link of this purpose.
    pub fn of_link(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Reset => Self::PasswordReset,
            Purpose::Invitation => Self::Invitation,
        }
    }

    /// The word in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TwoFactorSetUp => "two-factor-set-up",
            Self::PasswordReset => "password-reset",
            Self::Invitation => "invitation",
            Self::PasswordLocked => "password-locked",
            Self::WrongCode => "wrong-code",
            Self::CodeLocked => "code-locked",
            Self::PasswordChanged => "password-changed",
            Self::SecondFactorChanged => "second-factor-changed",
            Self::SecondFactorRemoved => "second-factor-removed",
            Self::NewDevice => "new-device",
        }
    }
}

impl From<MailKind> for Value {
    fn from(kind: MailKind) -> Self {
        kind.as_str().into()
    }
}

/// A mail to queue: what it will be made of when it is sent, without any secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// Names the mail; its `Message-ID` is made of it.
    pub mail_id: String,
    /// What it is about.
    pub kind: MailKind,
    /// Whose agency.
    pub agency: AgencyCode,
    /// What it is called when the mail is sent; not queued.
    pub agency_name: String,
    /// To whom: the login is the address.
    pub login: Login,
    /// In which language.
    pub language: Language,
    /// From which product.
    pub product: Product,
    /// Where its links lead: scheme, host and port; empty for the host of the product.
    pub origin: String,
    /// The link in it; empty where there is none.
    pub link_id: String,
    /// The seal key that the link's token is derived with.
    pub key_id: String,
    /// Who has caused it, if it tells of that.
    pub cause: Option<Cause>,
    /// When.
    pub at: UnixMillis,
}

/// Who has caused a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// From which address.
    pub address: String,
    /// From which country, if the platform saw one.
    pub country: Option<String>,
    /// With which browser.
    pub user_agent: String,
}

/// A mail that tells the owner of an account, in the account's language, what has happened to it (norm L4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// Names the mail.
    pub mail_id: String,
    /// What has happened.
    pub kind: MailKind,
    /// To whom.
    pub login: Login,
    /// At which product.
    pub product: Product,
    /// Where its links lead.
    pub origin: String,
    /// Who has done it.
    pub cause: Cause,
    /// When.
    pub at: UnixMillis,
    /// Nothing is queued if one of its kind was after this moment.
    pub not_since: UnixMillis,
}

/// One attempt to send a mail, and the only one that may settle it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Whose agency.
    pub agency: AgencyCode,
    /// The mail.
    pub mail_id: String,
    /// How many attempts were made before.
    pub earlier: u32,
    /// When it was written.
    pub written_at: UnixMillis,
}

/// A mail whose turn it is.
#[derive(Debug)]
pub struct DueMail {
    /// This attempt.
    pub attempt: Attempt,
    /// To whom.
    pub login: Login,
    /// The mail; an error for one that this worker cannot read, which another version may have written.
    pub mail: Result<NewMail, Internal>,
}

/// What an attempt has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It was sent; the local transport keeps its bytes.
    Sent {
        /// The bytes.
        raw: Option<String>,
    },
    /// It has failed and is tried again at this moment.
    Later {
        /// The moment.
        next_at: UnixMillis,
        /// Why it has failed.
        error: String,
    },
    /// It has failed for good.
    Dead {
        /// Why the last attempt has failed.
        error: String,
        /// What the audit log says.
        row: Box<Row>,
    },
}

row! {
    struct MailRow {
        agency_code: AgencyCode,
        mail_id: String,
        kind: String,
        login: Login,
        language: String,
        product: String,
        origin: String,
        link_id: String,
        key_id: String,
        address: String,
        country: Option<String>,
        user_agent: String,
        created_at: UnixMillis,
        attempts: u32,
        agency_name: String,
    }

    struct SentRow {
        mail_id: String,
        sent_at: UnixMillis,
        raw: String,
    }
}

/// The statement that queues the notice if the query finds something, since an earlier statement of the batch has made
/// it so; it returns a row if it has queued one.
pub(super) fn notify_if(notice: &NewNotice, query: Statement) -> Statement {
    Statement::new(format!("{NOTIFY} AND EXISTS ({}) RETURNING mail_id", query.sql()))
        .with("mail_id", &notice.mail_id)
        .with("mail_kind", notice.kind)
        .with("mail_login", &notice.login)
        .with("mail_product", notice.product)
        .with("mail_origin", &notice.origin)
        .with("mail_at", notice.at)
        .with("mail_address", &notice.cause.address)
        .with("mail_country", notice.cause.country.as_ref())
        .with("mail_user_agent", &notice.cause.user_agent)
        .with("mail_not_since", notice.not_since)
        .with_values_of(query)
}

/// Mails that wait, and those that were sent.
pub trait Outbox: Database {
    /// Takes the mail whose turn at `now` came first and counts the attempt; nobody else takes it before `until`.
    async fn take_due(&self, now: UnixMillis, until: UnixMillis) -> Result<Option<DueMail>, Internal> {
        let take = Statement::new(TAKE).with("now", now).with("until", until);
        Ok(self.one("take due mail", take).await?.first::<MailRow>()?.map(due))
    }

    /// Settles a mail, with the audit row of a dead one, and says whether it did: not if a later attempt has taken it.
    async fn settle_mail(&self, attempt: &Attempt, sent: &Sent, now: UnixMillis) -> Result<bool, Internal> {
        let (change, moment, text): (_, _, Value) = match sent {
            Sent::Sent { raw } => {
                ("state = 'sent', sent_at = :moment, raw = :text", now, raw.as_ref().into())
            }
            Sent::Later { next_at, error } => ("next_at = :moment, error = :text", *next_at, error.into()),
            Sent::Dead { error, .. } => {
                ("state = 'dead', dead_at = :moment, error = :text", now, error.into())
            }
        };
        let settle = Statement::new(format!(
            "UPDATE outbox SET {change} WHERE agency_code = :agency AND mail_id = :mail_id AND attempts = :attempts \
             AND state = 'waiting' RETURNING mail_id"
        ));
        let settle = settle
            .with("agency", attempt.agency)
            .with("mail_id", &attempt.mail_id)
            .with("attempts", attempt.earlier.saturating_add(1))
            .with("moment", moment)
            .with("text", text);
        let mut batch = vec![settle];
        if let Sent::Dead { row, .. } = sent {
            batch.push(insert_if_changed(row));
        }
        let settled = self.run("settle mail", batch).await?;
        Ok(settled.first().is_some_and(Rows::any))
    }

    /// Name, moment and bytes of the mails that the local transport has sent, newest first.
    async fn sent_mails(&self) -> Result<Vec<(String, UnixMillis, String)>, Internal> {
        let sent = self.one("sent mails", Statement::new(LOCALLY_SENT)).await?.all::<SentRow>()?;
        Ok(sent.into_iter().map(|row| (row.mail_id, row.sent_at, row.raw)).collect())
    }
}

impl<D: Database> Outbox for D {}

fn due(row: MailRow) -> DueMail {
    let attempt = Attempt {
        agency: row.agency_code,
        mail_id: row.mail_id.clone(),
        earlier: row.attempts.saturating_sub(1),
        written_at: row.created_at,
    };
    DueMail { attempt, login: row.login.clone(), mail: mail(row) }
}

fn mail(row: MailRow) -> Result<NewMail, Internal> {
    let unknown = |column: &str| Internal::fault(format!("outbox {}: unknown {column}", row.mail_id));
    Ok(NewMail {
        kind: MailKind::parse(&row.kind).ok_or_else(|| unknown("kind"))?,
        agency: row.agency_code,
        agency_name: row.agency_name,
        login: row.login,
        language: Language::parse(&row.language).ok_or_else(|| unknown("language"))?,
        product: Product::parse(&row.product).ok_or_else(|| unknown("product"))?,
        origin: row.origin,
        link_id: row.link_id,
        key_id: row.key_id,
        cause: Some(row.address).filter(|address| !address.is_empty()).map(|address| Cause {
            address,
            country: row.country,
            user_agent: row.user_agent,
        }),
        at: row.created_at,
        mail_id: row.mail_id,
    })
}
