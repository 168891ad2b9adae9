//! How big the database is, which the platform tells and no statement.

use crate::error::Internal;

/// The size of the database.
pub trait DatabaseSize {
    /// Bytes that it takes on the platform's disk.
    async fn database_bytes(&self) -> Result<i64, Internal>;
}
