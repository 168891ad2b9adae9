//! The platform's rate limiter: counted per location and not exactly, which is all that a shield needs.

use super::Platform;
use crate::error::Internal;
use crate::ports::failures::Failures;
use crate::ports::{AddressLimit, Shield};

impl Shield for Platform {
    fn failures(&self) -> &Failures {
        static FAILURES: Failures = Failures::new();
        &FAILURES
    }
}

impl AddressLimit for Platform {
    async fn admit(&self, address: &str) -> Result<bool, Internal> {
        let outcome = self.hashed_checks.limit(address.to_owned()).await;
        outcome
            .map(|outcome| outcome.success)
            .map_err(|error| Internal::storage(format!("rate limiter: {error}")))
    }
}
