//! The platform's request as a head and an unread body.

use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use web_sys::Url;
use worker::{Cf, Delay, Request};

use crate::error::Internal;
use crate::http::head::{BODY_MS, Body, BodyError, Head, Headers};

/// The head of a request.
pub fn head(request: &Request) -> Result<Head, Internal> {
    // The platform's own reader of the URL standard: the library's brings the tables of all domain names.
    let text = request.inner().url();
    let url = Url::new(&text).map_err(|_| Internal::fault(format!("request URL {text:?} is none")))?;
    let path = url.pathname();
    Ok(Head {
        method: request.inner().method(),
        host: url.host(),
        // Not the header field: a client could send that one, where the zone does not set it.
        country: request.cf().and_then(Cf::country),
        path_and_query: format!("{path}{}", url.search()),
        path,
        headers: request.headers().entries().collect::<Headers>(),
    })
}

impl Body for Request {
    async fn read(&mut self, limit: usize) -> Result<Vec<u8>, BodyError> {
        let announced = self.headers().get("content-length").ok().flatten();
        if announced.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > limit as u64)
        {
            return Err(BodyError::TooLarge);
        }
        if self.inner().body().is_none() {
            return Ok(Vec::new());
        }
        let mut stream = self.stream().map_err(|_| BodyError::Broken)?;
        let whole = async {
            let mut bytes = Vec::new();
            while let Some(chunk) = stream.next().await {
                bytes.extend(chunk.map_err(|_| BodyError::Broken)?);
                if bytes.len() > limit {
                    return Err(BodyError::TooLarge);
                }
            }
            Ok(bytes)
        };
        match select(pin!(whole), Delay::from(Duration::from_millis(BODY_MS))).await {
            Either::Left((read, _)) => read,
            Either::Right(_) => Err(BodyError::Late),
        }
    }
}
