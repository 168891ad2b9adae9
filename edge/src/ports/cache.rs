//! Copies of what may be a minute old, by typed names: whatever cannot be read here is read again where it is decided.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::admin::texts::Notice;
use shared::texts::TextKind;
use shared::value::product::Product;

use super::Log;
use crate::error::Internal;
use crate::storage::texts::ReadText;

/// The name of a copy, and of what. Only the functions below make one.
pub struct Key<V> {
    name: String,
    value: PhantomData<V>,
}

impl Key<ReadText> {
    /// The bodies of a version, which never change.
    pub fn text(kind: TextKind, version: &str) -> Self {
        Self { name: format!("text/{}/{version}", kind.as_str()), value: PhantomData }
    }
}

impl Key<Vec<Notice>> {
    /// The notices of a product that are shown or will be.
    pub fn notices(product: Product) -> Self {
        Self { name: format!("notices/{product}"), value: PhantomData }
    }
}

impl<V> Key<V> {
    /// The name, as it is stored.
    pub fn as_str(&self) -> &str {
        &self.name
    }
}

/// Copies. What is written is read elsewhere within a minute.
pub trait Cache: Log {
    /// The text under a key, up to a minute old.
    async fn stored<V>(&self, key: &Key<V>) -> Result<Option<String>, Internal>;

    /// Writes the text under a key; the last of several counts.
    async fn store<V>(&self, key: &Key<V>, text: String) -> Result<(), Internal>;

    /// The copy; `None` if there is none that can be read, for the log to say why.
    async fn cached<V: DeserializeOwned>(&self, key: &Key<V>) -> Option<V> {
        let read = self.stored(key).await.map_err(|error| error.to_string()).and_then(|text| {
            text.map(|text| serde_json::from_str(&text)).transpose().map_err(|error| error.to_string())
        });
        read.unwrap_or_else(|error| {
            self.error(&format!("copy {}: {error}", key.as_str()));
            None
        })
    }

    /// Keeps a copy; that it cannot be kept is for the log alone.
    async fn cache<V: Serialize>(&self, key: &Key<V>, value: &V) {
        let text = serde_json::to_string(value).map_err(Internal::fault);
        let kept = match text {
            Ok(text) => self.store(key, text).await,
            Err(error) => Err(error),
        };
        if let Err(error) = kept {
            self.error(&format!("copy {}: {error}", key.as_str()));
        }
    }
}
