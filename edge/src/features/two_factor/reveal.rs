//! The key behind a set-up link, shown once to whoever holds the link.

use shared::api::account::{KeyRevealed, RevealKey};
use shared::audit::Event;
use shared::code::Code;

use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{Random, Shield};
use crate::secrets::second_factor;
use crate::secrets::secret::Secret;
use crate::storage::audit::AuditLog;
use crate::storage::set_ups::SetUps;
use crate::visit::standing::SET_UP_MS;

/// Opens the link and shows the pending key. A link that does not count is refused whatever the reason.
pub async fn reveal<P>(ctx: &Ctx<'_, P>, request: &RevealKey) -> Result<KeyRevealed, Error>
where
    P: SetUps + AuditLog + Shield + Random,
{
    let revealed = ctx.audit(None, Event::KeyRevealed, "", "", "");
    let attempt = ctx.new_id();
    let stale_until = ctx.now.plus_ms(-SET_UP_MS);
    let opened = match Secret::parse(&request.token) {
        Some(token) => {
            ctx.ports.open_link(&token.hash(), ctx.now, stale_until, attempt.as_str(), &revealed).await?
        }
        None => None,
    };
    let Some((agency, login, sealed)) = opened else { return refuse(ctx).await };
    let key = second_factor::open(&ctx.config.seal_keys, &sealed, agency, &login)?;
    let uri = key
        .expose_uri(&login)
        .ok_or_else(|| Internal::fault(format!("second_factor {agency} {login}: no URI for this login")))?;
    Ok(KeyRevealed { uri, key: key.expose_base32(), login: login.as_str().to_owned() })
}

/// Refuses, with one audit row a minute and address.
async fn refuse<T, P: AuditLog + Shield + Random>(ctx: &Ctx<'_, P>) -> Result<T, Error> {
    let row = ctx.audit(None, Event::LinkRefused, "anonymous", "two-factor", "link-invalid");
    let row = ctx.once_a_minute("link-invalid", ctx.address, row);
    ctx.record_once(&row.audit_id, &row).await?;
    Err(Code::LinkInvalid.into())
}
