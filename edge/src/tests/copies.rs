//! Copies as KV keeps them: none at first, and lost, stale or out of reach when a test says so.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::platform::Platform;
use crate::error::Internal;
use crate::ports::cache::{Cache, Key};

#[derive(Default)]
pub(super) struct Copies {
    pub(super) kept: RefCell<BTreeMap<String, String>>,
    pub(super) fate: Cell<Fate>,
}

/// What becomes of reading and writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Fate {
    /// Both are done.
    #[default]
    Done,
    /// What is written is not read yet.
    Stale,
    /// Both fail.
    Failed,
}

impl Copies {
    fn read(&self, key: &str) -> Result<Option<String>, Internal> {
        match self.fate.get() {
            Fate::Failed => Err(Internal::storage("no copies")),
            Fate::Done | Fate::Stale => Ok(self.kept.borrow().get(key).cloned()),
        }
    }

    fn write(&self, key: &str, text: String) -> Result<(), Internal> {
        match self.fate.get() {
            Fate::Done => drop(self.kept.borrow_mut().insert(key.to_owned(), text)),
            Fate::Stale => {}
            Fate::Failed => return Err(Internal::storage("no copies")),
        }
        Ok(())
    }
}

impl Cache for Platform {
    async fn stored<V>(&self, key: &Key<V>) -> Result<Option<String>, Internal> {
        self.copies.read(key.as_str())
    }

    async fn store<V>(&self, key: &Key<V>, text: String) -> Result<(), Internal> {
        self.copies.write(key.as_str(), text)
    }
}
