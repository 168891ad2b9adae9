//! Where a guarded request goes, and what it tells the web service about its sender.

use shared::code::Code;
use shared::failure::Failure;

use crate::config::Upstream;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::secrets::signature::{self, Signed};
use crate::secrets::token::Claims;

/// A request to hand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// The whole address, query included.
    pub url: String,
    /// Who is asking, and the proof that the guard says so, as header fields.
    pub identity: Vec<(&'static str, String)>,
    /// Names the request, for the web service and for the caller.
    pub request_id: String,
}

/// The sender of a request as header fields: for the web service, and for gateways that ask.
pub fn identity(claims: &Claims) -> Vec<(&'static str, String)> {
    vec![
        ("X-Auth-Application", claims.sub.clone()),
        ("X-Auth-Agency", claims.agency_code.to_string()),
        ("X-Auth-Structure-Unit", claims.structure_unit.clone()),
        ("X-Auth-Token-Id", claims.jti.clone()),
    ]
}

/// Hands the request on to the web service, at the same path; without a web service there is nothing here.
pub fn forward<P>(
    ctx: &Ctx<'_, P>,
    claims: &Claims,
    method: &str,
    path_and_query: &str,
) -> Result<Forward, Error> {
    let Some(Upstream { origin, base_path }) = &ctx.config.upstream else {
        return Err(Failure::with_detail(
            Code::NotFound,
            "this environment has no web service behind the guard",
        )
        .into());
    };
    let path = format!("{base_path}{path_and_query}");
    let mut identity = identity(claims);
    let signed = ctx.config.signature_keys.sign(&Signed {
        issuer: &ctx.config.token_issuer,
        audience: signature::WEB_SERVICE,
        now: ctx.now,
        method,
        path: &path,
        request_id: ctx.request_id,
        identity: &identity,
    })?;
    identity.extend(signed.map(|signed| (signature::FIELD, signed)));
    Ok(Forward { url: format!("{origin}{path}"), identity, request_id: ctx.request_id.to_owned() })
}
