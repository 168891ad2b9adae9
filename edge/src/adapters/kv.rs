//! Copies in KV.

use worker::KvError;

use super::Platform;
use crate::error::Internal;
use crate::ports::cache::{Cache, Key};

impl Cache for Platform {
    async fn stored<V>(&self, key: &Key<V>) -> Result<Option<String>, Internal> {
        self.texts.get(key.as_str()).text().await.map_err(|error| failed(&error))
    }

    async fn store<V>(&self, key: &Key<V>, text: String) -> Result<(), Internal> {
        self.texts
            .put(key.as_str(), text)
            .map_err(|error| failed(&error))?
            .execute()
            .await
            .map_err(|error| failed(&error))
    }
}

fn failed(error: &KvError) -> Internal {
    Internal::storage(format!("KV: {error}"))
}
