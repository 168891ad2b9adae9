//! Whether storage answers at all.

use super::database::Database;
use super::statement::Statement;
use crate::error::Internal;

/// Whether storage answers at all.
pub trait Health: Database {
    /// Fails when it does not, or has no tables.
    async fn ping(&self) -> Result<(), Internal> {
        self.one("health", Statement::new("SELECT 1 FROM agency LIMIT 1")).await.map(drop)
    }
}

impl<D: Database> Health for D {}
