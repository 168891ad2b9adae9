//! Our answer as the platform's response.

use worker::{Headers, Response, ResponseBuilder};

use crate::http::answer::{ALWAYS, Answer};

thread_local! {
    /// The fields of every answer: copied by one call, instead of being set one by one.
    static BASE: Headers = ALWAYS.into_iter().collect();
}

/// The response that carries the answer.
pub fn response(answer: Answer) -> worker::Result<Response> {
    let headers = BASE.with(Headers::clone);
    for (name, value) in &answer.headers {
        match ALWAYS.iter().find(|(always, _)| always == name) {
            Some((_, same)) if same == value => {}
            Some(_) => headers.set(name, value)?,
            // `Set-Cookie` alone may stand more than once.
            None => headers.append(name, value)?,
        }
    }
    let builder = ResponseBuilder::new().with_status(answer.status).with_headers(headers);
    Ok(if answer.body.is_empty() { builder.empty() } else { builder.fixed(answer.body) })
}
