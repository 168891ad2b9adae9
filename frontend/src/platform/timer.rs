//! Timers that end with their owner.

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

// Bound here, since web-sys squeezes a timer's id into 32 bits; clocks of tests have longer ones.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(tick: &Function, period_ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(id: &JsValue);
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(work: &Function, delay_ms: i32) -> JsValue;
}

/// Calls back every so often until it is dropped.
#[derive(Debug)]
pub struct Interval {
    id: JsValue,
    _closure: Closure<dyn FnMut()>,
}

impl Interval {
    /// Starts to call `tick` every `period_ms`.
    pub fn start(period_ms: i32, tick: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(tick);
        let id = set_interval(closure.as_ref().unchecked_ref(), period_ms);
        Self { id, _closure: closure }
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        clear_interval(&self.id);
    }
}

/// Calls back once, after what runs now has ended.
pub fn soon(work: impl FnOnce() + 'static) {
    set_timeout(Closure::once_into_js(work).unchecked_ref(), 0);
}
