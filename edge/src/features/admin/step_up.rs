//! A proof that the owner of a session is still at it, for changes that ask for one.

use shared::api::admin::{Nothing, StepUp};
use shared::audit::Event;
use shared::code::Code;
use shared::time::UnixMillis;
use shared::value::password::Password;

use super::query::malformed;
use super::requester::{AdminSession, Requester};
use crate::counters::password_check;
use crate::counters::session_code::{Holder, OCCASION, prove};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::{AddressLimit, Hasher, Random, Shield};
use crate::storage::admin::step_up::StepUps;
use crate::storage::audit::AuditLog;
use crate::storage::devices::Devices;
use crate::storage::employees::Employees;
use crate::storage::second_factors::SecondFactors;
use crate::visit::standing::{BUSY_S, is_meant, retry};
use crate::visit::visitor::Visitor;

/// Takes a current code, or the password of whoever has no active key. Wrong ones count as everywhere; their lock leaves
/// the session.
pub async fn step_up<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    visitor: &Visitor,
    request: StepUp,
) -> Result<Nothing, Error>
where
    P: StepUps + SecondFactors + Employees + Devices + AuditLog + Shield + AddressLimit + Hasher + Random,
{
    let session = who.session.as_ref().ok_or(Code::NotAllowed)?;
    if !is_meant(request.who.as_deref(), &session.login) {
        return Err(Code::StepMismatch.into());
    }
    match (session.has_key, request.code, request.password) {
        (true, Some(code), None) => {
            let (agency, login) = (session.agency, &session.login);
            let holder = Holder { session: &session.secret, agency, login };
            prove(ctx, visitor, holder, &code, UnixMillis(request.device_now_ms)).await?;
        }
        (false, None, Some(password)) => {
            by_password(ctx, session, visitor, &Password::from(password)).await?;
        }
        (true, ..) => return Err(malformed("the account has a key: send `code` alone").into()),
        (false, ..) => return Err(malformed("the account has no active key: send `password` alone").into()),
    }
    Ok(Nothing {})
}

async fn by_password<P>(
    ctx: &Ctx<'_, P>,
    session: &AdminSession,
    visitor: &Visitor,
    password: &Password,
) -> Result<(), Error>
where
    P: StepUps + Employees + Devices + AuditLog + Shield + AddressLimit + Hasher + Random,
{
    let login = &session.login;
    let one = password_check::PasswordTry { login, password, refused: Event::SignInRefused };
    let right = password_check::check(ctx, visitor, one).await?;
    let row =
        ctx.audit(Some(session.agency), Event::PasswordAccepted, login.as_str(), login.as_str(), OCCASION);
    if ctx.ports.accept_password(&session.secret, &right.lease, &row).await? {
        Ok(())
    } else {
        Err(retry(Code::Busy, BUSY_S))
    }
}
