//! The platform's request as a head and an unread body.

use futures_util::StreamExt as _;
use worker::{Cf, Request};

use crate::error::Internal;
use crate::http::head::{Body, BodyError, Head, Headers};

/// The head of a request.
pub fn head(request: &Request) -> Result<Head, Internal> {
    let url = request.url().map_err(|error| Internal::fault(format!("request URL: {error}")))?;
    let host = url.host_str().unwrap_or_default();
    let path_and_query = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    Ok(Head {
        method: request.inner().method(),
        host: url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
        // Not the header field: a client could send that one, where the zone does not set it.
        country: request.cf().and_then(Cf::country),
        path: url.path().to_owned(),
        path_and_query,
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
        let mut bytes = Vec::new();
        while let Some(chunk) = stream.next().await {
            bytes.extend(chunk.map_err(|_| BodyError::Broken)?);
            if bytes.len() > limit {
                return Err(BodyError::TooLarge);
            }
        }
        Ok(bytes)
    }
}
