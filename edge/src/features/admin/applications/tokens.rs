//! Live tokens of applications, and their end before their time.

use shared::api::admin::applications::{Revoked, Token};
use shared::api::admin::{Ending, Page};
use shared::audit::Event;
use shared::code::Code;

use super::super::paging::{MAX_LIMIT, Paging};
use super::super::query::{Query, malformed};
use super::super::requester::Requester;
use super::{find, row, scope};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::storage::admin::applications::ApplicationReadings;
use crate::storage::admin::live_tokens::LiveTokens;

/// What the query of the list takes.
pub const TOKENS_TAKE: [&str; 2] = ["cursor", "limit"];

/// The live tokens of an application, newest first.
pub async fn tokens<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
    query: &Query,
) -> Result<Page<Token>, Error>
where
    P: ApplicationReadings + LiveTokens,
{
    let paging = Paging::read(query, MAX_LIMIT, 2)?;
    let behind = match paging.after.as_deref() {
        Some([at, jti]) => {
            let at = at.parse().map_err(|_| malformed("cursor is not a cursor of this list"))?;
            Some((at, jti.as_str()))
        }
        _ => None,
    };
    let application = find(ctx, who, login).await?;
    let (agency, login) = (application.agency, &application.login);
    let live = ctx.ports.live_tokens(agency, login, behind, paging.rows(), ctx.now).await?;
    Ok(paging.page(
        live,
        |token| vec![token.issued_at.0.to_string(), token.jti.clone()],
        |token| Token {
            jti: token.jti,
            unit: format!("{agency}_{}", token.unit),
            issued_at_ms: token.issued_at.0,
            expires_at_ms: token.expires_at.0,
        },
    ))
}

/// Ends a token.
pub async fn revoke<P>(ctx: &Ctx<'_, P>, who: &Requester, jti: &str) -> Result<Revoked, Error>
where
    P: LiveTokens + Random,
{
    let owner = ctx.ports.token_owner(jti, scope(who), ctx.now).await?.ok_or(Code::NotFound)?;
    let whose = (owner.agency_code, &owner.login);
    let row = row(ctx, who, whose, Event::TokenRevoked, &format!("token {jti}"));
    let changed = owner.live && ctx.ports.revoke_token(owner.agency_code, jti, &row).await?;
    Ok(Revoked { login: owner.login.as_str().to_owned(), changed })
}

/// Ends all tokens of an application.
pub async fn revoke_all<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Ending, Error>
where
    P: ApplicationReadings + LiveTokens + Random,
{
    let application = find(ctx, who, login).await?;
    let whose = (application.agency, &application.login);
    let row = row(ctx, who, whose, Event::TokenRevoked, "");
    let tokens = ctx.ports.revoke_tokens(application.agency, &application.login, &row).await?;
    Ok(Ending { tokens, changed: tokens > 0, ..Ending::default() })
}
