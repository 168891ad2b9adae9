//! What the features ask of the platform. `memory` implements it for tests, `adapters` on the platform.
//!
//! Every method that writes says what it writes together: all of it, or nothing and an error.

pub mod carrier;
pub mod employees;
pub mod sign_ins;

use shared::audit::Row;
use shared::password_hash::{Cost, HashError, Peppers, Verdict};
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::password::NormalPassword;
use shared::value::structure_unit_id::StructureUnitId;

use crate::storage::account::Accounts;
use self::carrier::Carrier;
use crate::storage::devices::Devices;
use self::employees::Employees;
use crate::storage::outbox::Outbox;
use crate::storage::recovery::Recovery;
use crate::storage::sessions::Sessions;
use self::sign_ins::{SecondFactors, SignIns};
use crate::error::Internal;
use crate::tries::{Tried, TryKey};

/// An application as a login finds it, with the standing of everything that must not be blocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The agency it belongs to.
    pub agency: AgencyCode,
    /// Name of that agency.
    pub agency_name: String,
    /// PHC string.
    pub password_hash: String,
    /// How often the password was rotated.
    pub password_version: u32,
    /// Whether the application is blocked.
    pub application_blocked: bool,
    /// Whether its agency is blocked.
    pub agency_blocked: bool,
    /// What the structure unit that was asked for is to the application.
    pub unit: UnitStanding,
}

/// What a structure unit is to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitStanding {
    /// The application may work in it.
    Allowed,
    /// It is not one of the application's: foreign, unknown or taken away.
    NotAllowed,
    /// It is one of the application's, and blocked.
    Blocked,
}

/// A token as storage keeps it: never the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRecord {
    /// Its `jti`.
    pub jti: String,
    /// The application it was issued to.
    pub login: Login,
    /// The structure unit it is for, and with it the agency.
    pub structure_unit: StructureUnitId,
    /// When.
    pub issued_at: UnixMillis,
    /// When it ends by itself.
    pub expires_at: UnixMillis,
}

/// A new hash of an unchanged password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehash {
    /// The PHC string that it replaces; a hash that has changed meanwhile stays.
    pub from: String,
    /// The new PHC string.
    pub to: String,
}

/// A token to store.
#[derive(Clone, Debug)]
pub struct NewToken<'a> {
    /// Its record.
    pub record: &'a TokenRecord,
    /// How often the password had been rotated when it was compared.
    pub password_version: u32,
    /// A new hash of that password, if the stored one is outdated.
    pub rehash: Option<&'a Rehash>,
}

/// Where a token stands. Read from the primary: a revocation counts on the very next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenStanding {
    /// It may be used.
    Live,
    /// It was ended early.
    Revoked,
    /// No such token was issued here, or it ended so long ago that its row is gone.
    Unknown,
}

/// Applications and the tries to log in as one. Every method answers [`Tried::Waiting`], and writes nothing, if a
/// wait of `key` ran at `now`, the moment the try came.
pub trait Applications {
    /// Looks the login up. That costs the same for an unknown one.
    async fn begin_login(
        &self,
        key: &TryKey,
        login: &Login,
        unit: &StructureUnitId,
        now: UnixMillis,
    ) -> Result<Tried<Option<Application>>, Internal>;

    /// Counts a wrong try and writes the row, together.
    async fn settle_wrong(&self, key: &TryKey, now: UnixMillis, row: &Row) -> Result<Tried<()>, Internal>;

    /// Forgets the wrong tries of `key`, since the password was right, and writes the row, together.
    async fn settle_refused(&self, key: &TryKey, now: UnixMillis, row: &Row) -> Result<Tried<()>, Internal>;

    /// Forgets the wrong tries of `key`, stores the token if nothing it depends on was blocked, taken or rotated
    /// since `password_version` was read, stores the new hash if there is one, and writes the row if the token
    /// was stored, together. Says whether it was.
    async fn issue_token(
        &self,
        key: &TryKey,
        now: UnixMillis,
        token: &NewToken<'_>,
        row: &Row,
    ) -> Result<Tried<bool>, Internal>;
}

/// Tokens that were issued.
pub trait Tokens {
    /// Where the token stands now.
    async fn token_standing(&self, agency: AgencyCode, jti: &str) -> Result<TokenStanding, Internal>;
}

/// The append-only log.
pub trait AuditLog {
    /// Writes a row; a row of the same name within the agency is kept as it is.
    async fn record(&self, row: &Row) -> Result<(), Internal>;
}

/// Chores of the cron trigger.
pub trait Sweep {
    /// Deletes tokens and links that ended before `now`, counters of tries that hold no lock and were untouched
    /// since `tries_before`, wishes for links that came before it, sign-ins, sessions and mails that were sent or are
    /// dead, older than `gone_before`, and known browsers that were not used since `devices_before`, at most a thousand
    /// rows of each, and says how many went.
    async fn sweep(
        &self,
        now: UnixMillis,
        tries_before: UnixMillis,
        gone_before: UnixMillis,
        devices_before: UnixMillis,
    ) -> Result<u32, Internal>;
}

/// Period of [`AddressLimit`], in seconds.
pub const ADDRESS_PERIOD_S: u32 = 60;

/// The coarse shield in front of hashing: checks of passwords a minute and client address. It may let a few
/// too many through; what must be counted exactly is counted in storage.
pub trait AddressLimit {
    /// Whether this address may have one more password checked.
    async fn admit(&self, address: &str) -> Result<bool, Internal>;
}

/// Comparisons of passwords with hashes: the dearest thing done here, so that each one is counted in tests.
pub trait Hasher {
    /// The normal form of a text (NFKC; Unicode Standard Annex 15).
    fn nfkc(&self, text: &str) -> String;

    /// Compares as `password_hash::verify` does.
    async fn compare(
        &self,
        password: &NormalPassword,
        stored: &str,
        cost: Cost,
        peppers: &Peppers,
    ) -> Result<Verdict, HashError>;
}

/// A service that knows passwords from breaches, and is asked by the start of a hash (k-anonymity).
pub trait Breaches {
    /// The hashes that begin with these five hexadecimal digits: a line each of the other 35, a colon, and how often the
    /// password was seen; zero for lines that hide how many there are. Fails when there is no answer within two seconds.
    async fn breached(&self, url: &str, prefix: &str) -> Result<String, Internal>;
}

/// Whether storage answers at all.
pub trait Health {
    /// Fails when it does not.
    async fn ping(&self) -> Result<(), Internal>;
}

/// Cryptographically strong random bytes.
pub trait Random {
    /// Fills an array.
    fn bytes<const N: usize>(&self) -> [u8; N];
}

/// The operator's log. Lines hold no secret.
pub trait Log {
    /// Something the operator should look at.
    fn error(&self, line: &str);
}

/// The files of the browser application.
pub trait Pages {
    /// The text of a file by its path, such as `/pages/cashier.en.html`; `None` if there is none.
    async fn page(&self, path: &str) -> Result<Option<String>, Internal>;

    /// Names the application that is deployed, as its pages do; empty where none is. May be read once in the life of
    /// an isolate: pages and worker are deployed together.
    async fn app(&self) -> Result<String, Internal>;
}

/// Everything the worker needs: that of agents, that of employees, and what both are built on.
pub trait Ports:
    Applications
    + Tokens
    + EmployeePorts
    + AuditLog
    + Sweep
    + AddressLimit
    + Hasher
    + Breaches
    + Health
    + Random
    + Log
    + Pages
{
}

impl<P> Ports for P where
    P: Applications
        + Tokens
        + EmployeePorts
        + AuditLog
        + Sweep
        + AddressLimit
        + Hasher
        + Breaches
        + Health
        + Random
        + Log
        + Pages
{
}

/// What the account of an employee needs of storage.
pub trait EmployeePorts:
    Employees + SignIns + SecondFactors + Sessions + Devices + Accounts + Recovery + Outbox + Carrier
{
}

impl<P> EmployeePorts for P where
    P: Employees + SignIns + SecondFactors + Sessions + Devices + Accounts + Recovery + Outbox + Carrier
{
}
