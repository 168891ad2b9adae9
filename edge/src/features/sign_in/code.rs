//! The third step: an authentication code.

use shared::api::requests;
use shared::audit::{Event, Row};
use shared::code::Code;
use shared::flow::step::Step;
use shared::time::UnixMillis;

use super::advance::go_on;
use crate::counters::code_check::{self, After, CodeTry, Right};
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{Random, Shield};
use crate::secrets::secret::SecretHash;
use crate::storage::audit::AuditLog;
use crate::storage::second_factors::{Acceptance, RightCode, SecondFactors};
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::{FactorRecord, SignIn, SignIns};
use crate::visit::standing::{BUSY_S, is_meant, retry, standing, underway};
use crate::visit::visitor::{Reply, Visitor};

/// Checks a code. The first right one activates a pending key; the third wrong one locks the account.
pub async fn code<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, request: &requests::Code) -> Result<Reply, Error>
where
    P: SignIns + SecondFactors + Sessions + AuditLog + Shield + Random,
{
    let mut at = underway(standing(ctx, visitor).await?)?;
    if at.step != Step::Code || !is_meant(request.who.as_deref(), &at.sign_in.login) {
        return Err(Code::StepMismatch.into());
    }
    let one = CodeTry {
        agency: at.sign_in.agency,
        login: &at.sign_in.login,
        visitor,
        code: &request.code,
        device_now: UnixMillis(request.device_now_ms),
        after: After::Password,
    };
    let right = code_check::check(ctx, one).await?;
    let lease = right.lease.clone();
    match accept(ctx, &at.secret, &at.sign_in, right).await? {
        Acceptance::Accepted => {
            at.sign_in.code_passed = true;
            at.sign_in.factor = at.sign_in.factor.map(|factor| FactorRecord { active: true, ..factor });
            go_on(ctx, visitor, at).await
        }
        Acceptance::Refused => Err(code_check::replayed(ctx, one, &lease).await?),
        Acceptance::Lapsed => Err(retry(Code::Busy, BUSY_S)),
    }
}

async fn accept<P: SecondFactors + Random>(
    ctx: &Ctx<'_, P>,
    secret: &SecretHash,
    sign_in: &SignIn,
    right: Right,
) -> Result<Acceptance, Internal> {
    let right = RightCode {
        sign_in: secret.clone(),
        agency: sign_in.agency,
        login: sign_in.login.clone(),
        key: right.key.sealed,
        lease: right.lease,
        step: right.step,
        attempt: ctx.new_id().as_str().to_owned(),
        at: ctx.now,
    };
    let accepted = row(ctx, sign_in, Event::CodeAccepted, "");
    let activated = row(ctx, sign_in, Event::SecondFactorActivated, "");
    ctx.ports.accept_code(&right, &accepted, &activated).await
}

fn row<P: Random>(ctx: &Ctx<'_, P>, sign_in: &SignIn, event: Event, detail: &str) -> Row {
    let login = sign_in.login.as_str();
    ctx.audit(Some(sign_in.agency), event, login, login, detail)
}
