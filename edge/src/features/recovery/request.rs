//! The request for a reset link, answered alike whoever the address belongs to (norm R2).

use shared::api::recovery::{Purpose, RequestReset};
use shared::audit::Event;
use shared::code::Code;
use shared::failure::Failure;
use shared::value::login::Login;

use crate::counters::mail_allowance;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::{Random, Shield};
use crate::secrets::secret::Secret;
use crate::storage::audit::AuditLog;
use crate::storage::recovery::{LinkRequest, Recovery, Requested};
use crate::visit::standing::retry;
use crate::visit::visitor::Visitor;

/// Whoever asks proves nothing.
const ANONYMOUS: &str = "anonymous";

/// Notes the request; whether there is somebody to send a link to is found out behind the answer.
pub async fn request<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, request: &RequestReset) -> Result<(), Error>
where
    P: Recovery + AuditLog + Shield + Random,
{
    let login = Login::parse(&request.email)
        .filter(is_address)
        .ok_or_else(|| Failure::with_detail(Code::MalformedRequest, "`email` is no address of e-mail"))?;
    let request = LinkRequest {
        link_id: ctx.new_id().as_str().to_owned(),
        purpose: Purpose::Reset,
        login,
        product: visitor.product,
        language: visitor.language,
        origin: visitor.origin.clone(),
        actor: ANONYMOUS.to_owned(),
        address: ctx.address.to_owned(),
        request_id: ctx.request_id.to_owned(),
        at: ctx.now,
    };
    let (keys, key_id) = (&ctx.config.seal_keys, ctx.config.seal_keys.current_id());
    let token = Secret::of_link(keys, key_id, &request.link_id)?.hash();
    let Requested::TooManyMails { oldest } = ctx.ports.request_link(&request, &token).await? else {
        return Ok(());
    };
    let row = ctx.audit(None, Event::ResetRefused, ANONYMOUS, &ctx.veiled(&request.login), "too-many-mails");
    let row = ctx.once_a_minute("reset-too-many-mails", ctx.address, row);
    ctx.record_once(&row.audit_id, &row).await?;
    Err(retry(Code::TooManyRequests, mail_allowance::again_at(oldest).seconds_from(ctx.now)))
}

/// Whether mail could go there: the server of the other side knows better.
fn is_address(login: &Login) -> bool {
    let text = login.as_str();
    let has_both = text.rsplit_once('@').is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty());
    has_both && login.fits_address()
}
