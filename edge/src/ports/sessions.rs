//! Sessions of employees.

use shared::audit::Row;
use shared::flow::demands::Demands;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::devices::Arrival;
use crate::error::Internal;
use crate::secret::SecretHash;

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// No input for too long.
    Idle,
    /// It has lasted as long as a session may.
    Absolute,
    /// Its owner signed out.
    Owner,
    /// Its owner ended it from another browser, or something that it depends on was blocked, taken away or changed.
    Elsewhere,
    /// It goes on under another value, which its browser holds by now.
    Renewed,
}

impl EndedBy {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::Idle, Self::Absolute, Self::Owner, Self::Elsewhere, Self::Renewed];

    /// The word in storage and in the audit log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Absolute => "absolute",
            Self::Owner => "owner",
            Self::Elsewhere => "elsewhere",
            Self::Renewed => "renewed",
        }
    }
}

/// A session with what its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose agency.
    pub agency: AgencyCode,
    /// Name of that agency.
    pub agency_name: String,
    /// Whose.
    pub login: Login,
    /// Name of the employee.
    pub employee: String,
    /// Where (Cashier): identifier, name, address.
    pub unit: Option<(StructureUnitId, String, String)>,
    /// In which seance (Cashier).
    pub seance: Option<String>,
    /// Whether the employees of the agency may choose among their points of sale.
    pub may_choose: bool,
    /// When it was opened.
    pub created_at: UnixMillis,
    /// When its owner last did something.
    pub last_active_at: UnixMillis,
    /// The sign-in before it.
    pub previous: Option<Previous>,
    /// Why it is over, if that was stored.
    pub ended_by: Option<EndedBy>,
}

/// An earlier sign-in to the same product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// When.
    pub at: UnixMillis,
    /// From which country, if the platform saw one.
    pub country: Option<String>,
    /// From which address.
    pub address: String,
}

/// A session to open at the end of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Digest of the value that the browser will hold.
    pub secret: SecretHash,
    /// The sign-in that it ends.
    pub sign_in: SecretHash,
    /// What the product demands of the sign-in.
    pub demands: Demands,
    /// The text that must have been consented to.
    pub consent_version: String,
    /// Where and in which seance (Cashier).
    pub place: Option<(StructureUnitId, String)>,
    /// When.
    pub at: UnixMillis,
    /// From which address.
    pub address: String,
    /// From which country, if the platform saw one.
    pub country: Option<String>,
    /// With which browser.
    pub user_agent: String,
    /// In which language: mails to the account follow it.
    pub language: Language,
}

/// What has become of the wish to open a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Nothing was done.
    Refused,
    /// It is open.
    Opened {
        /// Whether a mail tells the owner of it.
        mail_queued: bool,
    },
}

/// Sessions.
pub trait Sessions {
    /// The session of this value at this product, alive or over. Read from the primary.
    async fn session(&self, secret: &SecretHash, product: Product) -> Result<Option<Session>, Internal>;

    /// Ends the sign-in and opens the session, remembers it as the last one, and writes the row, together; or does
    /// nothing, if the sign-in is not alive, lacks what is demanded, or its place is not one of its employee's
    /// any more. The account knows the browser from then on by its new value; for one that it did not know, see
    /// [`Arrival`], and the one that was not used for the longest time makes room.
    async fn open_session(
        &self,
        session: &NewSession,
        arrival: &Arrival,
        row: &Row,
    ) -> Result<Opening, Internal>;

    /// Ends the sign-in and moves its session to the place, if that is one of the employee's, and writes the row,
    /// together. Says whether it was moved.
    async fn move_session(
        &self,
        sign_in: &SecretHash,
        session: &SecretHash,
        place: &(StructureUnitId, String),
        row: &Row,
    ) -> Result<bool, Internal>;

    /// Moves the owner's last input forward to `at`, never back, while the session lives: its last input after
    /// `active_since`, its opening after `opened_since`.
    async fn mark_active(
        &self,
        secret: &SecretHash,
        at: UnixMillis,
        active_since: UnixMillis,
        opened_since: UnixMillis,
    ) -> Result<(), Internal>;

    /// Ends sessions that have run out, at most five hundred, each with an audit row: those without input since
    /// `active_since`, and those opened at `opened_since` or earlier.
    async fn expire_sessions(
        &self,
        now: UnixMillis,
        active_since: UnixMillis,
        opened_since: UnixMillis,
    ) -> Result<(), Internal>;

    /// Ends a session that has not ended and writes the row, together.
    async fn end_session(&self, secret: &SecretHash, ended_by: EndedBy, row: &Row) -> Result<(), Internal>;
}
