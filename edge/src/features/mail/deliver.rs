//! Sending what waits in the outbox: behind an answer that has queued a mail, and every minute.

use std::fmt::Display;
use std::str::FromStr as _;

use email_address::EmailAddress;
use shared::audit::Event;
use shared::time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMillis};
use shared::value::login::Login;

use super::message::render;
use crate::config::{Config, MailTransport};
use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::carrier::{Carrier, CarryError, Letter};
use crate::ports::counters::{Counters, Happened};
use crate::ports::{Log, Random};
use crate::storage::outbox::{Attempt, DueMail, NewMail, Outbox, Sent};

/// How much is sent at a time.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    /// Most mails.
    mails: u32,
    /// No mail is begun that may not be done within so long.
    lasts_ms: i64,
    /// What one mail may take.
    carry_ms: u32,
    /// A mail that was taken is nobody else's for so long, more than an attempt may take; then whoever took it has died.
    taken_ms: i64,
}

impl Round {
    /// Behind an answer, where the platform ends whatever takes longer than 30 seconds; taking leave of the mail server
    /// and settling come after the round.
    pub const BEHIND_ANSWER: Self =
        Self { mails: 10, lasts_ms: 25_000, carry_ms: 22_000, taken_ms: 2 * MINUTE_MS };
    /// Every minute, within the platform's 15 minutes and 1000 calls of its services, of which a mail takes three. A server
    /// may look at a mail for ten minutes (RFC 5321 section 4.5.3.2.6); a round that waits for one is followed by the next
    /// minute's, which begins with other mails.
    pub const EVERY_MINUTE: Self =
        Self { mails: 100, lasts_ms: 14 * MINUTE_MS, carry_ms: 11 * 60_000, taken_ms: 15 * MINUTE_MS };
}

/// Waits before the next attempt, after so many; the last one holds for all others.
const WAITS_MS: [i64; 5] = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS];
/// The least wait after an attempt that may have succeeded: its mail may come twice.
const UNKNOWN_WAIT_MS: i64 = 30 * MINUTE_MS;
/// A mail is tried for so long after it was written, and a last time then.
const TRIED_MS: i64 = DAY_MS;
/// A mail whose attempts all break off is given up so long after that.
const LATE_MS: i64 = HOUR_MS;

/// Sends what is due, and says how many mails left. A mail that fails keeps its place and is tried again.
pub async fn deliver<P: Outbox + Carrier + Counters + Random + Log>(
    ctx: &Ctx<'_, P>,
    round: Round,
    clock: impl Fn() -> UnixMillis,
) -> Result<u32, Internal> {
    let mut left = 0;
    if ctx.config.mail_transport == MailTransport::None {
        return Ok(left);
    }
    let end = ctx.now.plus_ms(round.lasts_ms - i64::from(round.carry_ms));
    for _ in 0..round.mails {
        // Rounds may be long: the time of an attempt begins with it.
        let ctx = Ctx { now: clock(), ..*ctx };
        if ctx.now > end {
            break;
        }
        let Some(due) = ctx.ports.take_due(ctx.now, ctx.now.plus_ms(round.taken_ms)).await? else { break };
        left += u32::from(send(&ctx, due, round.carry_ms, &clock).await?);
    }
    Ok(left)
}

/// Tries one mail and settles it; says whether it left.
async fn send<P: Outbox + Carrier + Counters + Random + Log>(
    ctx: &Ctx<'_, P>,
    due: DueMail,
    carry_ms: u32,
    clock: impl Fn() -> UnixMillis,
) -> Result<bool, Internal> {
    let attempt = due.attempt;
    let carried = if has_broken_off(&attempt, ctx.now) {
        Err(CarryError::Refused("every attempt broke off".to_owned()))
    } else {
        carry(ctx, due.mail, carry_ms).await
    };
    // A try may be long: what comes of it begins with its end.
    let ctx = &Ctx { now: clock(), ..*ctx };
    let sent = match carried {
        Ok(raw) => Sent::Sent { raw },
        Err(CarryError::Refused(error)) => dead(ctx, &attempt, &due.login, error),
        Err(CarryError::Failed(error)) => later(ctx, &attempt, &due.login, error, 0),
        Err(CarryError::Unknown(error)) => later(ctx, &attempt, &due.login, error, UNKNOWN_WAIT_MS),
    };
    if let Sent::Later { error, .. } | Sent::Dead { error, .. } = &sent {
        ctx.ports.error(&format!("mail {}: {error}", attempt.mail_id));
    }
    let left = matches!(sent, Sent::Sent { .. });
    if ctx.ports.settle_mail(&attempt, &sent, ctx.now).await? {
        match sent {
            Sent::Sent { .. } => ctx.ports.count(Happened::mail_sent()),
            Sent::Later { .. } => ctx.ports.count(Happened::mail_put_off()),
            // Its row in the audit log is counted.
            Sent::Dead { .. } => {}
        }
    } else {
        let what = if left { "was sent by" } else { "has failed in" };
        ctx.ports.error(&format!("mail {} {what} a try that another one has overtaken", attempt.mail_id));
    }
    Ok(left)
}

/// Renders the mail and hands it over. The local transport keeps the bytes.
async fn carry<P: Carrier>(
    ctx: &Ctx<'_, P>,
    mail: Result<NewMail, Internal>,
    carry_ms: u32,
) -> Result<Option<String>, CarryError> {
    let broken = |error: &dyn Display| CarryError::Failed(error.to_string());
    let mail = mail.map_err(|error| broken(&error))?;
    let raw = rendered(ctx.config, &mail).map_err(|error| broken(&error))?;
    if ctx.config.mail_transport == MailTransport::Local {
        return Ok(Some(String::from_utf8_lossy(&raw).into_owned()));
    }
    let from = EmailAddress::from_str(&ctx.config.mail_from).map_err(|error| broken(&error))?;
    let to = EmailAddress::from_str(&mail.login.with_ascii_domain()).map_err(|error| broken(&error))?;
    let letter = Letter { raw: &raw, from: &from.email(), to: &to.email() };
    ctx.ports.carry(&ctx.config.mail_transport, &letter, carry_ms).await.map(|()| None)
}

/// What becomes of a mail whose attempt has just failed: another one, after this wait at least, until its time is over.
fn later<P: Random>(
    ctx: &Ctx<'_, P>,
    attempt: &Attempt,
    login: &Login,
    error: String,
    least_ms: i64,
) -> Sent {
    let last = attempt.written_at.plus_ms(TRIED_MS);
    if ctx.now >= last {
        return dead(ctx, attempt, login, error);
    }
    let wait = WAITS_MS.get(attempt.earlier as usize).or(WAITS_MS.last()).copied().unwrap_or(HOUR_MS);
    Sent::Later { next_at: ctx.now.plus_ms(wait.max(least_ms)).min(last), error }
}

/// Whether attempts were made until after the last one's time, and none came to its end.
fn has_broken_off(attempt: &Attempt, now: UnixMillis) -> bool {
    attempt.earlier > 0 && now > attempt.written_at.plus_ms(TRIED_MS + LATE_MS)
}

fn dead<P: Random>(ctx: &Ctx<'_, P>, attempt: &Attempt, login: &Login, error: String) -> Sent {
    let detail = format!("{}: {error}", attempt.mail_id);
    let row = ctx.audit(Some(attempt.agency), Event::MailDead, "system", login.as_str(), &detail);
    Sent::Dead { error, row: Box::new(row) }
}

/// The bytes of a mail; one that no request has caused leads to the host of its product.
fn rendered(config: &Config, mail: &NewMail) -> Result<Vec<u8>, Internal> {
    let own = || config.product_origin(mail.product);
    let origin = if mail.origin.is_empty() { own() } else { Some(mail.origin.clone()) };
    let origin =
        origin.ok_or_else(|| Internal::fault(format!("mail {}: its product has no host", mail.mail_id)))?;
    render(mail, &origin, &config.mail_from, &config.seal_keys)
}
