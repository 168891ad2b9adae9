//! An authentication code under the counter of its account, whatever it is asked for: a lease, the comparison, and what
//! a wrong or a repeated one counts for.

use shared::audit::{Event, Row};
use shared::code::Code;
use shared::failure::Failure;
use shared::time::UnixMillis;
use shared::totp::Verdict;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::otp_code::OtpCode;

use crate::counters::locks::Start;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{Random, Shield};
use crate::secrets::second_factor;
use crate::storage::audit::AuditLog;
use crate::storage::leases::Lease;
use crate::storage::outbox::MailKind;
use crate::storage::second_factors::{FactorKey, SecondFactors, WrongCodeNotices};
use crate::visit::notice::notice;
use crate::visit::standing::{BUSY_S, retry, wrong};
use crate::visit::visitor::Visitor;

/// A code to check.
#[derive(Clone, Copy, Debug)]
pub struct CodeTry<'a> {
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: &'a Login,
    /// In which browser.
    pub visitor: &'a Visitor,
    /// As typed.
    pub code: &'a str,
    /// The browser's clock.
    pub device_now: UnixMillis,
    /// What it follows.
    pub after: After,
}

/// What a code follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// The right password, in a sign-in: whoever has a wrong code then may have another one's password.
    Password,
    /// A whole sign-in, in a session.
    SignIn,
}

/// A leased try of a code, to be compared.
#[derive(Clone, Debug)]
pub struct Leased {
    /// The lease.
    pub lease: Lease,
    /// The key that it is compared with.
    pub key: FactorKey,
    code: OtpCode,
}

/// A right code, which is not accepted yet.
#[derive(Clone, Debug)]
pub struct Right {
    /// The lease of the comparison.
    pub lease: Lease,
    /// The key it was compared with.
    pub key: FactorKey,
    /// Its step.
    pub step: i64,
}

/// Checks a code, or says why not. The third wrong one locks the account.
pub async fn check<P>(ctx: &Ctx<'_, P>, one: CodeTry<'_>) -> Result<Right, Error>
where
    P: SecondFactors + AuditLog + Shield + Random,
{
    compare(ctx, one, lease(ctx, one).await?).await
}

/// Leases a try, the first half of a check.
pub async fn lease<P>(ctx: &Ctx<'_, P>, one: CodeTry<'_>) -> Result<Leased, Error>
where
    P: SecondFactors + AuditLog + Shield + Random,
{
    let Some(code) = OtpCode::parse(one.code) else {
        return Err(Failure::with_detail(Code::MalformedRequest, "`code` needs six digits").into());
    };
    let lease = Lease::of_code(ctx.new_id().as_str().to_owned(), one.agency, one.login);
    match ctx.ports.begin_code(&lease, one.agency, one.login, ctx.now).await? {
        Some((Start::Granted, key)) => Ok(Leased { lease, key, code }),
        Some((Start::Busy, _)) => {
            refuse_once_a_minute(ctx, one, "busy").await?;
            Err(retry(Code::Busy, BUSY_S))
        }
        Some((Start::Locked { .. }, _)) => {
            refuse_once_a_minute(ctx, one, "locked").await?;
            Err(Code::CodeLocked.into())
        }
        // The key was taken away since the step was derived.
        None => Err(Code::StepMismatch.into()),
    }
}

/// Compares and settles a leased try, the second half of a check.
pub async fn compare<P>(ctx: &Ctx<'_, P>, one: CodeTry<'_>, leased: Leased) -> Result<Right, Error>
where
    P: SecondFactors + AuditLog + Random,
{
    let Leased { lease, key, code } = leased;
    let totp = second_factor::open(&ctx.config.seal_keys, &key.sealed, one.agency, one.login)?;
    match totp.check(&code, key.last_step, ctx.now, one.device_now) {
        Verdict::Right { step } => Ok(Right { lease, key, step }),
        Verdict::Replayed => Err(replayed(ctx, one, &lease).await?),
        Verdict::Wrong { clock_off_s } => {
            let refused = row(ctx, one, Event::CodeRefused, "invalid-code");
            let locked = row(ctx, one, Event::CodeLocked, one.visitor.product.as_str());
            let notice = |kind| notice(ctx, one.visitor, kind, one.login);
            let notices = WrongCodeNotices {
                locked: notice(MailKind::CodeLocked),
                after_password: (one.after == After::Password).then(|| notice(MailKind::WrongCode)),
            };
            let whose = (one.agency, one.login);
            let settled = ctx.ports.settle_wrong_code(&lease, whose, ctx.now, &refused, &locked, &notices);
            Err(match settled.await? {
                Some(counter) if counter.has_just_locked() => {
                    Error::refusal(Code::CodeLocked.into(), counter.mail_queued)
                }
                Some(counter) => {
                    Error::refusal(wrong(Code::InvalidCode, counter, clock_off_s), counter.mail_queued)
                }
                None => retry(Code::Busy, BUSY_S),
            })
        }
    }
}

/// Ends the lease of a code that came before, uncounted, and refuses it: as often as somebody likes, so one audit row a
/// minute tells of it.
pub async fn replayed<P: SecondFactors + Random>(
    ctx: &Ctx<'_, P>,
    one: CodeTry<'_>,
    lease: &Lease,
) -> Result<Error, Internal> {
    let row = row(ctx, one, Event::CodeReplayed, "");
    let row = ctx.once_a_minute("code-replayed", one.login.as_str(), row);
    ctx.ports.hand_back_code(lease, &row).await?;
    Ok(Code::CodeReplayed.into())
}

/// Refusals in front of the comparison could come without end; one audit row a minute is enough to tell of them.
async fn refuse_once_a_minute<P: AuditLog + Shield + Random>(
    ctx: &Ctx<'_, P>,
    one: CodeTry<'_>,
    reason: &str,
) -> Result<(), Internal> {
    let refused = row(ctx, one, Event::CodeRefused, reason);
    let what = format!("code-{reason}");
    let refused = ctx.once_a_minute(&what, one.login.as_str(), refused);
    ctx.record_once(&refused.audit_id, &refused).await
}

fn row<P: Random>(ctx: &Ctx<'_, P>, one: CodeTry<'_>, event: Event, detail: &str) -> Row {
    let login = one.login.as_str();
    ctx.audit(Some(one.agency), event, login, login, detail)
}
