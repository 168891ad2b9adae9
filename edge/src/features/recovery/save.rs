//! The new password of whoever holds a link. It signs nobody in (norm R4) and lifts no lock of codes.

use shared::api::recovery::{Purpose, SavePassword};
use shared::audit::{Event, Row};
use shared::code::Code;
use shared::texts::TextKind;
use shared::value::password::Password;

use super::link::{refused, standing};
use crate::counters::locks::LockKey;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{ADDRESS_PERIOD_S, AddressLimit, Breaches, Hasher, Log, Pages, Random, Shield};
use crate::secrets::chosen_password;
use crate::secrets::second_factor;
use crate::secrets::stored_password;
use crate::storage::audit::AuditLog;
use crate::storage::new_password::{ConsentToAll, KeyWithPassword, NewPassword, NewPasswords, Saved};
use crate::storage::outbox::MailKind;
use crate::storage::recovery::{LinkStanding, Recovery};
use crate::storage::texts::TextVersions;
use crate::visit::notice::notice;
use crate::visit::standing::retry;
use crate::visit::visitor::Visitor;

/// Saves the password and whatever changes with it. In this order: the address's limit, the link, the rules of
/// passwords, what the agency leaves to its employees, the consent of whoever is invited; until then nothing is used up.
pub async fn save<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, request: SavePassword) -> Result<Saved, Error>
where
    P: Recovery + NewPasswords + AddressLimit + AuditLog + Shield + Hasher + Pages + Breaches + Log + Random,
{
    if !ctx.ports.admit(ctx.address).await? {
        let row = ctx.audit(None, Event::ResetRefused, "anonymous", "password", "too-many-requests");
        let row = ctx.once_a_minute("reset-too-many-requests", ctx.address, row);
        ctx.record_once(&row.audit_id, &row).await?;
        return Err(retry(Code::TooManyRequests, ADDRESS_PERIOD_S));
    }
    let (token, link) = standing(ctx, &request.token).await?;
    let password = Password::from(request.password);
    chosen_password::check(ctx, &password, &link.login).await?;
    if request.reissue && !link.may_reissue {
        return Err(Code::ReissueUnavailable.into());
    }
    let invited = link.purpose == Purpose::Invitation;
    let consent = if invited { Some(consent(ctx, visitor, &link, request.consent).await?) } else { None };
    let event = if invited { Event::PasswordCreated } else { Event::PasswordReset };
    let new = NewPassword {
        attempt: ctx.new_id().as_str().to_owned(),
        token,
        purpose: link.purpose,
        agency: link.agency,
        password_hash: stored_password::hash(ctx, &password)?,
        language: visitor.language,
        lock_key: LockKey::new(&ctx.config.peppers, &link.login),
        reissue: if request.reissue { Some(reissue(ctx, visitor, &link)?) } else { None },
        consent,
        notice: (!invited).then(|| notice(ctx, visitor, MailKind::PasswordChanged, &link.login)),
        row: row(ctx, &link, event, visitor.product.as_str()),
        unlocked: row(ctx, &link, Event::PasswordUnlocked, "password-reset"),
        at: ctx.now,
        login: link.login,
    };
    match ctx.ports.save_password(&new).await? {
        Some(saved) => Ok(saved),
        None => Err(refused(ctx).await?),
    }
}

fn reissue<P: Random>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    link: &LinkStanding,
) -> Result<KeyWithPassword, Internal> {
    let key = second_factor::replacement(ctx, visitor, link.agency, &link.login)?;
    let rows = [
        row(ctx, link, Event::SecondFactorReissued, "password-reset"),
        row(ctx, link, Event::SetupMailQueued, &key.mail.link_id),
    ];
    Ok(KeyWithPassword {
        key,
        notice: notice(ctx, visitor, MailKind::SecondFactorChanged, &link.login),
        rows,
    })
}

/// The consent of whoever is invited, which must be to the text that counts at this product.
async fn consent<P: TextVersions + Random>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    link: &LinkStanding,
    given: Option<String>,
) -> Result<ConsentToAll, Error> {
    let counting = ctx.ports.counting_version(TextKind::Consent, visitor.product, ctx.now).await?;
    let version = given.filter(|given| *given == counting).ok_or(Code::ConsentMissing)?;
    let language = visitor.language;
    let row = row(ctx, link, Event::ConsentGiven, &format!("{} {version}", language.as_str()));
    Ok(ConsentToAll { version, language, address: ctx.address.to_owned(), row })
}

/// A row of the holder of the link.
fn row<P: Random>(ctx: &Ctx<'_, P>, link: &LinkStanding, event: Event, detail: &str) -> Row {
    let login = link.login.as_str();
    ctx.audit(Some(link.agency), event, login, login, detail)
}
