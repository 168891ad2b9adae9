//! Counts as data points of Analytics Engine, where its binding is there.

use worker::AnalyticsEngineDataPointBuilder;

use super::Platform;
use crate::ports::counters::{Counters, Happened};

impl Counters for Platform {
    fn count(&self, happened: Happened) {
        *self.counts.borrow_mut().entry(happened).or_default() += 1;
    }
}

/// One invocation may write 250 points, and a round of mails or the end of many tokens comes to more: what is alike is one
/// point, written when the event is over.
impl Drop for Platform {
    fn drop(&mut self) {
        let Some(dataset) = &self.counters else { return };
        for (Happened { counter, what, cause }, times) in self.counts.take() {
            let point = AnalyticsEngineDataPointBuilder::new()
                .indexes([counter.as_str()])
                .add_blob(what)
                .add_blob(cause)
                .add_double(times);
            // Who is signing in must not suffer from what nobody could count.
            let _ = point.write_to(dataset);
        }
    }
}
