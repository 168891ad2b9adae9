//! One's own account: what its page shows, and what its owner changes there.

use shared::audit::Row;
use shared::seal::Sealed;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::product::Product;

use super::devices::NewDevice;
use super::outbox::NewNotice;
use super::sign_ins::NewKey;
use crate::error::Internal;
use crate::locks::LockKey;
use crate::secret::SecretHash;

/// A live session and its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtHand {
    /// The session.
    pub session: SecretHash,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// A session is alive if its last input came after this moment ...
    pub active_since: UnixMillis,
    /// ... and it was opened after this one, and has not ended.
    pub opened_since: UnixMillis,
}

/// What the page of an account shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountFacts {
    /// Live sessions, the one at hand first, then by last activity; at most a hundred.
    pub sessions: Vec<LiveSession>,
    /// Consents that were given, newest first.
    pub consents: Vec<PastConsent>,
    /// Whether there is an active second factor.
    pub two_factor: bool,
    /// Whether the administrator, and not the employee, issues a QR code again.
    pub reissue_by_administrator: bool,
}

/// A session that is alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSession {
    /// Names it; nobody can enter with a digest.
    pub secret: SecretHash,
    /// At which product.
    pub product: Product,
    /// When it was opened.
    pub opened_at: UnixMillis,
    /// When its owner last did something.
    pub active_at: UnixMillis,
    /// From which address.
    pub address: String,
    /// From which country, if the platform saw one.
    pub country: Option<String>,
    /// With which browser.
    pub user_agent: String,
    /// Name of the point of sale (Cashier).
    pub point_of_sale: Option<String>,
}

/// A consent that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastConsent {
    /// For which product.
    pub product: Product,
    /// To which text.
    pub version: String,
    /// When.
    pub at: UnixMillis,
}

/// A new password in the place of one that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordChange {
    /// How often the password had been changed when it was compared.
    pub from_version: u32,
    /// PHC string of the new one; its salt makes it unlike any other.
    pub password_hash: String,
    /// The session at hand goes on under this value.
    pub renewed: SecretHash,
    /// The browser at hand stays known under this one.
    pub device: NewDevice,
    /// The mail that tells of it.
    pub notice: NewNotice,
}

/// A new key in the place of one that a code was right for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reissue {
    /// The key that the code was compared with.
    pub key: Sealed,
    /// Step of the code.
    pub step: i64,
    /// Names this try alone.
    pub attempt: String,
    /// The new key, its link and its mail.
    pub new: NewKey,
    /// The mail that tells of it.
    pub notice: NewNotice,
}

/// Which sessions of an account are to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// This one.
    Only(SecretHash),
    /// All but the one at hand.
    Others,
}

/// One's own account.
pub trait Accounts {
    /// What the page shows. Read from the primary.
    async fn account(&self, at_hand: &AtHand) -> Result<AccountFacts, Internal>;

    /// Ends live sessions of the account, never those of another one, and writes a row like `row` for each of them, with
    /// its product as detail, together. Says whether the session that is named is one of the account, alive or over.
    async fn end_sessions(&self, at_hand: &AtHand, ending: &Ending, row: &Row) -> Result<bool, Internal>;

    /// Forgets all tries of `key`, since the current password was right. If no other password has come meanwhile and the
    /// session at hand is alive, it also stores the new one, ends all sessions and half-done sign-ins with whatever else
    /// depends on the old one, forgets all browsers but the one at hand, goes on with that one and its session under their
    /// new values, queues the notice and writes the rows, together. Says whether it did.
    async fn change_password(
        &self,
        key: &LockKey,
        at_hand: &AtHand,
        change: &PasswordChange,
        row: &Row,
    ) -> Result<bool, Internal>;

    /// Accepts the code as [`accept_code`](super::sign_ins::SecondFactors::accept_code) does, if its key is active, the
    /// agency lets employees do so and the session at hand is alive, and then replaces the key, ends half-done sign-ins,
    /// queues both mails and writes the rows, together; or does nothing. Says whether it did.
    async fn reissue(&self, at_hand: &AtHand, reissue: &Reissue, rows: [&Row; 3]) -> Result<bool, Internal>;
}
