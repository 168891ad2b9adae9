//! Breached passwords, asked for over HTTP.

use std::time::Duration;

use futures_util::future::{Either, select};
use worker::web_sys;
use worker::{AbortController, AbortSignal, Delay, Fetch, Headers};

use super::Platform;
use crate::error::Internal;
use crate::ports::Breaches;

/// Whoever chooses a password waits no longer than this.
const LIMIT: Duration = Duration::from_secs(2);

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
    // The answer is the same for everybody, so the platform may share it as far as the service allows.
    // The library's own options would bring code for all that a request can ask of the platform.
    let options = web_sys::RequestInit::new();
    options.set_headers(headers.as_ref());
    let request = web_sys::Request::new_with_str_and_init(&url, &options)?;
    let mut answer = Fetch::Request(request.into()).send_with_signal(signal).await?;
    match answer.status_code() {
        200 => answer.text().await,
        status => Err(worker::Error::RustError(format!("status {status}"))),
    }
}
