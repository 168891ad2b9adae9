//! Waiting for what another process does in its own time.

use std::thread;
use std::time::Duration;

/// How long a test waits between two looks at what it waits for.
const BETWEEN: Duration = Duration::from_millis(20);
/// How often it looks: together longer than anything here may take, on a machine that is busy.
const LOOKS: u32 = 4_000;

/// Waits until it is so.
#[track_caller]
pub fn until(mut is_so: impl FnMut() -> bool, what: &str) {
    for _ in 0..LOOKS {
        if is_so() {
            return;
        }
        thread::sleep(BETWEEN);
    }
    panic!("in vain: {what}");
}
