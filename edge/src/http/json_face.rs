//! The JSON face: values as JSON, failures as problem details (RFC 9457).

use serde::Serialize;
use serde_json::{Value, json};
use shared::api::problem::Problem;
use shared::code::Code;
use shared::failure::Failure;

use super::answer::Answer;

/// Start of problem types: names that need no page behind them (RFC 9457 section 3.1.1, RFC 4151).
const TYPE_BASE: &str = "tag:mixvel.com,2026:problem/";

/// A value as JSON.
pub fn value<T: Serialize>(value: &T) -> Answer {
    // None of our values can fail to serialize: no maps with odd keys, no custom serializers.
    Answer::with_body(200, "application/json", serde_json::to_vec(value).unwrap_or_default())
}

/// A failure as a problem document, with the members that windows read. A gateway finds the word of RFC 6749
/// section 5.2 in `error`.
pub fn failure(failure: &Failure, request_id: &str) -> Answer {
    let spec = failure.code.spec();
    let mut problem = json!({
        "type": format!("{TYPE_BASE}{}", spec.slug),
        "title": spec.advice,
        "status": spec.status,
        "instance": format!("urn:uuid:{request_id}"),
    });
    let told = Problem {
        code: spec.slug.to_owned(),
        status: spec.status,
        request_id: request_id.to_owned(),
        retry_after_s: failure.retry_after_s,
        ..failure.members.as_deref().cloned().unwrap_or_default()
    };
    if let (Some(members), Ok(Value::Object(told))) = (problem.as_object_mut(), serde_json::to_value(&told)) {
        members.extend(told);
        if let Some(detail) = &failure.detail {
            members.insert("detail".to_owned(), json!(detail));
        }
        if failure.code == Code::ClientRefused {
            members.insert("error".to_owned(), json!("invalid_client"));
        }
    }
    Answer::with_body(spec.status, "application/problem+json", problem.to_string())
}
