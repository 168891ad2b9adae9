//! `POST /api/Accounts/login`: a password against a token of 24 hours.

use shared::audit::{Event, Row};
use shared::code::Code;
use shared::envelope::auth::AuthRequest;
use shared::failure::Failure;
use shared::time::UnixMillis;

use super::decide;

use crate::counters::tries::{Tried, TryKey};
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{ADDRESS_PERIOD_S, AddressLimit, Hasher, Random, Shield};
use crate::secrets::stored_password;
use crate::secrets::token::{self, AUDIENCE, Claims, TOKEN_LIFE_MS};
use crate::storage::applications::{Application, Applications, NewToken};
use crate::storage::audit::AuditLog;
use crate::storage::tokens::TokenRecord;

/// Checks the password and issues a token, or says why not. In this order: the address's limit, the waits of
/// this login from this address, the password, and only then whether the application may get in.
pub async fn login<P>(ctx: &Ctx<'_, P>, request: &AuthRequest) -> Result<String, Error>
where
    P: Applications + AddressLimit + AuditLog + Shield + Hasher + Random,
{
    let key = TryKey::new(&ctx.config.peppers, &request.login, ctx.address);
    if !ctx.ports.admit(ctx.address).await? {
        return Err(refuse_for(ctx, request, ADDRESS_PERIOD_S).await?);
    }
    // Never refused for it, since no lease lapses here; but its hash stands in front of others.
    let _turn = ctx.ports.queue().join();
    let tried = match ctx.ports.begin_login(&key, &request.login, &request.structure_unit, ctx.now).await? {
        Tried::Told(application) => settle(ctx, request, &key, application).await?,
        Tried::Waiting { until } => Tried::Waiting { until },
    };
    match tried {
        Tried::Told(outcome) => outcome.map_err(Error::from),
        Tried::Waiting { until } => Err(refuse_for(ctx, request, until.seconds_from(ctx.now)).await?),
    }
}

/// Compares the password and stores what follows from it, unless a wait that began meanwhile forbids to tell.
async fn settle<P>(
    ctx: &Ctx<'_, P>,
    request: &AuthRequest,
    key: &TryKey,
    application: Option<Application>,
) -> Result<Tried<Result<String, Code>>, Error>
where
    P: Applications + Hasher + Random,
{
    let is_known = application.is_some();
    let whose = format_args!("application {}", request.login);
    let checked = stored_password::check(ctx, whose, &request.password, application, |it| &it.password_hash);
    let Some((application, outdated)) = checked.await? else {
        let row = |name: &str| refusal_row(ctx, request, None, name, "invalid-credentials");
        let alarm =
            |name: &str| ctx.audit(None, Event::LoginGuessed, "anonymous", name, "many-wrong-passwords");
        let (row, alarm) = if is_known {
            (row(request.login.as_str()), alarm(request.login.as_str()))
        } else {
            let name = ctx.veiled(&request.login);
            let once = |what, row| ctx.once_a_minute(what, ctx.address, row);
            (once("login-unknown", row(&name)), once("login-guessed", alarm(&name)))
        };
        let tried = ctx.ports.settle_wrong(key, ctx.now, &row, &alarm).await?;
        return Ok(tried.map(|()| Err(Code::InvalidCredentials)));
    };
    let reason = match decide::refusal(&application) {
        Some(reason) => reason,
        None => match issue(ctx, request, key, &application, outdated).await? {
            Tried::Told(Some(token)) => return Ok(Tried::Told(Ok(token))),
            Tried::Waiting { until } => return Ok(Tried::Waiting { until }),
            // Somebody blocked, took away or rotated between the look-up and now.
            Tried::Told(None) => "changed-meanwhile",
        },
    };
    let row = refusal_row(ctx, request, Some(&application), request.login.as_str(), reason);
    let tried = ctx.ports.settle_refused(key, ctx.now, &row).await?;
    Ok(tried.map(|()| Err(Code::AccessRefused)))
}

/// Issues a token; none if something that it depends on has changed since the look-up.
async fn issue<P>(
    ctx: &Ctx<'_, P>,
    request: &AuthRequest,
    key: &TryKey,
    application: &Application,
    outdated: bool,
) -> Result<Tried<Option<String>>, Error>
where
    P: Applications + Hasher + Random,
{
    let signing = ctx.config.keys.signing().ok_or_else(|| Internal::fault("no key signs"))?;
    let issued_at = UnixMillis::from_seconds(ctx.now.as_seconds());
    let expires_at = issued_at.plus_ms(TOKEN_LIFE_MS);
    let claims = Claims {
        iss: ctx.config.token_issuer.clone(),
        aud: AUDIENCE.to_owned(),
        sub: request.login.as_str().to_owned(),
        name: application.agency_name.clone(),
        jti: ctx.new_id().as_str().to_owned(),
        iat: issued_at.as_seconds(),
        nbf: issued_at.as_seconds(),
        exp: expires_at.as_seconds(),
        structure_unit: request.structure_unit.to_string(),
        agency_code: application.agency.as_number(),
    };
    let token = token::sign(&claims, signing)?;
    let record = TokenRecord {
        jti: claims.jti,
        login: request.login.clone(),
        structure_unit: request.structure_unit.clone(),
        issued_at,
        expires_at,
    };
    let rehash = if outdated {
        Some(stored_password::rehash(ctx, &request.password, &application.password_hash)?)
    } else {
        None
    };
    let row = ctx.audit(
        Some(application.agency),
        Event::TokenIssued,
        request.login.as_str(),
        &record.jti,
        &claims.structure_unit,
    );
    let version = application.password_version;
    let new = NewToken { record: &record, password_version: version, rehash: rehash.as_ref() };
    let tried = ctx.ports.issue_token(key, ctx.now, &new, &row).await?;
    Ok(tried.map(|stored| stored.then_some(token)))
}

/// A refusal that says when to come back, before anybody has looked for the login. One audit row a minute and address is
/// enough to tell of it.
async fn refuse_for<P>(ctx: &Ctx<'_, P>, request: &AuthRequest, wait_s: u32) -> Result<Error, Internal>
where
    P: AuditLog + Shield + Random,
{
    let row = refusal_row(ctx, request, None, &ctx.veiled(&request.login), "too-many-requests");
    let row = ctx.once_a_minute("wait", ctx.address, row);
    ctx.record_once(&row.audit_id, &row).await?;
    Ok(Failure::retry_after(Code::TooManyRequests, wait_s).into())
}

fn refusal_row<P: Random>(
    ctx: &Ctx<'_, P>,
    request: &AuthRequest,
    application: Option<&Application>,
    name: &str,
    reason: &str,
) -> Row {
    let agency = application.map(|application| application.agency);
    ctx.audit(agency, Event::LoginRefused, name, &request.structure_unit.to_string(), reason)
}
