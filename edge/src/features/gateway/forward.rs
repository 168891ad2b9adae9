//! Where a guarded request goes, and what it tells the web service about its sender.

use shared::code::Code;
use shared::failure::Failure;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::secrets::token::Claims;

/// A request to hand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// The whole address, query included.
    pub url: String,
    /// Who is asking, as header fields.
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
pub fn forward<P>(ctx: &Ctx<'_, P>, claims: &Claims, path_and_query: &str) -> Result<Forward, Error> {
    let Some(base) = &ctx.config.upstream_url else {
        return Err(Failure::with_detail(
            Code::NotFound,
            "this environment has no web service behind the guard",
        )
        .into());
    };
    Ok(Forward {
        url: format!("{base}{path_and_query}"),
        identity: identity(claims),
        request_id: ctx.request_id.to_owned(),
    })
}
