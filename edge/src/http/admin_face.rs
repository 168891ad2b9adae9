//! The face of administration: who asks, from a cookie or a key by the host, and what is asked, from JSON and a query.

use serde::de::DeserializeOwned;
use shared::code::Code;
use shared::failure::Failure;

use super::head::{Body, Head};
use super::{authorization, browser_face, cookie, same_origin};
use crate::config::HostRole;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::features::admin::actor;
use crate::features::admin::query::Query;
use crate::features::admin::requester::Requester;
use crate::ports::Ports;
use crate::route::admin::Admin;

/// Largest body of a request, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Whoever asks, with the right to ask it: at Boss's host a session and nothing else, at the host of the web service an
/// operator's key and nothing else.
pub async fn requester<P: Ports>(ctx: &Ctx<'_, P>, head: &Head, endpoint: Admin) -> Result<Requester, Error> {
    match ctx.config.site(&head.host).map(|site| site.role) {
        Some(HostRole::Boss) => {
            if !matches!(head.method.as_str(), "GET" | "HEAD") {
                same_origin::require(head, &ctx.config.origin(&head.host))?;
            }
            let session = cookie::secret(&head.headers, cookie::SESSION);
            actor::of_session(ctx, session, endpoint).await
        }
        Some(HostRole::Api | HostRole::Local) => {
            let key = authorization::credentials(head.headers.only("authorization"), "Bearer");
            actor::of_key(ctx, key, endpoint).await
        }
        Some(HostRole::Cashier) | None => Err(Code::NotFound.into()),
    }
}

/// Reads a request: JSON, without members that nobody knows.
pub async fn read<T: DeserializeOwned, B: Body>(head: &Head, body: &mut B) -> Result<T, Failure> {
    browser_face::json(head, body, MAX_BYTES).await
}

/// Reads the query of a list that takes these members.
pub fn query(head: &Head, takes: &[&str]) -> Result<Query, Failure> {
    let query = head.path_and_query.split_once('?').map_or("", |(_, query)| query);
    Query::parse(query, takes)
}
