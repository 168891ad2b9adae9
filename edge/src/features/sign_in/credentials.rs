//! The first step: login and password.

use shared::api::problem::Problem;
use shared::api::requests::Credentials;
use shared::audit::{Event, Row};
use shared::code::Code;
use shared::failure::Failure;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::password::Password;

use super::advance::advance;
use super::decide::{self, NoAccess};
use crate::ctx::Ctx;
use crate::devices::counted_by;
use crate::error::{Error, Internal};
use crate::locks::{Counter, Lease, LockKey, Patience};
use crate::notice::notice;
use crate::ports::devices::Devices;
use crate::ports::employees::{Employee, Employees, NewSignIn};
use crate::ports::outbox::MailKind;
use crate::ports::sessions::Sessions;
use crate::ports::sign_ins::SignIns;
use crate::ports::{ADDRESS_PERIOD_S, AddressLimit, AuditLog, Hasher, Random};
use crate::secret::Secret;
use crate::standing::{Place, retry, standing};
use crate::stored_password;
use crate::visitor::{Keep, Reply, Visitor};

/// Seconds after which a try that found others in flight may come again.
const BUSY_S: u32 = 1;
/// The longest login that is looked up, in characters (RFC 5321 section 4.5.3.1 allows 254 for an address).
const MAX_LOGIN: usize = 254;

/// Checks the password and opens a sign-in, or says why not. In this order: the address's limit, the tries of this
/// login name (or of the browser, if the account knows it), the password, and only then whether its owner may sign in
/// here.
pub async fn credentials<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, request: Credentials) -> Result<Reply, Error>
where
    P: Employees + SignIns + Sessions + Devices + AddressLimit + AuditLog + Hasher + Random,
{
    if !matches!(standing(ctx, visitor).await?.place, Place::Nobody(_)) {
        return Err(Code::StepMismatch.into());
    }
    let Some(login) =
        Login::parse(&request.login).filter(|login| login.as_str().chars().count() <= MAX_LOGIN)
    else {
        return Err(Failure::with_detail(Code::MalformedRequest, "`login` is empty or too long").into());
    };
    let password = Password::from(request.password);
    if !ctx.ports.admit(ctx.address).await? {
        refuse_once_a_minute(ctx, None, &login, "too-many-requests", ctx.address).await?;
        return Err(retry(Code::TooManyRequests, ADDRESS_PERIOD_S));
    }
    let by = counted_by(ctx, visitor, &login).await?;
    let key = by.key();
    let patience = Patience::password(ctx.config.product(visitor.product).lock_minutes);
    let (lease, employee) = ctx.ports.begin_sign_in(key, &login, visitor.product, ctx.now, patience).await?;
    // Rows of a known login stand in its agency's log; nothing of that shows outside.
    let agency = employee.as_ref().map(|employee| employee.agency);
    match lease {
        Lease::Taken => {}
        Lease::Busy => {
            refuse_once_a_minute(ctx, agency, &login, "busy", key.as_str()).await?;
            return Err(retry(Code::Busy, BUSY_S));
        }
        Lease::Locked { until } => {
            refuse_once_a_minute(ctx, agency, &login, "locked", key.as_str()).await?;
            return Err(Failure {
                retry_after_s: until.map(|until| until.seconds_from(ctx.now)),
                ..Failure::with_members(
                    Code::LoginLocked,
                    Problem { locked_until_ms: until.map(|until| until.0), ..Problem::default() },
                )
            }
            .into());
        }
    }
    let whose = format_args!("employee {login}");
    let checked = stored_password::check(ctx, whose, &password, employee, |it| &it.password_hash);
    let Some((employee, outdated)) = checked.await? else {
        let refused = row(ctx, agency, Event::SignInRefused, &login, "invalid-credentials");
        let locked = row(ctx, agency, Event::PasswordLocked, &login, &by.told(visitor.product));
        let notice = notice(ctx, visitor, MailKind::PasswordLocked, &login);
        let settled = ctx.ports.settle_wrong_password(key, &login, ctx.now, &refused, &locked, &notice);
        let counter = settled.await?;
        return Err(wrong_password(ctx, visitor, counter));
    };
    if let Some(reason) = decide::no_access(&employee, visitor.product) {
        let refused = row(ctx, agency, Event::SignInRefused, &login, reason.as_str());
        ctx.ports.settle_no_access(key, &refused).await?;
        return Err(no_access(reason));
    }
    open(ctx, visitor, key, login, &password, &employee, outdated).await
}

/// The refusal of a wrong password: the tries that are left, and once they are used up, when the lock ends.
fn wrong_password<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, counter: Counter) -> Error {
    let lock_ms = Patience::password(ctx.config.product(visitor.product).lock_minutes).lock_ms;
    let until = lock_ms.filter(|_| counter.has_just_locked()).map(|span| ctx.now.plus_ms(span));
    let members = Problem {
        attempts_left: Some(counter.attempts_left()),
        locked_until_ms: until.map(|until| until.0),
        ..Problem::default()
    };
    Failure::with_members(Code::InvalidCredentials, members).into()
}

async fn open<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    key: &LockKey,
    login: Login,
    password: &Password,
    employee: &Employee,
    outdated: bool,
) -> Result<Reply, Error>
where
    P: Employees + SignIns + Sessions + Random,
{
    let rehash =
        if outdated { Some(stored_password::rehash(ctx, password, &employee.password_hash)?) } else { None };
    let secret = Secret::from_random(ctx.ports.bytes());
    let accepted = row(ctx, Some(employee.agency), Event::PasswordAccepted, &login, visitor.product.as_str());
    let sign_in = NewSignIn {
        secret: secret.hash(),
        agency: employee.agency,
        login,
        product: visitor.product,
        at: ctx.now,
        address: ctx.address.to_owned(),
        user_agent: visitor.user_agent.clone(),
    };
    let version = employee.password_version;
    if !ctx.ports.open_sign_in(key, &sign_in, version, rehash.as_ref(), &accepted).await? {
        // Somebody blocked, took away or changed between the look-up and now.
        let refused =
            row(ctx, Some(employee.agency), Event::SignInRefused, &sign_in.login, "changed-meanwhile");
        ctx.ports.settle_no_access(key, &refused).await?;
        return Err(no_access(NoAccess::Blocked));
    }
    let opened = Visitor { sign_in: Some(secret.hash()), session: None, ..visitor.clone() };
    let reply = advance(ctx, &opened).await?;
    let sign_in = if reply.sign_in == Keep::AsIs { Keep::Set(secret) } else { Keep::Drop };
    // What is left of a session is of no use any more.
    let left_over = visitor.session.is_some() && reply.session == Keep::AsIs;
    let session = if left_over { Keep::Drop } else { reply.session };
    Ok(Reply { session, sign_in, ..reply })
}

fn no_access(reason: NoAccess) -> Error {
    if reason == NoAccess::CodeLocked {
        return Code::CodeLocked.into();
    }
    let reason = Some(reason.as_str().to_owned());
    Failure::with_members(Code::NoAccess, Problem { reason, ..Problem::default() }).into()
}

fn row<P: Random>(
    ctx: &Ctx<'_, P>,
    agency: Option<AgencyCode>,
    event: Event,
    login: &Login,
    detail: &str,
) -> Row {
    ctx.audit(agency, event, login.as_str(), login.as_str(), detail)
}

/// Refusals in front of the hash could come without end; one audit row a minute is enough to tell of them.
async fn refuse_once_a_minute<P: AuditLog + Random>(
    ctx: &Ctx<'_, P>,
    agency: Option<AgencyCode>,
    login: &Login,
    reason: &str,
    whose: &str,
) -> Result<(), Internal> {
    let refused = row(ctx, agency, Event::SignInRefused, login, reason);
    ctx.ports.record(&ctx.once_a_minute(reason, whose, refused)).await
}
