//! Requests of administration to the edge: every method, and the status of the answer.

use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

/// How long an answer may take.
const PATIENCE_MS: u32 = 20_000;

// As in `http`, which the login window carries: a part that nobody uses there would weigh there too.
#[wasm_bindgen(inline_js = r#"
export async function call(method, path, body, patience) {
  const headers = { "content-type": "application/json", "x-mixvel-auth": "1" };
  const reply = await fetch(path, { method, headers, body, signal: AbortSignal.timeout(patience) });
  return [reply.ok, await reply.text()];
}
export function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn call(method: &str, path: &str, body: Option<&str>, patience_ms: u32)
    -> Result<JsValue, JsValue>;
    /// Has the browser save a table as a file of that name.
    pub fn save(name: &str, text: &str);
}

/// Sends a request. Whether it was carried out, and the body of the answer; nothing when no answer came.
pub async fn send(method: &str, path: &str, body: Option<&str>) -> Option<(bool, String)> {
    let reply: Array = call(method, path, body, PATIENCE_MS).await.ok()?.unchecked_into();
    Some((reply.get(0).is_truthy(), reply.get(1).as_string().unwrap_or_default()))
}
