//! What the features ask of the platform beside storage. `tests` fakes it, `adapters` has it of the platform.

pub mod cache;
pub mod carrier;
pub mod counters;
pub mod database_size;
pub mod failures;
pub mod operator_keys;
pub mod queue;

use shared::password_hash::{Cost, HashError, Peppers, Verdict};
use shared::value::password::NormalPassword;

use self::cache::Cache;
use self::carrier::Carrier;
use self::counters::Counters;
use self::database_size::DatabaseSize;
use self::failures::Failures;
use self::operator_keys::OperatorKeys;
use self::queue::Queue;
use crate::error::Internal;
use crate::storage::database::Database;

/// Period of [`AddressLimit`], in seconds.
pub const ADDRESS_PERIOD_S: u32 = 60;

/// The coarse shield in front of hashing: checks of passwords a minute and client address. It may let a few
/// too many through; what must be counted exactly is counted in storage.
pub trait AddressLimit {
    /// Whether this address may have one more password checked.
    async fn admit(&self, address: &str) -> Result<bool, Internal>;
}

/// The coarse shield in front of whatever asks storage for callers who may prove nothing.
pub trait Shield {
    /// What addresses have failed to prove in this isolate.
    fn failures(&self) -> &Failures;
}

/// Comparisons of passwords with hashes: the dearest thing done here, so that each one is counted in tests.
pub trait Hasher {
    /// The normal form of a text (NFKC; Unicode Standard Annex 15).
    fn nfkc(&self, text: &str) -> String;

    /// The requests of this isolate that have a password to compare or are about to.
    fn queue(&self) -> &Queue;

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

/// Everything the worker needs.
pub trait Ports:
    Database
    + Cache
    + DatabaseSize
    + AddressLimit
    + Shield
    + OperatorKeys
    + Hasher
    + Breaches
    + Carrier
    + Counters
    + Random
    + Log
    + Pages
{
}

impl<P> Ports for P where
    P: Database
        + Cache
        + DatabaseSize
        + AddressLimit
        + Shield
        + OperatorKeys
        + Hasher
        + Breaches
        + Carrier
        + Counters
        + Random
        + Log
        + Pages
{
}
