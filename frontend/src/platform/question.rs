//! A question to the person that code waits for.

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Where the answer is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer(Function);

impl Answer {
    /// Gives it; the first one counts.
    pub fn give(&self, yes: bool) {
        let _ = self.0.call1(&JsValue::NULL, &yes.into());
    }
}

/// Has `put` ask the question and waits for its answer.
pub async fn ask(put: impl Fn(Answer)) -> bool {
    let promise = Promise::new(&mut |resolve, _| put(Answer(resolve)));
    JsFuture::from(promise).await.is_ok_and(|yes| yes.is_truthy())
}
