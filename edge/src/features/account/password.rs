//! One's own new password, for whoever knows the current one (norm P6).

use shared::api::account::ChangePassword;
use shared::audit::{Event, Row};
use shared::code::Code;
use shared::new_password;
use shared::value::password::Password;

use super::own::{at_hand, shown};
use crate::counters::password_check::{self, PasswordTry, Right};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::{AddressLimit, Breaches, Hasher, Log, Pages, Random, Shield};
use crate::secrets::chosen_password;
use crate::secrets::secret::Secret;
use crate::secrets::stored_password;
use crate::storage::account::AtHand;
use crate::storage::account_changes::{AccountChanges, Changed, PasswordChange};
use crate::storage::audit::AuditLog;
use crate::storage::devices::Devices;
use crate::storage::employees::Employees;
use crate::storage::outbox::MailKind;
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::SignIns;
use crate::visit::devices::new_device;
use crate::visit::notice::notice;
use crate::visit::standing::{BUSY_S, reply, retry, standing};
use crate::visit::visitor::{Keep, Reply, Visitor};

/// Changes the password. All sessions and half-done sign-ins end but the session at hand, which goes on under a new value
/// (norm S1), as does what the account knows this browser by, while it forgets all others. The rules that the page knows
/// come first, since they tell nothing; the others after the current password.
pub async fn change<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, request: ChangePassword) -> Result<Reply, Error>
where
    P: AccountChanges
        + Employees
        + SignIns
        + Sessions
        + Devices
        + AddressLimit
        + AuditLog
        + Shield
        + Hasher
        + Pages
        + Breaches
        + Log
        + Random,
{
    let own = shown(ctx, visitor, request.who.as_deref()).await?;
    new_password::check(&request.password, &own.login).map_err(chosen_password::weak)?;
    let (current, chosen) = (Password::from(request.current), Password::from(request.password));
    let one = PasswordTry { login: &own.login, password: &current, refused: Event::PasswordChangeRefused };
    let leased = password_check::lease(ctx, visitor, one).await?;
    // Another change ends this session: without it, the current password may be one that was right before. The lease of
    // such a try lapses.
    at_hand(ctx, visitor).await?;
    let right = password_check::compare(ctx, visitor, one, leased).await?;
    if let Err(weak) = chosen_password::check(ctx, &chosen, &own.login).await {
        let refused = row(ctx, &own, Event::PasswordChangeRefused, "weak-password");
        ctx.ports.settle_no_access(&right.lease, &refused).await?;
        return Err(weak);
    }
    let Stored { renewed, devices, mail_queued } = store(ctx, visitor, &own, right, &chosen).await?;
    let changed = Visitor { session: Some(renewed.hash()), sign_in: None, ..visitor.clone() };
    let after = standing(ctx, &changed).await?;
    let sign_in = if visitor.sign_in.is_some() { Keep::Drop } else { Keep::AsIs };
    Ok(Reply {
        session: Keep::Set(renewed),
        sign_in,
        devices: Some(devices),
        mail_queued,
        ..reply(ctx, &changed, after)
    })
}

/// What a new password has brought.
struct Stored {
    /// The new value of the session.
    renewed: Secret,
    /// The text of the new device cookie.
    devices: String,
    /// Whether a mail was queued.
    mail_queued: bool,
}

/// Stores the new password, or says why not.
async fn store<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    own: &AtHand,
    right: Right,
    chosen: &Password,
) -> Result<Stored, Error>
where
    P: AccountChanges + AuditLog + Hasher + Random,
{
    let renewed = Secret::from_random(ctx.ports.bytes());
    let (device, devices) = new_device(ctx, visitor, own.agency, &own.login)?;
    let change = PasswordChange {
        lease: right.lease,
        from_version: right.employee.password_version,
        password_hash: stored_password::hash(ctx, chosen)?,
        renewed: renewed.hash(),
        device,
        notice: notice(ctx, visitor, MailKind::PasswordChanged, &own.login),
    };
    let changed = row(ctx, own, Event::PasswordChanged, visitor.product.as_str());
    let (why, error) = match ctx.ports.change_password(own, &change, &changed).await? {
        Changed::Made { mail_queued } => return Ok(Stored { renewed, devices, mail_queued }),
        Changed::Overtaken => ("changed-meanwhile", Code::StepMismatch.into()),
        Changed::Lapsed => ("busy", retry(Code::Busy, BUSY_S)),
    };
    ctx.ports.record(&row(ctx, own, Event::PasswordChangeRefused, why)).await?;
    Err(error)
}

fn row<P: Random>(ctx: &Ctx<'_, P>, own: &AtHand, event: Event, detail: &str) -> Row {
    let login = own.login.as_str();
    ctx.audit(Some(own.agency), event, login, login, detail)
}
