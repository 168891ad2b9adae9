//! The second step: consent, and the set-up of a second factor with its mail.

use shared::api::requests::Requirements;
use shared::api::state;
use shared::audit::Event;
use shared::code::Code;
use shared::flow::step::Step;

use super::advance::{advance, go_on};
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::Random;
use crate::secrets::second_factor;
use crate::storage::audit::AuditLog;
use crate::storage::sessions::Sessions;
use crate::storage::set_ups::{NewKey, SetUp, SetUps};
use crate::storage::sign_ins::{Consent, SignIn, SignIns};
use crate::visit::standing::{RESEND_MS, SET_UP_MS, Underway, retry, standing, underway};
use crate::visit::visitor::{Reply, Visitor};

/// Stores what was ticked. Without the consent that is demanded, nothing else of the request is done.
pub async fn requirements<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    request: &Requirements,
) -> Result<Reply, Error>
where
    P: SignIns + SetUps + Sessions + AuditLog + Random,
{
    let mut at = underway(standing(ctx, visitor).await?)?;
    let Step::Requirements { consent: missing, two_factor } = at.step else {
        return Err(Code::StepMismatch.into());
    };
    match &request.consent {
        // The text has changed under the reader's eyes.
        Some(version) if *version != at.sign_in.consent_version => return Err(Code::StepMismatch.into()),
        Some(version) if missing => {
            give_consent(ctx, visitor, &at.sign_in, version).await?;
            at.sign_in.consented = true;
        }
        None if missing => return go_on(ctx, visitor, at).await,
        _ => {}
    }
    if !(two_factor && request.two_factor) {
        return go_on(ctx, visitor, at).await;
    }
    let made = set_up(ctx, visitor, &at.sign_in).await?;
    Ok(told(advance(ctx, visitor).await?, made))
}

/// Sends the mail with the set-up link once more.
pub async fn resend<P>(ctx: &Ctx<'_, P>, visitor: &Visitor) -> Result<Reply, Error>
where
    P: SignIns + SetUps + Sessions + AuditLog + Random,
{
    let Underway { sign_in, step, .. } = underway(standing(ctx, visitor).await?)?;
    let pending = sign_in.factor.filter(|factor| !factor.active);
    let (Step::Code, Some(factor)) = (step, pending) else { return Err(Code::StepMismatch.into()) };
    if set_up(ctx, visitor, &sign_in).await? {
        return Ok(told(advance(ctx, visitor).await?, true));
    }
    let again_at = factor.mailed_at.plus_ms(RESEND_MS);
    Err(retry(Code::TooManyRequests, again_at.seconds_from(ctx.now)))
}

async fn give_consent<P: SignIns + Random>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    sign_in: &SignIn,
    version: &str,
) -> Result<(), Internal> {
    let consent = Consent {
        agency: sign_in.agency,
        login: sign_in.login.clone(),
        product: visitor.product,
        version: version.to_owned(),
        language: visitor.language,
        at: ctx.now,
        address: ctx.address.to_owned(),
    };
    let (login, product) = (sign_in.login.as_str(), visitor.product);
    let detail = format!("{product} {} {version}", visitor.language.as_str());
    let row = ctx.audit(Some(sign_in.agency), Event::ConsentGiven, login, login, &detail);
    ctx.ports.give_consent(&consent, &row).await
}

/// Queues the mail with a link to the pending key, making a key if there is none, and says whether it did.
async fn set_up<P: SetUps + Random>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    sign_in: &SignIn,
) -> Result<bool, Internal> {
    let login = &sign_in.login;
    let NewKey { key, token, expires_at, mail } =
        second_factor::replacement(ctx, visitor, sign_in.agency, login)?;
    let login = login.as_str();
    let row = ctx.audit(Some(sign_in.agency), Event::SetupMailQueued, login, login, &mail.link_id);
    let set_up = SetUp {
        key,
        stale_until: ctx.now.plus_ms(-SET_UP_MS),
        mailed_until: ctx.now.plus_ms(-RESEND_MS),
        token,
        expires_at,
        mail,
    };
    ctx.ports.set_up(&set_up, &row).await
}

/// Says in the window that the mail has just been sent.
fn told(mut reply: Reply, queued: bool) -> Reply {
    reply.mail_queued |= queued;
    if let state::Step::Code { setup: Some(setup), .. } = &mut reply.state.step {
        setup.just_sent = queued;
    }
    reply
}
