//! Breached passwords, asked for over HTTP.

use std::time::Duration;

use futures_util::future::{Either, select};
use worker::{AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit};

use super::Platform;
use crate::error::Internal;
use crate::ports::Breaches;

/// Whoever chooses a password waits no longer than this.
const LIMIT: Duration = Duration::from_secs(1);

impl Breaches for Platform {
    async fn breached(&self, url: &str, prefix: &str) -> Result<String, Internal> {
        let abort = AbortController::default();
        let signal = abort.signal();
        let asked = std::pin::pin!(ask(format!("{url}/{prefix}"), &signal));
        let late = std::pin::pin!(Delay::from(LIMIT));
        match select(asked, late).await {
            Either::Left((answered, _)) => answered.map_err(Internal::fault),
            Either::Right(_) => {
                abort.abort();
                Err(Internal::fault("no answer in time"))
            }
        }
    }
}

async fn ask(url: String, signal: &AbortSignal) -> worker::Result<String> {
    let headers = Headers::new();
    headers.set("Add-Padding", "true")?;
    headers.set("User-Agent", "MixVel-Auth")?;
    let mut options = RequestInit::new();
    options.with_method(Method::Get).with_headers(headers);
    let request = Request::new_with_init(&url, &options)?;
    let mut answer = Fetch::Request(request).send_with_signal(signal).await?;
    match answer.status_code() {
        200 => answer.text().await,
        status => Err(worker::Error::RustError(format!("status {status}"))),
    }
}
