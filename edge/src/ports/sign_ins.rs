//! Sign-ins that are under way, and the second factors that they ask for.

use shared::audit::Row;
use shared::seal::Sealed;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::outbox::{NewMail, NewNotice};
use crate::error::Internal;
use crate::locks::{Counter, Lease};
use crate::secret::SecretHash;

/// A structure unit where an employee may work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Which.
    pub id: StructureUnitId,
    /// Its name.
    pub name: String,
    /// Where it is; may be empty.
    pub address: String,
    /// Its seances in the order of the list.
    pub seances: Vec<String>,
}

/// The second factor of an account, without its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactorRecord {
    /// When its key was made.
    pub created_at: UnixMillis,
    /// Whether a first right code has come.
    pub active: bool,
    /// Wrong codes in a row.
    pub counter: Counter,
    /// When the last set-up mail was queued.
    pub mailed_at: UnixMillis,
}

/// Whether a sign-in can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInLife {
    /// It can.
    Alive,
    /// It was left alone for too long.
    Expired,
    /// It was finished or given up, or ended with what it depends on.
    Ended,
}

/// A sign-in under way, with everything that decides its step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Whether it can go on.
    pub life: SignInLife,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// Whether the version that was asked about has been consented to.
    pub consented: bool,
    /// The account's second factor.
    pub factor: Option<FactorRecord>,
    /// Whether a right code has come.
    pub code_passed: bool,
    /// Where the employee may work now, the first assigned first.
    pub units: Vec<Unit>,
    /// Whether they may choose among them.
    pub may_choose: bool,
    /// The unit that was selected.
    pub unit: Option<StructureUnitId>,
    /// The seance that was selected.
    pub seance: Option<String>,
    /// The unit that the choice starts from.
    pub preferred_unit: Option<StructureUnitId>,
    /// The seance that the choice starts from.
    pub preferred_seance: Option<String>,
    /// The session whose point of sale this changes.
    pub session: Option<SecretHash>,
}

/// A consent that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// For which product.
    pub product: Product,
    /// To which text.
    pub version: String,
    /// In which language it was shown.
    pub language: Language,
    /// When.
    pub at: UnixMillis,
    /// From which address.
    pub address: String,
}

/// Sign-ins under way.
pub trait SignIns {
    /// Keeps the sign-in alive if it was touched after `alive_since`, and reads it with the consent to `version`.
    async fn sign_in(
        &self,
        secret: &SecretHash,
        product: Product,
        version: &str,
        now: UnixMillis,
        alive_since: UnixMillis,
    ) -> Result<Option<SignIn>, Internal>;

    /// Stores a consent, once for each text, and writes the row with the first, together.
    async fn give_consent(&self, consent: &Consent, row: &Row) -> Result<(), Internal>;

    /// Sets what is selected, while the sign-in lives. What is selected becomes what the choice starts from.
    async fn select(
        &self,
        secret: &SecretHash,
        unit: Option<&StructureUnitId>,
        seance: Option<&str>,
    ) -> Result<(), Internal>;

    /// Ends a sign-in that lives and writes the row, together.
    async fn end_sign_in(&self, secret: &SecretHash, row: &Row) -> Result<(), Internal>;
}

/// A set-up of a second factor and the mail that leads to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUp {
    /// A key, kept only if the account has none or a pending one made at `stale_until` or earlier.
    pub key: Sealed,
    /// See `key`.
    pub stale_until: UnixMillis,
    /// Nothing is done if a mail was queued after this moment.
    pub mailed_until: UnixMillis,
    /// The client address that causes the mail; nothing is done if it has caused as many as it may.
    pub address: String,
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

/// What becomes of the wish for a set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetUpOutcome {
    /// It was made.
    Made,
    /// The key is active, the account is locked, or a mail was queued too recently.
    NotNow,
    /// The address has caused as many mails as it may.
    TooManyMails {
        /// When the oldest of those that count was queued.
        oldest: UnixMillis,
    },
}

/// The key of a second factor, as a code is compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorKey {
    /// The key.
    pub sealed: Sealed,
    /// Whether a first right code has come.
    pub active: bool,
    /// The newest step that was accepted.
    pub last_step: i64,
}

/// A right code on its way to be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightCode {
    /// The sign-in that brought it.
    pub sign_in: SecretHash,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// The key it was compared with; another one meanwhile accepts nothing.
    pub key: Sealed,
    /// Its step.
    pub step: i64,
    /// Names this try alone.
    pub attempt: String,
    /// When.
    pub at: UnixMillis,
}

/// Second factors of accounts. A counter belongs to the account, over all its sign-ins.
pub trait SecondFactors {
    /// Makes the set-up: key if needed, link, mail, the mail's count and row together, or nothing, and says why. One
    /// statement counts the mails of the address and decides: of any number at once, no more pass than
    /// [`mail_allowance`](crate::mail_allowance) says.
    async fn set_up(&self, set_up: &SetUp, row: &Row) -> Result<SetUpOutcome, Internal>;

    /// Leases a try of a code if [`locks`](crate::locks) allows one at `now`, and reads the key, together.
    async fn begin_code(
        &self,
        agency: AgencyCode,
        login: &Login,
        now: UnixMillis,
    ) -> Result<(Lease, Option<FactorKey>), Internal>;

    /// Counts the leased try as wrong and writes `refused`; if that locks, also writes `locked`, queues the
    /// notice and ends the half-done sign-ins of the account, together. The counter as it is then.
    async fn settle_wrong_code(
        &self,
        agency: AgencyCode,
        login: &Login,
        now: UnixMillis,
        refused: &Row,
        locked: &Row,
        notice: &NewNotice,
    ) -> Result<Counter, Internal>;

    /// Gives the leased try back, since the code came before, and writes the row, together.
    async fn hand_back_code(&self, agency: AgencyCode, login: &Login, row: &Row) -> Result<(), Internal>;

    /// Accepts a code if its step is newer than all accepted ones and the account is not locked: forgets wrong
    /// ones, activates a pending key, marks the sign-in, and writes `accepted`, and `activated` if it did,
    /// together. Says whether it was accepted.
    async fn accept_code(&self, code: &RightCode, accepted: &Row, activated: &Row) -> Result<bool, Internal>;

    /// Opens the link of a pending key made after `stale_until`, once, and writes `row` for its owner, together.
    /// The owner and the sealed key; `None` for a link that does not count at `now`.
    async fn open_link(
        &self,
        token: &SecretHash,
        now: UnixMillis,
        stale_until: UnixMillis,
        request: &str,
        row: &Row,
    ) -> Result<Option<(AgencyCode, Login, Sealed)>, Internal>;
}
