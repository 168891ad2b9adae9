//! The face of the browser's API: requests of our own pages to values, replies to JSON and cookies.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::code::Code;
use shared::failure::Failure;
use shared::value::product::Product;

use super::answer::Answer;
use super::head::{Body, BodyError, Head};
use super::{address, cookie, json_face, media_type, same_origin};
use crate::config::Stand;
use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::Pages;
use crate::visit::visitor::{Reply, Visitor};

/// Largest body of a request, in bytes.
pub const MAX_BYTES: usize = 8 * 1024;
/// The longest name of a browser that is kept, in characters.
const MAX_USER_AGENT: usize = 254;

/// The body of a request that says nothing, and of such an answer: `{}`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The browser behind a request to a product's host.
pub async fn visitor<P: Pages>(
    ctx: &Ctx<'_, P>,
    head: &Head,
    product: Product,
    origin: &str,
) -> Result<Visitor, Internal> {
    let user_agent = head.headers.only("user-agent").unwrap_or_default();
    // What a developer's machine says of countries is made up.
    let country = head.country.as_deref().filter(|_| ctx.config.stand != Stand::Local);
    Ok(Visitor {
        product,
        origin: origin.to_owned(),
        app: ctx.ports.app().await?,
        country: country.and_then(address::country),
        language: cookie::language(&head.headers),
        acts: !matches!(head.method.as_str(), "GET" | "HEAD"),
        user_agent: user_agent.chars().take(MAX_USER_AGENT).collect(),
        session: cookie::secret(&head.headers, cookie::SESSION),
        sign_in: cookie::secret(&head.headers, cookie::SIGN_IN),
        devices: cookie::devices(&head.headers, &ctx.config.seal_keys),
    })
}

/// Reads a request of one of our own pages: JSON, small, without members that nobody knows.
pub async fn read<T: DeserializeOwned, B: Body>(
    head: &Head,
    body: &mut B,
    origin: &str,
) -> Result<T, Failure> {
    same_origin::require(head, origin)?;
    json(head, body, MAX_BYTES).await
}

/// Reads JSON of at most so many bytes.
pub async fn json<T: DeserializeOwned, B: Body>(
    head: &Head,
    body: &mut B,
    most: usize,
) -> Result<T, Failure> {
    media_type::require(&head.headers, media_type::JSON)?;
    let bytes = body.read(most).await.map_err(|error| match error {
        BodyError::TooLarge => {
            Failure::with_detail(Code::PayloadTooLarge, format!("the body is over {} KiB", most / 1024))
        }
        BodyError::Broken | BodyError::Late => error.into(),
    })?;
    // serde's message could quote the text, and with it a password.
    serde_json::from_slice(&bytes).map_err(|error| {
        let place = format!("not the expected JSON at line {}, column {}", error.line(), error.column());
        Failure::with_detail(Code::MalformedRequest, place)
    })
}

/// A reply, and what the browser keeps.
pub fn reply(reply: &Reply) -> Answer {
    let kept = [(cookie::SESSION, &reply.session), (cookie::SIGN_IN, &reply.sign_in)];
    let answer = Answer { mail_queued: reply.mail_queued, ..json_face::value(&reply.state) };
    kept.into_iter()
        .filter_map(|(name, keep)| cookie::keep(name, keep))
        .chain(reply.devices.as_deref().map(cookie::keep_devices))
        .fold(answer, |answer, field| answer.with("Set-Cookie", field))
}
