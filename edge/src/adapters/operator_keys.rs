//! Operators' keys that were right in this isolate, and the platform's rate limiter in front of all others.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::Platform;
use crate::error::Internal;
use crate::ports::operator_keys::OperatorKeys;
use crate::secret::SecretHash;

thread_local! {
    /// No more than there are operators: only right keys are remembered.
    static RIGHT: RefCell<BTreeSet<SecretHash>> = const { RefCell::new(BTreeSet::new()) };
}

impl OperatorKeys for Platform {
    async fn admit_key(&self, key: &SecretHash, address: &str) -> Result<bool, Internal> {
        if RIGHT.with_borrow(|right| right.contains(key)) {
            return Ok(true);
        }
        let outcome = self.operator_keys.limit(address.to_owned()).await;
        outcome
            .map(|outcome| outcome.success)
            .map_err(|error| Internal::storage(format!("rate limiter: {error}")))
    }

    fn key_was_right(&self, key: &SecretHash) {
        RIGHT.with_borrow_mut(|right| right.insert(key.clone()));
    }

    fn key_was_wrong(&self, key: &SecretHash) {
        RIGHT.with_borrow_mut(|right| right.remove(key));
    }
}
