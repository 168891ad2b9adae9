//! `POST /api/Accounts/login`: a password against a token of 24 hours.

use shared::audit::{Event, Row};
use shared::code::Code;
use shared::envelope::auth::AuthRequest;
use shared::failure::Failure;
use shared::password_hash::{self, Verdict};
use shared::time::{SECOND_MS, UnixMillis};

use super::decide;

use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{
    AddressLimit, Application, Applications, AuditLog, Hasher, NewToken, Random, Rehash, TokenRecord,
};
use crate::token::{self, AUDIENCE, Claims, TOKEN_LIFE_MS};
use crate::tries::{Tried, TryKey};

/// Period of the coarse limit of hashed checks, in seconds.
const ADDRESS_PERIOD_S: u32 = 60;

/// Checks the password and issues a token, or says why not. In this order: the address's limit, the waits of
/// this login from this address, the password, and only then whether the application may get in.
pub async fn login<P>(ctx: &Ctx<'_, P>, request: &AuthRequest) -> Result<String, Error>
where
    P: Applications + AddressLimit + AuditLog + Hasher + Random,
{
    let key = TryKey::new(&ctx.config.peppers, &request.login, ctx.address);
    if !ctx.ports.admit(ctx.address).await? {
        return Err(refuse_for(ctx, request, &key, ADDRESS_PERIOD_S).await?);
    }
    let tried = match ctx.ports.begin_login(&key, &request.login, &request.structure_unit, ctx.now).await? {
        Tried::Told(application) => settle(ctx, request, &key, application).await?,
        Tried::Waiting { until } => Tried::Waiting { until },
    };
    match tried {
        Tried::Told(outcome) => outcome.map_err(Error::from),
        Tried::Waiting { until } => Err(refuse_for(ctx, request, &key, seconds_until(until, ctx.now)).await?),
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
    let Some((application, outdated)) = check_password(ctx, request, application).await? else {
        let row = refusal_row(ctx, request, None, "invalid-credentials");
        let tried = ctx.ports.settle_wrong(key, ctx.now, &row).await?;
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
    let row = refusal_row(ctx, request, Some(&application), reason);
    let tried = ctx.ports.settle_refused(key, ctx.now, &row).await?;
    Ok(tried.map(|()| Err(Code::AccessRefused)))
}

/// The application and whether its hash is outdated, if the password is right. An unknown login is compared
/// with a hash that nothing matches, so that it takes as long (norm L3).
async fn check_password<P: Hasher>(
    ctx: &Ctx<'_, P>,
    request: &AuthRequest,
    application: Option<Application>,
) -> Result<Option<(Application, bool)>, Internal> {
    let (cost, peppers) = (ctx.config.cost, &ctx.config.peppers);
    let stored = match &application {
        Some(application) => application.password_hash.clone(),
        None => password_hash::decoy(cost, peppers).map_err(Internal::fault)?,
    };
    let verdict = ctx.ports.compare(&request.password, &stored, cost, peppers).await;
    let verdict =
        verdict.map_err(|error| Internal::fault(format!("application {}: {error}", request.login)))?;
    Ok(match verdict {
        Verdict::Wrong => None,
        Verdict::Right { outdated } => application.map(|application| (application, outdated)),
    })
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
    P: Applications + Random,
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
    let rehash = if outdated { Some(rehash(ctx, request, application)?) } else { None };
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

fn rehash<P: Random>(
    ctx: &Ctx<'_, P>,
    request: &AuthRequest,
    application: &Application,
) -> Result<Rehash, Internal> {
    let (cost, pepper) = (ctx.config.cost, ctx.config.peppers.current());
    let to =
        password_hash::hash(&request.password, ctx.ports.bytes(), cost, pepper).map_err(Internal::fault)?;
    Ok(Rehash { from: application.password_hash.clone(), to })
}

/// A refusal that says when to come back. One audit row a minute is enough to tell of it.
async fn refuse_for<P>(
    ctx: &Ctx<'_, P>,
    request: &AuthRequest,
    key: &TryKey,
    wait_s: u32,
) -> Result<Error, Internal>
where
    P: AuditLog + Random,
{
    let row = ctx.once_a_minute("wait", key.as_str(), refusal_row(ctx, request, None, "too-many-requests"));
    ctx.ports.record(&row).await?;
    Ok(Failure::retry_after(Code::TooManyRequests, wait_s).into())
}

fn refusal_row<P: Random>(
    ctx: &Ctx<'_, P>,
    request: &AuthRequest,
    application: Option<&Application>,
    reason: &str,
) -> Row {
    let agency = application.map(|application| application.agency);
    ctx.audit(
        agency,
        Event::LoginRefused,
        request.login.as_str(),
        &request.structure_unit.to_string(),
        reason,
    )
}

fn seconds_until(moment: UnixMillis, now: UnixMillis) -> u32 {
    let rounded_up = (moment.since_ms(now) + SECOND_MS - 1).div_euclid(SECOND_MS);
    u32::try_from(rounded_up).unwrap_or(1).max(1)
}
