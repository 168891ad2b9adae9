//! A password under its counter, whatever it is asked for: the address's limit, a lease, the
//! comparison, and what a wrong one counts for.

use shared::api::problem::Problem;
use shared::audit::{Event, Row};
use shared::code::Code;
use shared::failure::Failure;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::password::Password;

use crate::counters::locks::{Counter, Patience, Start};
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::queue::Turn;
use crate::ports::{ADDRESS_PERIOD_S, AddressLimit, Hasher, Random, Shield};
use crate::secrets::stored_password;
use crate::storage::audit::AuditLog;
use crate::storage::devices::Devices;
use crate::storage::employees::{Begun, Employee, Employees};
use crate::storage::leases::Lease;
use crate::storage::outbox::MailKind;
use crate::visit::devices::{CountedBy, counted_by};
use crate::visit::notice::notice;
use crate::visit::standing::{BUSY_S, retry};
use crate::visit::visitor::Visitor;

/// A password to check.
#[derive(Clone, Copy, Debug)]
pub struct PasswordTry<'a> {
    /// Whose.
    pub login: &'a Login,
    /// As typed.
    pub password: &'a Password,
    /// What the audit log calls a refusal.
    pub refused: Event,
}

/// A leased try of a password, to be compared.
#[derive(Debug)]
pub struct Leased<'a> {
    turn: Turn<'a>,
    lease: Lease,
    by: CountedBy,
    employee: Option<Employee>,
}

/// A right password.
#[derive(Clone, Debug)]
pub struct Right {
    /// The lease of the comparison; whoever goes on settles it.
    pub lease: Lease,
    /// Its owner.
    pub employee: Employee,
    /// Whether the stored hash is outdated.
    pub outdated: bool,
}

/// Checks a password, or says why not. In this order: the address's limit, the tries of this login
/// name (or of the browser, if the account knows it), the password.
pub async fn check<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, one: PasswordTry<'_>) -> Result<Right, Error>
where
    P: Employees + Devices + AddressLimit + AuditLog + Shield + Hasher + Random,
{
    compare(ctx, visitor, one, lease(ctx, visitor, one).await?).await
}

/// Leases a try, the first half of a check.
pub async fn lease<'a, P>(
    ctx: &Ctx<'a, P>,
    visitor: &Visitor,
    one: PasswordTry<'_>,
) -> Result<Leased<'a>, Error>
where
    P: Employees + Devices + AddressLimit + AuditLog + Shield + Hasher + Random,
{
    let turn = ctx.ports.queue().join();
    if ctx.ports.queue().is_too_long() {
        return Err(retry(Code::Busy, BUSY_S));
    }
    if !ctx.ports.admit(ctx.address).await? {
        // Nobody has looked for the name yet.
        refuse_once_a_minute(ctx, None, one, "too-many-requests", ctx.address).await?;
        return Err(retry(Code::TooManyRequests, ADDRESS_PERIOD_S));
    }
    let by = counted_by(ctx, visitor, one.login).await?;
    let key = by.key();
    let patience = Patience::password(ctx.config.product(visitor.product).lock_minutes);
    let lease = Lease::of_password(ctx.new_id().as_str().to_owned(), key);
    let begun = ctx.ports.begin_sign_in(&lease, one.login, visitor.product, ctx.now, patience);
    let Begun { start, lock_stands, employee } = begun.await?;
    // Rows of a known login stand in its agency's log; nothing of that shows outside.
    let agency = employee.as_ref().map(|employee| employee.agency);
    match start {
        // While a lock stands that this product ignores, an account without the product is like a name that nobody has.
        Start::Granted => {
            Ok(Leased { turn, lease, by, employee: employee.filter(|it| it.has_product || !lock_stands) })
        }
        Start::Busy => {
            refuse_once_a_minute(ctx, agency, one, "busy", key.as_str()).await?;
            Err(retry(Code::Busy, BUSY_S))
        }
        Start::Locked { until } => {
            refuse_once_a_minute(ctx, agency, one, "locked", key.as_str()).await?;
            Err(Failure {
                retry_after_s: until.map(|until| until.seconds_from(ctx.now)),
                ..Failure::with_members(
                    Code::LoginLocked,
                    Problem { locked_until_ms: until.map(|until| until.0), ..Problem::default() },
                )
            }
            .into())
        }
    }
}

/// Compares and settles a leased try, the second half of a check.
pub async fn compare<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    one: PasswordTry<'_>,
    Leased { turn, lease, by, employee }: Leased<'_>,
) -> Result<Right, Error>
where
    P: Employees + Hasher + Random,
{
    let agency = employee.as_ref().map(|employee| employee.agency);
    let whose = format_args!("employee {}", one.login);
    let checked = stored_password::check(ctx, whose, one.password, employee, |it| &it.password_hash);
    let checked = checked.await?;
    drop(turn);
    if let Some((employee, outdated)) = checked {
        return Ok(Right { lease, employee, outdated });
    }
    let refused = row(ctx, agency, one.refused, one.login, "invalid-credentials");
    let locked = row(ctx, agency, Event::PasswordLocked, one.login, &by.told(visitor.product));
    let notice = notice(ctx, visitor, MailKind::PasswordLocked, one.login);
    let settled = ctx.ports.settle_wrong_password(&lease, one.login, ctx.now, &refused, &locked, &notice);
    Err(match settled.await? {
        Some(counter) => wrong_password(ctx, visitor, counter),
        None => retry(Code::Busy, BUSY_S),
    })
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
    Error::refusal(Failure::with_members(Code::InvalidCredentials, members), counter.mail_queued)
}

/// A row of the account; of a name that nobody has one a minute and address, however many names are tried.
fn row<P: Random>(
    ctx: &Ctx<'_, P>,
    agency: Option<AgencyCode>,
    event: Event,
    login: &Login,
    detail: &str,
) -> Row {
    if agency.is_some() {
        return ctx.audit(agency, event, login.as_str(), login.as_str(), detail);
    }
    let veiled = ctx.veiled(login);
    let what = format!("{}-{detail}", event.as_str());
    ctx.once_a_minute(&what, ctx.address, ctx.audit(None, event, &veiled, &veiled, detail))
}

/// Refusals in front of the hash could come without end; one audit row a minute is enough to tell of them.
async fn refuse_once_a_minute<P: AuditLog + Shield + Random>(
    ctx: &Ctx<'_, P>,
    agency: Option<AgencyCode>,
    one: PasswordTry<'_>,
    reason: &str,
    whose: &str,
) -> Result<(), Internal> {
    let refused = row(ctx, agency, one.refused, one.login, reason);
    let what = format!("{}-{reason}", one.refused.as_str());
    let named = ctx.once_a_minute(&what, whose, refused.clone());
    // Known and unknown names are remembered alike.
    let row = if agency.is_some() { &named } else { &refused };
    ctx.record_once(&named.audit_id, row).await
}
