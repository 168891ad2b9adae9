//! Requests to the edge.

use std::cell::Cell;

use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

/// How long what is sent may take; a hash and a mail are far below.
pub const PATIENCE_MS: u32 = 20_000;
/// How long each of the two tries of a question may take.
const QUESTION_PATIENCE_MS: u32 = PATIENCE_MS / 2;

// A script of ten lines, since each part of `fetch` that is named from Rust is an import of its own. Only a script of
// our own pages can send the second header field (norm W3). A question that no answer begins to come to is asked once more:
// a tab that asks where the sign-in stands would else go on showing where it stood. One whose answer breaks off is not:
// its head may have said that the session is over, and a second one would not say why.
#[wasm_bindgen(inline_js = r#"
const headers = { "content-type": "application/json", "x-mixvel-auth": "1" };
export async function exchange(path, body, patience) {
  const send = init => fetch(path, { signal: AbortSignal.timeout(patience), ...init });
  const reply = await (body === undefined ? send().catch(() => send()) : send({ method: "POST", headers, body }));
  return [reply.status, await reply.text()];
}"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn exchange(path: &str, body: Option<&str>, patience_ms: u32) -> Result<JsValue, JsValue>;
}

thread_local! {
    static UNDER_WAY: Cell<u32> = const { Cell::new(0) };
}

/// Whether an answer is still to come.
pub fn is_under_way() -> bool {
    UNDER_WAY.get() > 0
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    is_ok: bool,
    is_outrun: bool,
    /// Body.
    pub text: String,
}

impl Response {
    /// Whether the request was carried out.
    pub fn is_ok(&self) -> bool {
        self.is_ok
    }

    /// Whether the sign-in has meanwhile come to another step, by another tab.
    pub fn is_outrun(&self) -> bool {
        self.is_outrun
    }
}

/// Asks for `path`, or sends `body` to it; nothing when no answer came.
pub async fn send(path: &str, body: Option<&str>) -> Option<Response> {
    let patience_ms = if body.is_some() { PATIENCE_MS } else { QUESTION_PATIENCE_MS };
    UNDER_WAY.set(UNDER_WAY.get() + 1);
    let reply = exchange(path, body, patience_ms).await;
    UNDER_WAY.set(UNDER_WAY.get() - 1);
    let reply: Array = reply.ok()?.unchecked_into();
    let status = reply.get(0).as_f64();
    let (is_ok, is_outrun) = (status == Some(200.0), status == Some(409.0));
    Some(Response { is_ok, is_outrun, text: reply.get(1).as_string().unwrap_or_default() })
}
