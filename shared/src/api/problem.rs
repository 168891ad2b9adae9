//! Members of a problem document beyond RFC 9457: what a window needs to say it well.

use serde::{Deserialize, Serialize};

/// A refusal as a window reads it. Members of other kinds of problems are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Last part of `type`: `invalid-credentials`, `login-locked`, `invalid-code` and so on.
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// The request's name, a code for support.
    pub request_id: String,
    /// Wrong tries that are still free, after a wrong password or code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts_left: Option<u32>,
    /// When the lock ends by itself, in milliseconds since 1970; absent when it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_until_ms: Option<i64>,
    /// Seconds after which the same request may succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
    /// Seconds by which the browser's clock is ahead of the edge's, when that is why a code does not fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_off_s: Option<i64>,
    /// Why a right password opens nothing: `blocked`, `product`, `point-of-sale`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which rule a new password breaks: `too-short`, `too-long`, `common`, `context`, `breached`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}
