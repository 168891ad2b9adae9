//! Links to a new password: the wishes for them, and what is changed through one.

use shared::api::recovery::Purpose;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;

use super::outbox::NewNotice;
use super::sign_ins::NewKey;
use crate::error::Internal;
use crate::locks::LockKey;
use crate::secret::SecretHash;

/// A wish for a link, whoever the address belongs to, if it belongs to anybody.
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
    /// The client address; `console` for the command line.
    pub address: String,
    /// The request that brought it.
    pub request_id: String,
    /// When.
    pub at: UnixMillis,
}

/// What becomes of a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requested {
    /// It waits to be worked off.
    Noted,
    /// The client address has caused as many mails as it may.
    TooManyMails {
        /// When the oldest of those that count was caused.
        oldest: UnixMillis,
    },
}

/// The link that a wish may come to, and its mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    /// Names this try alone.
    pub attempt: String,
    /// Digest of the link's token.
    pub token: SecretHash,
    /// The seal key that the token is derived with.
    pub key_id: String,
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

/// A consent to the text of each product that an employee may use.
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
pub struct Reissue {
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
    /// Names this try alone.
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
    pub reissue: Option<Reissue>,
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
}

/// Wishes for links to a new password, and these links.
pub trait Recovery {
    /// Notes the wish and counts a mail of the client address, together, by the same statements whatever the login;
    /// or does nothing, if the address has caused as many as [`mail_allowance`](crate::mail_allowance) says.
    async fn request_link(&self, request: &LinkRequest) -> Result<Requested, Internal>;

    /// Up to `limit` wishes that wait, the oldest first.
    async fn waiting_requests(&self, limit: u32) -> Result<Vec<LinkRequest>, Internal>;

    /// Works a wish off, unless somebody has: stores the link, ends older ones of its purpose, queues its mail and
    /// writes `queued`, together; or writes `refused` with the reason as its detail, if there is nobody of this
    /// login (`unknown`), employee or agency are blocked (`blocked`), a password was created before an invitation
    /// (`registered`), or the account had its mails (`too-many-mails`). Says whether a mail was queued.
    async fn work_off(
        &self,
        request: &LinkRequest,
        link: &NewLink,
        queued: &Row,
        refused: &Row,
    ) -> Result<bool, Internal>;

    /// The link of this token, if it counts at `now`. Changes nothing.
    async fn password_link(
        &self,
        token: &SecretHash,
        now: UnixMillis,
    ) -> Result<Option<LinkStanding>, Internal>;

    /// Uses the link up, once, and with it saves the password: sign-ins, sessions, devices and other links of the
    /// account end, its password lock is lifted, its language set; key, consents, notices and rows as they are asked
    /// for and possible, all together. `None`, and nothing is done, for a link that does not count.
    async fn save_password(&self, new: &NewPassword) -> Result<Option<Saved>, Internal>;
}
