//! A code that proves that the owner of a session is still at it, for what asks for one.

use shared::audit::Event;
use shared::code::Code;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::code_check::{self, After, CodeTry};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::{Random, Shield};
use crate::secrets::secret::SecretHash;
use crate::storage::admin::step_up::{SessionCode, StepUps};
use crate::storage::audit::AuditLog;
use crate::storage::second_factors::{Acceptance, SecondFactors};
use crate::visit::standing::{BUSY_S, retry};
use crate::visit::visitor::Visitor;

/// What the audit log calls the occasion.
pub const OCCASION: &str = "step-up";

/// Whose session it is.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// The session.
    pub session: &'a SecretHash,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: &'a Login,
}

/// Takes a current code and remembers the moment with the session. Wrong ones count as everywhere; their lock leaves the
/// session.
pub async fn prove<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    Holder { session, agency, login }: Holder<'_>,
    code: &str,
    device_now: UnixMillis,
) -> Result<(), Error>
where
    P: StepUps + SecondFactors + AuditLog + Shield + Random,
{
    let one = CodeTry { agency, login, visitor, code, device_now, after: After::SignIn };
    let right = code_check::check(ctx, one).await?;
    let lease = right.lease.clone();
    let code = SessionCode {
        session: session.clone(),
        agency,
        login: login.clone(),
        key: right.key.sealed,
        lease: right.lease,
        step: right.step,
        attempt: ctx.new_id().as_str().to_owned(),
    };
    let row = ctx.audit(Some(agency), Event::CodeAccepted, login.as_str(), login.as_str(), OCCASION);
    match ctx.ports.accept_step_up(&code, &row).await? {
        Acceptance::Accepted => Ok(()),
        Acceptance::Refused => Err(code_check::replayed(ctx, one, &lease).await?),
        Acceptance::Lapsed => Err(retry(Code::Busy, BUSY_S)),
    }
}
