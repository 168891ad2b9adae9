//! Our answer as the platform's response.

use worker::{Headers, Response, ResponseBuilder};

use crate::http::answer::Answer;

/// The response that carries the answer.
pub fn response(answer: Answer) -> worker::Result<Response> {
    let headers = Headers::new();
    for (name, value) in &answer.headers {
        // `Set-Cookie` alone may stand more than once.
        headers.append(name, value)?;
    }
    let builder = ResponseBuilder::new().with_status(answer.status).with_headers(headers);
    Ok(if answer.body.is_empty() { builder.empty() } else { builder.fixed(answer.body) })
}
