//! Mails that wait to be sent.

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
}

impl MailKind {
    /// Every kind.
    pub const ALL: [Self; 1] = [Self::TwoFactorSetUp];

    /// The word in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TwoFactorSetUp => "two-factor-set-up",
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
    /// Where its links lead: scheme, host and port.
    pub origin: String,
    /// The link in it.
    pub link_id: String,
    /// The seal key that the link's token is derived with.
    pub key_id: String,
    /// When.
    pub at: UnixMillis,
}

/// A mail whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMail {
    /// The mail.
    pub mail: NewMail,
    /// How often it was tried before.
    pub attempts: u32,
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
    },
    /// It has failed too often and is not tried again.
    Dead,
}

/// Mails that wait, and those that were sent.
pub trait Outbox {
    /// Takes up to `limit` mails whose turn has come at `now`: counts a try of each and puts it off until `until`,
    /// so that nobody else takes it meanwhile.
    async fn take_due(
        &self,
        now: UnixMillis,
        until: UnixMillis,
        limit: u32,
    ) -> Result<Vec<DueMail>, Internal>;

    /// Settles a mail that was taken.
    async fn settle_mail(
        &self,
        agency: AgencyCode,
        mail_id: &str,
        sent: &Sent,
        now: UnixMillis,
    ) -> Result<(), Internal>;

    /// Name, moment and bytes of the mails that the local transport has sent, newest first.
    async fn sent_mails(&self) -> Result<Vec<(String, UnixMillis, String)>, Internal>;
}
