//! Employees at the password step: the tries to sign in as one.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::Rehash;
use super::outbox::NewNotice;
use crate::error::Internal;
use crate::locks::{Counter, Lease, LockKey, Patience};
use crate::secret::SecretHash;

/// An employee as the password step finds one, with the standing of everything that could keep them out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employee {
    /// The agency they work for.
    pub agency: AgencyCode,
    /// PHC string.
    pub password_hash: String,
    /// How often the password was changed.
    pub password_version: u32,
    /// Whether the employee or the agency is blocked.
    pub blocked: bool,
    /// Whether they may use the product.
    pub has_product: bool,
    /// At how many points of sale they may work now.
    pub points_of_sale: u32,
    /// Whether wrong codes have locked the account.
    pub code_locked: bool,
}

/// A sign-in whose password was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSignIn {
    /// Digest of the value that the browser holds.
    pub secret: SecretHash,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// To which product.
    pub product: Product,
    /// When.
    pub at: UnixMillis,
    /// From which address.
    pub address: String,
    /// With which browser.
    pub user_agent: String,
}

/// A session whose point of sale is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The session.
    pub session: SecretHash,
    /// Where it is now.
    pub unit: StructureUnitId,
    /// In which seance.
    pub seance: Option<String>,
}

/// Employees and the tries to sign in as one.
pub trait Employees {
    /// Leases a try for `key` if [`locks`](crate::locks) allows one at `now`, and looks the login up, together.
    /// The look-up costs the same for an unknown login.
    async fn begin_sign_in(
        &self,
        key: &LockKey,
        login: &Login,
        product: Product,
        now: UnixMillis,
        patience: Patience,
    ) -> Result<(Lease, Option<Employee>), Internal>;

    /// Counts the leased try as wrong and writes `refused`; if that locks, also writes `locked`, queues the notice and
    /// ends the half-done sign-ins of the login that were counted by `key`, together: a stranger who locks the name
    /// ends no sign-in in a browser that the account knows. The same for an unknown login. The counter as it is then.
    async fn settle_wrong_password(
        &self,
        key: &LockKey,
        login: &Login,
        now: UnixMillis,
        refused: &Row,
        locked: &Row,
        notice: &NewNotice,
    ) -> Result<Counter, Internal>;

    /// Forgets all tries of `key`, since the password was right, and writes the row, together.
    async fn settle_no_access(&self, key: &LockKey, row: &Row) -> Result<(), Internal>;

    /// Forgets all tries of `key`, opens the sign-in, counted by `key`, if nothing it depends on was blocked, taken or changed since
    /// `password_version` was read, stores the new hash if there is one, and writes the row if the sign-in was
    /// opened, together. Says whether it was. What the employee chose last becomes what choices start from.
    async fn open_sign_in(
        &self,
        key: &LockKey,
        sign_in: &NewSignIn,
        password_version: u32,
        rehash: Option<&Rehash>,
        row: &Row,
    ) -> Result<bool, Internal>;

    /// Opens a sign-in that changes the point of sale of a live session, with its code passed.
    async fn open_change(&self, sign_in: &NewSignIn, change: &Change) -> Result<(), Internal>;
}
