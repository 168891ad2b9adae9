//! From a bearer token to the application that holds it.

use shared::audit::Event;
use shared::code::Code;
use shared::failure::Failure;
use shared::value::agency_code::AgencyCode;

use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{Random, Shield};
use crate::secrets::token::{self, Claims, Flaw};
use crate::storage::audit::AuditLog;
use crate::storage::tokens::{TokenStanding, Tokens};

/// What a caller brought to prove who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof<'a> {
    /// A bearer token.
    Token(&'a str),
    /// Something of another scheme.
    OtherScheme,
    /// Nothing.
    Missing,
}

/// The claims of a token that may be used now, or a refusal with its audit row. Storage is asked every time,
/// so that a revocation counts on the very next request.
pub async fn authenticate<P>(ctx: &Ctx<'_, P>, proof: Proof<'_>) -> Result<Claims, Error>
where
    P: Tokens + AuditLog + Shield + Random,
{
    let token = match proof {
        Proof::Token(token) => token,
        Proof::OtherScheme => {
            let detail =
                "the scheme of the header field `Authorization` is wrong; send `Authorization: Bearer TOKEN`";
            return refuse(ctx, None, "other-scheme", Some(detail)).await;
        }
        Proof::Missing => {
            let detail = "the request came without the header field `Authorization: Bearer TOKEN`";
            return refuse(ctx, None, "missing", Some(detail)).await;
        }
    };
    let claims = match token::verify(token, &ctx.config.keys, &ctx.config.token_issuer, ctx.now) {
        Ok(claims) => claims,
        Err(Flaw::Malformed) => return refuse(ctx, None, "malformed", None).await,
        Err(Flaw::Forged) => return refuse(ctx, None, "forged", None).await,
        Err(Flaw::Foreign) => return refuse(ctx, None, "foreign", None).await,
        Err(Flaw::NotYetValid(claims)) => return refuse(ctx, Some(&claims), "not-yet-valid", None).await,
        Err(Flaw::Expired(claims)) => {
            return refuse(ctx, Some(&claims), "expired", Some("the token has expired")).await;
        }
    };
    match standing(ctx, &claims).await? {
        TokenStanding::Live => Ok(claims),
        TokenStanding::Revoked => refuse(ctx, Some(&claims), "revoked", Some("the token was revoked")).await,
        TokenStanding::Unknown => refuse(ctx, Some(&claims), "unknown", None).await,
    }
}

/// Whether this is a token of ours that has not expired, whatever storage says of it; storage is not asked.
pub fn is_ours<P>(ctx: &Ctx<'_, P>, token: Option<&str>) -> bool {
    token.is_some_and(|token| {
        token::verify(token, &ctx.config.keys, &ctx.config.token_issuer, ctx.now).is_ok()
    })
}

/// Where a genuine token stands in storage.
pub(super) async fn standing<P: Tokens>(
    ctx: &Ctx<'_, P>,
    claims: &Claims,
) -> Result<TokenStanding, Internal> {
    match AgencyCode::from_number(claims.agency_code) {
        Some(agency) => ctx.ports.token_standing(agency, &claims.jti).await,
        None => Ok(TokenStanding::Unknown),
    }
}

/// Refuses, and writes one row a minute: per token when it is genuine, per address when it is not.
async fn refuse<T, P>(
    ctx: &Ctx<'_, P>,
    claims: Option<&Claims>,
    reason: &str,
    detail: Option<&str>,
) -> Result<T, Error>
where
    P: AuditLog + Shield + Random,
{
    let agency = claims.and_then(|claims| AgencyCode::from_number(claims.agency_code));
    let (actor, subject) = claims.map_or(("anonymous", ""), |claims| (&claims.sub, &claims.jti));
    let whose = if subject.is_empty() { ctx.address } else { subject };
    let row = ctx.audit(agency, Event::TokenRefused, actor, subject, reason);
    let row = ctx.once_a_minute(reason, whose, row);
    ctx.record_once(&row.audit_id, &row).await?;
    Err(Failure { detail: detail.map(str::to_owned), ..Failure::from(Code::TokenRefused) }.into())
}
