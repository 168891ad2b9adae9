//! The edge's refusals, as both modules read them.

#[cfg(feature = "steps")]
pub mod account;
#[cfg(feature = "steps")]
pub mod recovery;
#[cfg(feature = "steps")]
pub mod state;

use wasm_bindgen::JsValue;

use crate::platform::http::Response;
use crate::platform::json;

/// `GET`: where the browser stands (`shared::api::state::PATH`).
pub const STATE_PATH: &str = "/api/auth/state";
/// Where login and password go (`shared::api::requests::Credentials::PATH`).
pub const CREDENTIALS_PATH: &str = "/api/auth/credentials";

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// No answer came.
    Lost,
    /// The edge refused.
    Refused(Box<Refusal>),
}

/// A problem document, as far as windows read it (`shared::api::problem`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refusal {
    /// Last part of `type`.
    pub code: String,
    /// The request's name.
    pub request_id: String,
    /// Wrong tries that are still free.
    pub attempts_left: Option<u32>,
    /// When the lock ends by itself.
    pub locked_until_ms: Option<f64>,
    /// Seconds after which the same request may succeed.
    pub retry_after_s: Option<u32>,
    /// Seconds by which the browser's clock is ahead.
    pub clock_off_s: Option<i32>,
    /// Why a right password opens nothing.
    pub reason: Option<String>,
    /// Which rule a new password breaks.
    pub rule: Option<String>,
}

impl Problem {
    /// The problem of a reply that is no success.
    pub fn of(reply: Option<&Response>) -> Self {
        let Some(reply) = reply else { return Self::Lost };
        let document = json::parse(&reply.text);
        let text = |name| json::text(&document, name);
        Self::Refused(Box::new(Refusal {
            code: text("code").unwrap_or_default(),
            request_id: text("request_id").unwrap_or_default(),
            attempts_left: whole(&document, "attempts_left"),
            locked_until_ms: json::number(&document, "locked_until_ms"),
            retry_after_s: whole(&document, "retry_after_s"),
            clock_off_s: signed(&document, "clock_off_s"),
            reason: text("reason"),
            rule: text("rule"),
        }))
    }

    /// What the browser itself stands in the way of.
    pub fn named(code: &str) -> Self {
        Self::Refused(Box::new(Refusal { code: code.to_owned(), ..Refusal::default() }))
    }

    /// Whether this is the refusal of that name.
    pub fn is(&self, code: &str) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.code == code)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "such a cast saturates")]
fn whole(document: &JsValue, name: &str) -> Option<u32> {
    json::number(document, name).map(|number| number as u32)
}

#[expect(clippy::cast_possible_truncation, reason = "such a cast saturates")]
fn signed(document: &JsValue, name: &str) -> Option<i32> {
    json::number(document, name).map(|number| number as i32)
}
