//! Clock, randomness and log of the runtime.

use shared::time::UnixMillis;
use worker::console_error;

use super::Platform;
use crate::ports::{Log, Random};

/// The moment an event reached the worker. The platform's clock stands still until the next input or output.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn now() -> UnixMillis {
    UnixMillis(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
}

impl Random for Platform {
    #[expect(clippy::disallowed_methods, reason = "the one place that draws random bytes")]
    fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        // The runtime's `crypto.getRandomValues` has no error; without it a request must end here.
        #[expect(
            clippy::expect_used,
            reason = "predictable identifiers would be worse than a failed request"
        )]
        getrandom::fill(&mut bytes).expect("the runtime has a source of randomness");
        bytes
    }
}

impl Log for Platform {
    fn error(&self, line: &str) {
        console_error!("{line}");
    }
}
