//! Token introspection (RFC 7662) for gateways that cannot be placed behind this edge.

use serde::Serialize;
use shared::audit::Event;
use shared::code::Code;
use shared::failure::Failure;

use super::authenticate::standing;
use crate::counters::tries::{Tried, TryKey};
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{Random, Shield};
use crate::secrets::token::{self, Claims};
use crate::storage::applications::Applications;
use crate::storage::audit::AuditLog;
use crate::storage::tokens::{TokenStanding, Tokens};

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

/// Lets a gateway in by its basic credentials. Wrong ones make their address wait as `tries` says, and while a wait
/// runs, right ones are refused like all others; one audit row a minute and address tells of refusals.
pub async fn admit<P: Applications + AuditLog + Shield + Random>(
    ctx: &Ctx<'_, P>,
    basic: Option<&str>,
) -> Result<(), Error> {
    let row = ctx.audit(None, Event::ClientRefused, "anonymous", "introspection", "invalid-client");
    let row = ctx.once_a_minute("client", ctx.address, row);
    let key = TryKey::of_gateways(&ctx.config.peppers, ctx.address);
    let known = basic.is_some_and(|basic| ctx.config.knows_client(basic));
    let tried = if known {
        ctx.ports.wait(&key, ctx.now).await?
    } else if basic.is_some() {
        ctx.ports.settle_wrong(&key, ctx.now, &row, &row).await?
    } else {
        // Nothing was guessed.
        ctx.record_once(&row.audit_id, &row).await?;
        Tried::Told(())
    };
    match tried {
        Tried::Waiting { until } => {
            Err(Failure::retry_after(Code::TooManyRequests, until.seconds_from(ctx.now)).into())
        }
        Tried::Told(()) if known => Ok(()),
        Tried::Told(()) => Err(Code::ClientRefused.into()),
    }
}
