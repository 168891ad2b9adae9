//! Sending what waits in the outbox: behind an answer that has queued a mail, and every minute.

use shared::time::{HOUR_MS, MINUTE_MS};

use super::message::render;
use crate::config::{Config, MailTransport};
use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::Log;
use crate::ports::outbox::{NewMail, Outbox, Sent};

/// Mails of one round.
const ROUND: u32 = 10;
/// A mail that was taken is nobody else's for so long; then the round that took it has died.
const TAKEN_MS: i64 = 2 * MINUTE_MS;
/// Waits before the next try, after so many tries; when they are used up, the mail is dead.
const WAITS_MS: [i64; 6] = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS];

/// Sends what is due, and says how many mails left. A mail that fails keeps its place and is tried again.
pub async fn deliver<P: Outbox + Log>(ctx: &Ctx<'_, P>) -> Result<u32, Internal> {
    if ctx.config.mail_transport == MailTransport::None {
        return Ok(0);
    }
    let mut left = 0;
    for due in ctx.ports.take_due(ctx.now, ctx.now.plus_ms(TAKEN_MS), ROUND).await? {
        let (agency, mail_id) = (due.mail.agency, due.mail.mail_id.as_str());
        match rendered(ctx.config, &due.mail) {
            Ok(raw) => {
                let raw = Some(String::from_utf8_lossy(&raw).into_owned());
                ctx.ports.settle_mail(agency, mail_id, &Sent::Sent { raw }, ctx.now).await?;
                left += 1;
            }
            Err(error) => {
                ctx.ports.error(&format!("{error}"));
                let sent = match WAITS_MS.get(due.attempts as usize) {
                    Some(wait) => Sent::Later { next_at: ctx.now.plus_ms(*wait) },
                    None => Sent::Dead,
                };
                ctx.ports.settle_mail(agency, mail_id, &sent, ctx.now).await?;
            }
        }
    }
    Ok(left)
}

/// The bytes of a mail; one that no request has caused leads to the host of its product.
fn rendered(config: &Config, mail: &NewMail) -> Result<Vec<u8>, Internal> {
    let own = || config.product_origin(mail.product);
    let origin = if mail.origin.is_empty() { own() } else { Some(mail.origin.clone()) };
    let origin =
        origin.ok_or_else(|| Internal::fault(format!("mail {}: its product has no host", mail.mail_id)))?;
    render(mail, &origin, &config.mail_from, &config.seal_keys)
}
