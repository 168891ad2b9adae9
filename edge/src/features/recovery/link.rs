//! What a link is for. Looking uses nothing up, however often mail scanners do.

use shared::api::recovery::{PasswordLink, Purpose, ReadLink};
use shared::api::state::ConsentText;
use shared::audit::Event;
use shared::code::Code;
use shared::texts::TextKind;

use super::deliver::deliver_own;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{Random, Shield};
use crate::secrets::secret::{Secret, SecretHash};
use crate::storage::audit::AuditLog;
use crate::storage::recovery::{LinkStanding, Recovery};
use crate::storage::texts::TextVersions;
use crate::visit::visitor::Visitor;

/// Tells what the page behind the link needs to know. A link that does not count is refused whatever the reason.
pub async fn read_link<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    request: &ReadLink,
) -> Result<PasswordLink, Error>
where
    P: Recovery + AuditLog + Shield + Random,
{
    let token = token(ctx, &request.token).await?;
    let mut found = ctx.ports.password_link(&token, ctx.now).await?;
    if found.is_none() {
        deliver_own(ctx, &token).await?;
        found = ctx.ports.password_link(&token, ctx.now).await?;
    }
    let Some(link) = found else { return Err(refused(ctx).await?) };
    let consent = if link.purpose == Purpose::Invitation {
        Some(ctx.ports.counting_version(TextKind::Consent, visitor.product, ctx.now).await?)
    } else {
        None
    };
    Ok(PasswordLink {
        purpose: link.purpose,
        login: link.login.as_str().to_owned(),
        may_reissue: link.may_reissue,
        consent: consent.map(|version| ConsentText { version, operator_named: ctx.config.names_operator() }),
    })
}

/// The link of a token, if it counts now.
pub(super) async fn standing<P>(ctx: &Ctx<'_, P>, text: &str) -> Result<(SecretHash, LinkStanding), Error>
where
    P: Recovery + AuditLog + Shield + Random,
{
    let token = token(ctx, text).await?;
    match ctx.ports.password_link(&token, ctx.now).await? {
        Some(link) => Ok((token, link)),
        None => Err(refused(ctx).await?),
    }
}

async fn token<P: AuditLog + Shield + Random>(ctx: &Ctx<'_, P>, text: &str) -> Result<SecretHash, Error> {
    match Secret::parse(text) {
        Some(token) => Ok(token.hash()),
        None => Err(refused(ctx).await?),
    }
}

/// The refusal of a link, with one audit row a minute and address.
pub(super) async fn refused<P: AuditLog + Shield + Random>(ctx: &Ctx<'_, P>) -> Result<Error, Internal> {
    let row = ctx.audit(None, Event::LinkRefused, "anonymous", "password", "link-invalid");
    let row = ctx.once_a_minute("password-link-invalid", ctx.address, row);
    ctx.record_once(&row.audit_id, &row).await?;
    Ok(Code::LinkInvalid.into())
}
