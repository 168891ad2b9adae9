//! Clock, limits of time, randomness and log of the runtime.

use std::pin::Pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use shared::time::UnixMillis;
use worker::{Delay, console_error};

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

/// What the future comes to, if it does within the time.
pub(super) async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    let future = std::pin::pin!(future);
    // One copy of the race for all futures of a type of result.
    let future: Pin<&mut dyn Future<Output = T>> = future;
    match select(future, Delay::from(limit)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}
