//! The size of the database, as D1 tells it with every result.

use super::Platform;
use crate::error::Internal;
use crate::ports::database_size::DatabaseSize;

impl DatabaseSize for Platform {
    async fn database_bytes(&self) -> Result<i64, Internal> {
        let failed = |error: worker::Error| Internal::storage(format!("database size: {error}"));
        let asked = self.db.prepare("SELECT 1").all().await.map_err(failed)?;
        let meta = asked.meta().map_err(failed)?.and_then(|meta| meta.size_after);
        Ok(meta.and_then(|bytes| bytes.try_into().ok()).unwrap_or(0))
    }
}
