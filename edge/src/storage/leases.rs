//! Leases of tries: of one counter, at most as many looks at a secret are under way as could still lock.
//!
//! A lease has an identity, and whoever begins the next try of the counter clears away those whose time is over. So a try
//! that finds its lease gone may have been given to somebody else: it settles nothing and opens nothing.

use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::statement::Statement;
use crate::counters::locks::{LAPSE_MS, LockKey};

/// A lease as the try that holds it knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    id: String,
    key: String,
}

impl Lease {
    /// A lease of a look at a password under this counter.
    pub fn of_password(id: String, key: &LockKey) -> Self {
        Self { id, key: key.as_str().to_owned() }
    }

    /// A lease of a look at a code of this account. The key has spaces, which no counter of passwords has.
    pub fn of_code(id: String, agency: AgencyCode, login: &Login) -> Self {
        Self { id, key: format!("code {agency} {login}") }
    }

    /// Names the counter, as a text that storage keeps.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// The statement that clears away the leases of the counter whose time is over.
pub(super) fn clear(lease: &Lease, now: UnixMillis) -> Statement {
    Statement::new("DELETE FROM lease WHERE key = :lease_key AND until <= :lease_now")
        .with("lease_key", lease.key())
        .with("lease_now", now)
}

/// How many looks of the counter are under way, as a part of a statement.
pub(super) const UNDER_WAY: &str = "(SELECT count(*) FROM lease WHERE key = :lease_key)";

/// The statement that grants the lease if the source, what stands behind `SELECT`'s values, yields a row. It may use
/// [`UNDER_WAY`]. No lease ends before one that was granted earlier, however old the moment that its try came with.
pub(super) fn grant(lease: &Lease, now: UnixMillis, source: &str) -> Statement {
    let sql = format!(
        "INSERT INTO lease (lease_id, key, until) SELECT :lease, :lease_key, \
         max(:lease_until, coalesce((SELECT max(until) FROM lease WHERE key = :lease_key), 0)) {source} RETURNING lease_id"
    );
    Statement::new(sql)
        .with("lease", &lease.id)
        .with("lease_key", lease.key())
        .with("lease_until", now.plus_ms(LAPSE_MS))
}

/// The condition, as a part of a statement, that the lease is still held.
pub(super) fn is_live(lease: &Lease) -> Statement {
    Statement::new("EXISTS (SELECT 1 FROM lease WHERE lease_id = :lease)").with("lease", &lease.id)
}

/// The statement that ends the lease, and says whether it was still held.
pub(super) fn end(lease: &Lease) -> Statement {
    Statement::new("DELETE FROM lease WHERE lease_id = :lease RETURNING lease_id").with("lease", &lease.id)
}

/// The same, if the query finds something.
pub(super) fn end_if(lease: &Lease, query: Statement) -> Statement {
    Statement::new("DELETE FROM lease WHERE lease_id = :lease")
        .with("lease", &lease.id)
        .and(query.found())
        .returning("lease_id")
}

/// The statement that forgets the wrong passwords of the counter, and never its lock, under a condition.
pub(super) fn forget_failures(lease: &Lease, condition: Statement) -> Statement {
    Statement::new("UPDATE password_try SET failed = 0 WHERE key = :lease_key AND failed > 0")
        .with("lease_key", lease.key())
        .and(condition)
}
