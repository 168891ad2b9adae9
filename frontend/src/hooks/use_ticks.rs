//! A drawing that follows the clock.

use yew::prelude::*;

use crate::platform::clock;
use crate::platform::timer::Interval;

/// The browser's clock, once a second while `running`, in milliseconds since 1970.
#[hook]
pub fn use_ticks(running: bool) -> i64 {
    let now = use_state(clock::now);
    {
        let now = now.setter();
        use_effect_with(running, move |running| {
            now.set(clock::now());
            let interval = running.then(|| Interval::new(1000, move || now.set(clock::now())));
            move || drop(interval)
        });
    }
    *now
}
