//! Requests to the edge.

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response};

/// How long an answer may take; a hash and a mail are far below.
const PATIENCE_MS: u32 = 20_000;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub text: String,
}

impl Reply {
    /// Whether the request was carried out.
    pub fn is_ok(&self) -> bool {
        self.status == 200
    }
}

/// Asks for `path`, or sends `body` to it; nothing when no answer came.
pub async fn send(path: &str, body: Option<&str>) -> Option<Reply> {
    exchange(path, body).await.ok()
}

async fn exchange(path: &str, body: Option<&str>) -> Result<Reply, JsValue> {
    let init = RequestInit::new();
    init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    if let Some(body) = body {
        init.set_method("POST");
        init.set_body(&body.into());
        let headers = web_sys::Headers::new()?;
        headers.set("content-type", "application/json")?;
        // Only a script of our own pages can send this field (norm W3).
        headers.set("x-mixvel-auth", "1")?;
        init.set_headers(&headers);
    }
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    let response: Response =
        JsFuture::from(window.fetch_with_str_and_init(path, &init)).await?.unchecked_into();
    let text = JsFuture::from(response.text()?).await?;
    Ok(Reply { status: response.status(), text: text.as_string().unwrap_or_default() })
}
