//! Token introspection (RFC 7662) for gateways that cannot be placed behind this edge.

use serde::Serialize;
use shared::audit::Event;
use shared::code::Code;

use super::authenticate::standing;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::Random;
use crate::storage::audit::AuditLog;
use crate::storage::tokens::{TokenStanding, Tokens};
use crate::token::{self, Claims};

/// What a gateway learns of a token (RFC 7662 section 2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Introspection {
    /// It may be used now.
    Active {
        /// Always true.
        active: bool,
        /// `Bearer` (RFC 6750).
        token_type: &'static str,
        /// Login of the application.
        username: String,
        /// What the token says.
        #[serde(flatten)]
        claims: Box<Claims>,
    },
    /// It may not, and nothing else is said (norm J3).
    Inactive {
        /// Always false.
        active: bool,
    },
}

/// Tells a gateway that has proved who it is about a token.
pub async fn introspect<P: Tokens>(ctx: &Ctx<'_, P>, token: &str) -> Result<Introspection, Internal> {
    let genuine = token::verify(token, &ctx.config.keys, &ctx.config.token_issuer, ctx.now);
    match genuine {
        Ok(claims) if standing(ctx, &claims).await? == TokenStanding::Live => Ok(Introspection::Active {
            active: true,
            token_type: "Bearer",
            username: claims.sub.clone(),
            claims: Box::new(claims),
        }),
        _ => Ok(Introspection::Inactive { active: false }),
    }
}

/// Refuses a caller that is not one of the gateways, with one audit row a minute and address.
pub async fn refuse_client<T, P: AuditLog + Random>(ctx: &Ctx<'_, P>) -> Result<T, Error> {
    let row = ctx.audit(None, Event::ClientRefused, "anonymous", "introspection", "invalid-client");
    let row = ctx.once_a_minute("client", ctx.address, row);
    ctx.ports.record(&row).await?;
    Err(Code::ClientRefused.into())
}
