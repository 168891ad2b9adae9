//! The third step: an authentication code.

use shared::api::requests;
use shared::audit::{Event, Row};
use shared::code::Code;
use shared::failure::Failure;
use shared::flow::step::Step;
use shared::time::UnixMillis;
use shared::totp::Verdict;
use shared::value::otp_code::OtpCode;

use super::advance::advance;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::locks::Lease;
use crate::notice::notice;
use crate::ports::outbox::MailKind;
use crate::ports::sessions::Sessions;
use crate::ports::sign_ins::{FactorKey, RightCode, SecondFactors, SignIn, SignIns};
use crate::ports::{AuditLog, Random};
use crate::second_factor;
use crate::secret::SecretHash;
use crate::standing::{retry, standing, underway, wrong};
use crate::visitor::{Reply, Visitor};

/// Seconds after which a try that found others in flight may come again.
const BUSY_S: u32 = 1;

/// Checks a code. The first right one activates a pending key; the third wrong one locks the account.
pub async fn code<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, request: &requests::Code) -> Result<Reply, Error>
where
    P: SignIns + SecondFactors + Sessions + AuditLog + Random,
{
    let (secret, sign_in, step) = underway(standing(ctx, visitor).await?)?;
    if step != Step::Code {
        return Err(Code::StepMismatch.into());
    }
    let Some(code) = OtpCode::parse(&request.code) else {
        return Err(Failure::with_detail(Code::MalformedRequest, "`code` needs six digits").into());
    };
    let (agency, login) = (sign_in.agency, &sign_in.login);
    let (lease, key) = ctx.ports.begin_code(agency, login, ctx.now).await?;
    let key = match (lease, key) {
        (Lease::Taken, Some(key)) => key,
        (Lease::Busy, _) => {
            refuse_once_a_minute(ctx, &sign_in, "busy").await?;
            return Err(retry(Code::Busy, BUSY_S));
        }
        (Lease::Locked { .. }, _) => {
            refuse_once_a_minute(ctx, &sign_in, "locked").await?;
            return Err(Code::CodeLocked.into());
        }
        // The key was taken away between two statements.
        (Lease::Taken, None) => return Err(Code::StepMismatch.into()),
    };
    let totp = second_factor::open(&ctx.config.seal_keys, &key.sealed, agency, login)?;
    match totp.check(&code, key.last_step, ctx.now, UnixMillis(request.device_now_ms)) {
        Verdict::Right { step } => {
            if accept(ctx, &secret, &sign_in, key, step).await? {
                return advance(ctx, visitor).await;
            }
            replayed(ctx, &sign_in).await
        }
        Verdict::Replayed => replayed(ctx, &sign_in).await,
        Verdict::Wrong { clock_off_s } => {
            let refused = row(ctx, &sign_in, Event::CodeRefused, "invalid-code");
            let locked = row(ctx, &sign_in, Event::CodeLocked, visitor.product.as_str());
            let notice = notice(ctx, visitor, MailKind::CodeLocked, login);
            let settled = ctx.ports.settle_wrong_code(agency, login, ctx.now, &refused, &locked, &notice);
            let counter = settled.await?;
            if counter.has_just_locked() {
                return Err(Code::CodeLocked.into());
            }
            Err(wrong(Code::InvalidCode, counter, clock_off_s))
        }
    }
}

async fn accept<P: SecondFactors + Random>(
    ctx: &Ctx<'_, P>,
    secret: &SecretHash,
    sign_in: &SignIn,
    key: FactorKey,
    step: i64,
) -> Result<bool, Internal> {
    let right = RightCode {
        sign_in: secret.clone(),
        agency: sign_in.agency,
        login: sign_in.login.clone(),
        key: key.sealed,
        step,
        attempt: ctx.new_id().as_str().to_owned(),
        at: ctx.now,
    };
    let accepted = row(ctx, sign_in, Event::CodeAccepted, "");
    let activated = row(ctx, sign_in, Event::SecondFactorActivated, "");
    ctx.ports.accept_code(&right, &accepted, &activated).await
}

/// Refusals in front of the comparison could come without end; one audit row a minute is enough to tell of them.
async fn refuse_once_a_minute<P: AuditLog + Random>(
    ctx: &Ctx<'_, P>,
    sign_in: &SignIn,
    reason: &str,
) -> Result<(), Internal> {
    let refused = row(ctx, sign_in, Event::CodeRefused, reason);
    let what = format!("code-{reason}");
    ctx.ports.record(&ctx.once_a_minute(&what, sign_in.login.as_str(), refused)).await
}

async fn replayed<P: SecondFactors + Random>(ctx: &Ctx<'_, P>, sign_in: &SignIn) -> Result<Reply, Error> {
    let row = row(ctx, sign_in, Event::CodeReplayed, "");
    ctx.ports.hand_back_code(sign_in.agency, &sign_in.login, &row).await?;
    Err(Code::CodeReplayed.into())
}

fn row<P: Random>(ctx: &Ctx<'_, P>, sign_in: &SignIn, event: Event, detail: &str) -> Row {
    let login = sign_in.login.as_str();
    ctx.audit(Some(sign_in.agency), event, login, login, detail)
}
