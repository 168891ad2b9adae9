//! Handing a guarded request on to the service behind the guard, its body as a stream in both directions.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use futures_util::stream::iter;
use shared::code::Code;
use wasm_bindgen::JsCast as _;
use worker::web_sys;
use worker::{AbortController, AbortSignal, Delay, Fetch, Headers, Request, Response};

use super::Platform;
use crate::features::gateway::forward::Forward;
use crate::http::passage::Passage;

/// Most bytes of an answer that are read before it is passed back.
const SHORT: usize = 64 * 1024;
/// How long the end of an answer of untold length is waited for.
const AHEAD: Duration = Duration::from_millis(250);

impl Platform {
    /// Sends the request on over the service binding, where there is one, and comes back with the head of the answer; the error says how to tell the client and
    /// what to log.
    pub async fn hand_on(
        &self,
        request: Request,
        forward: &Forward,
        timeout_s: u32,
    ) -> Result<Response, (Code, String)> {
        let unavailable = |error: worker::Error| (Code::UpstreamUnavailable, error.to_string());
        let abort = AbortController::default();
        let sends_body = request.inner().body().is_some();
        let request = outgoing(&request, forward, &abort.signal()).map_err(unavailable)?;
        let sent = std::pin::pin!(async {
            let bound = self.upstreams.get(forward.service.index()).and_then(Option::as_ref);
            let answered = match bound {
                Some(bound) => bound.fetch_request(request).await,
                None => Fetch::Request(request).send().await,
            }?;
            if sends_body { begun(answered).await } else { Ok(answered) }
        });
        let late = std::pin::pin!(Delay::from(Duration::from_secs(u64::from(timeout_s))));
        match select(sent, late).await {
            Either::Left((answered, _)) => {
                incoming(answered.map_err(unavailable)?, forward).map_err(unavailable)
            }
            Either::Right(_) => {
                abort.abort();
                Err((Code::UpstreamTimeout, format!("no answer within {timeout_s} s")))
            }
        }
    }
}

/// The request to send: method and body of the original, which is never read here, and its fields but those
/// that stay behind.
fn outgoing(original: &Request, forward: &Forward, signal: &AbortSignal) -> worker::Result<Request> {
    let connection = original.headers().get("connection")?;
    let (headers, passage) = (Headers::new(), Passage::of(forward.service));
    for (name, value) in original.headers().entries() {
        if let Some(value) = passage.request_field(&name, &value, connection.as_deref()) {
            headers.append(&name, &value)?;
        }
    }
    for (name, value) in &forward.identity {
        headers.set(name, value)?;
    }
    headers.set("X-Request-Id", &forward.request_id)?;
    // A request may be made like another one: the original serves as the dictionary of options, so that the
    // platform passes its body on with its length.
    let like: &web_sys::RequestInit = original.inner().unchecked_ref();
    let copy = web_sys::Request::new_with_str_and_init(&forward.url, like)?;
    let options = web_sys::RequestInit::new();
    options.set_headers(headers.as_ref());
    options.set_signal(Some(signal));
    options.set_redirect(web_sys::RequestRedirect::Manual);
    // The answer is for one sender, whatever the service says of sharing it.
    options.set_cache(web_sys::RequestCache::NoStore);
    Ok(web_sys::Request::new_with_request_and_init(&copy, &options)?.into())
}

/// The answer with what has come of its body. A service that answers and closes without having read the request
/// resets the connection, and what was still to come of the answer may be lost: the platform then drops ours without a
/// word, unless we notice before it is begun. What is long by its own word or encoded passes untouched: the platform
/// would tell no length of the one and decode the other.
async fn begun(mut answered: Response) -> worker::Result<Response> {
    let (status, headers) = (answered.status_code(), answered.headers().clone());
    let told = headers.get("content-length")?.map(|length| length.parse::<usize>().unwrap_or(usize::MAX));
    let has_body = (200..=599).contains(&status) && !matches!(status, 204 | 205 | 304) && told != Some(0);
    if !has_body || headers.has("content-encoding")? || told.is_some_and(|length| length > SHORT) {
        return Ok(answered);
    }
    let rebuilt = |response: Response| response.with_status(status).with_headers(headers.clone());
    if told.is_some() {
        return Ok(rebuilt(Response::from_bytes(answered.bytes().await?)?));
    }
    let mut stream = answered.stream()?;
    let mut first = Vec::new();
    let mut enough = std::pin::pin!(Delay::from(AHEAD));
    while first.len() < SHORT {
        match select(stream.next(), enough.as_mut()).await {
            Either::Left((Some(chunk), _)) => first.extend(chunk?),
            Either::Left((None, _)) => return Ok(rebuilt(Response::from_bytes(first)?)),
            Either::Right(_) => break,
        }
    }
    let first = iter((!first.is_empty()).then_some(Ok::<_, worker::Error>(first)));
    Ok(rebuilt(Response::from_stream(first.chain(stream))?))
}

/// The answer to pass back: status and body as they came, the fields that the guard lets through, and those that it
/// adds.
fn incoming(answered: Response, forward: &Forward) -> worker::Result<Response> {
    // The platform makes no answer of any other status, and its library panics over that.
    if !(200..=599).contains(&answered.status_code()) {
        return Err(worker::Error::RustError(format!("status {}", answered.status_code())));
    }
    let connection = answered.headers().get("connection")?;
    let (headers, passage) = (Headers::new(), Passage::of(forward.service));
    for (name, value) in answered.headers().entries() {
        if passage.passes_back(&name, &value, connection.as_deref()) {
            headers.append(&name, &value)?;
        }
    }
    let has = |name: &str| headers.has(name).unwrap_or_default();
    for (name, value) in passage.added(&forward.request_id, has).collect::<Vec<_>>() {
        headers.set(name, &value)?;
    }
    Ok(answered.with_headers(headers))
}
