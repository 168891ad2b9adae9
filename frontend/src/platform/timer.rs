//! Timers that end with their owner.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// Calls back every so often until it is dropped.
#[derive(Debug)]
pub struct Interval {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Interval {
    /// Starts to call `tick` every `period_ms`.
    pub fn start(period_ms: i32, tick: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(tick);
        let id = web_sys::window().and_then(|window| {
            let function = closure.as_ref().unchecked_ref();
            window.set_interval_with_callback_and_timeout_and_arguments_0(function, period_ms).ok()
        });
        Self { id: id.unwrap_or_default(), _closure: closure }
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_interval_with_handle(self.id);
        }
    }
}

/// Calls back once, after what runs now has ended.
pub fn soon(work: impl FnOnce() + 'static) {
    later(0, work);
}

/// Calls back once, after `delay_ms`.
pub fn later(delay_ms: i32, work: impl FnOnce() + 'static) {
    let function = Closure::once_into_js(work);
    if let Some(window) = web_sys::window() {
        let function = function.unchecked_ref();
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(function, delay_ms);
    }
}
