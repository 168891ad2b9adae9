//! Where a guarded request goes, and what it tells the service behind the guard about its sender.

use shared::code::Code;
use shared::failure::Failure;

use crate::config::{Service, Upstream};
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::secrets::signature::{self, Signed};
use crate::secrets::token::Claims;

/// A request to hand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// Whose it is now.
    pub service: Service,
    /// The whole address, query included.
    pub url: String,
    /// Who is asking, and the proof that the guard says so, as header fields.
    pub identity: Vec<(&'static str, String)>,
    /// Names the request, for the service and for the caller.
    pub request_id: String,
}

/// The application that holds a token, as header fields: for the web service, and for gateways that ask.
pub fn identity(claims: &Claims) -> Vec<(&'static str, String)> {
    vec![
        ("X-Auth-Application", claims.sub.clone()),
        ("X-Auth-Agency", claims.agency_code.to_string()),
        ("X-Auth-Structure-Unit", claims.structure_unit.clone()),
        ("X-Auth-Token-Id", claims.jti.clone()),
    ]
}

/// Hands the request on to the service, at the same path; without one there is nothing here.
pub fn forward<P>(
    ctx: &Ctx<'_, P>,
    service: Service,
    identity: Vec<(&'static str, String)>,
    method: &str,
    path_and_query: &str,
) -> Result<Forward, Error> {
    let Some(Upstream { origin, base_path }) = ctx.config.upstream(service) else {
        return Err(Failure::with_detail(
            Code::NotFound,
            "this environment has no web service behind the guard",
        )
        .into());
    };
    let path = format!("{base_path}{path_and_query}");
    let identity = signed(ctx, service, identity, method, &path)?;
    Ok(Forward { service, url: format!("{origin}{path}"), identity, request_id: ctx.request_id.to_owned() })
}

/// The fields of a sender with the signature of all of them, where the service has a key.
pub fn signed<P>(
    ctx: &Ctx<'_, P>,
    service: Service,
    mut identity: Vec<(&'static str, String)>,
    method: &str,
    path: &str,
) -> Result<Vec<(&'static str, String)>, Internal> {
    let signed = ctx.config.signature_keys.sign(&Signed {
        issuer: &ctx.config.token_issuer,
        audience: service.audience(),
        now: ctx.now,
        method,
        path,
        request_id: ctx.request_id,
        identity: &identity,
    })?;
    identity.extend(signed.map(|signed| (signature::FIELD, signed)));
    Ok(identity)
}
