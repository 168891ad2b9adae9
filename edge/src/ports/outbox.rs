//! Mails that wait to be sent.

use shared::api::recovery::Purpose;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;

use crate::error::Internal;

/// What a mail is about. The text form stands in storage and never changes.
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
    pub const ALL: [Self; 9] = [
        Self::TwoFactorSetUp,
        Self::PasswordReset,
        Self::Invitation,
        Self::PasswordLocked,
        Self::CodeLocked,
        Self::PasswordChanged,
        Self::SecondFactorChanged,
        Self::SecondFactorRemoved,
        Self::NewDevice,
    ];

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
            Self::CodeLocked => "code-locked",
            Self::PasswordChanged => "password-changed",
            Self::SecondFactorChanged => "second-factor-changed",
            Self::SecondFactorRemoved => "second-factor-removed",
            Self::NewDevice => "new-device",
        }
    }
}

/// A mail to queue: what it will be made of when it is sent. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// Names the mail; its `Message-ID` is made of it.
    pub mail_id: String,
    /// What it is about.
    pub kind: MailKind,
    /// Whose agency.
    pub agency: AgencyCode,
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

/// A mail that tells the owner of an account what has happened to it (norm L4), in the language that the account keeps.
/// It is written in the batch of its cause.
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

/// A try to send a mail, and the only one that may settle it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// Whose agency.
    pub agency: AgencyCode,
    /// The mail.
    pub mail_id: String,
    /// How often it was tried before.
    pub tried: u32,
    /// When it was written.
    pub written_at: UnixMillis,
}

/// A mail whose turn it is.
#[derive(Debug)]
pub struct DueMail {
    /// This try.
    pub attempt: Try,
    /// To whom.
    pub login: Login,
    /// The mail; an error for one that this worker cannot read, which another version may have written.
    pub mail: Result<NewMail, Internal>,
}

/// What a try to send has come to.
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
    /// It is not tried again.
    Dead {
        /// Why the last try has failed.
        error: String,
        /// What the audit log says.
        row: Box<Row>,
    },
}

/// Mails that wait, and those that were sent.
pub trait Outbox {
    /// Takes the mail whose turn came first, if one's has come at `now`: counts a try of it and puts it off until
    /// `until`, so that nobody else takes it meanwhile.
    async fn take_due(&self, now: UnixMillis, until: UnixMillis) -> Result<Option<DueMail>, Internal>;

    /// Settles a mail, and writes the audit row of a dead one, together; nothing if the mail has been taken for
    /// another try since. Says whether it did.
    async fn settle_mail(&self, attempt: &Try, sent: &Sent, now: UnixMillis) -> Result<bool, Internal>;

    /// Name, moment and bytes of the mails that the local transport has sent, newest first.
    async fn sent_mails(&self) -> Result<Vec<(String, UnixMillis, String)>, Internal>;
}
