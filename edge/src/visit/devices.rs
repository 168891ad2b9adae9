//! Known devices: a browser that has finished a sign-in of an account has a counter of wrong passwords of its own
//! there, so that strangers cannot lock its owner out. `docs/locks.md` tells the protocol.

use shared::audit::Event;
use shared::time::DAY_MS;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::product::Product;

use crate::counters::locks::LockKey;
use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::Random;
use crate::secrets::secret::Secret;
use crate::storage::devices::{Arrival, Devices, NewDevice};
use crate::storage::outbox::MailKind;
use crate::visit::notice::notice;
use crate::visit::visitor::Visitor;

/// A browser that has finished no sign-in for so long is forgotten, by the account and by itself.
pub const FORGET_MS: i64 = 400 * DAY_MS;

/// What wrong passwords are counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountedBy {
    /// The login name, known or not.
    Name(LockKey),
    /// A browser that the account knows.
    Device(LockKey),
}

impl CountedBy {
    /// Names the counter.
    pub fn key(&self) -> &LockKey {
        match self {
            Self::Name(key) | Self::Device(key) => key,
        }
    }

    /// What the audit log says of a lock.
    pub fn told(&self, product: Product) -> String {
        match self {
            Self::Name(_) => product.to_string(),
            Self::Device(_) => format!("{product} known-device"),
        }
    }
}

/// Chooses the counter of tries of this login in this browser: that of the browser where the account knows it, else
/// that of the name. Only a browser that holds a value for the login costs a look at storage.
pub async fn counted_by<P: Devices>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    login: &Login,
) -> Result<CountedBy, Internal> {
    let peppers = &ctx.config.peppers;
    if let Some(value) = visitor.devices.value(peppers, login)
        && let Some(key) = ctx.ports.device_counter(login, &value.hash()).await?
    {
        return Ok(CountedBy::Device(key));
    }
    Ok(CountedBy::Name(LockKey::new(peppers, login)))
}

/// What the account is to know of the browser that finishes a sign-in, and the text of its new cookie. Its value is
/// new every time.
pub fn arrival<P: Random>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    agency: AgencyCode,
    login: &Login,
) -> Result<(Arrival, String), Internal> {
    let held = visitor.devices.value(&ctx.config.peppers, login).map(|value| value.hash());
    let (device, cookie) = new_device(ctx, visitor, agency, login)?;
    Ok((Arrival { held, device, notice: notice(ctx, visitor, MailKind::NewDevice, login) }, cookie))
}

/// The browser at hand under a new value, as if the account had never known it, and the text of its new cookie.
pub fn new_device<P: Random>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    agency: AgencyCode,
    login: &Login,
) -> Result<(NewDevice, String), Internal> {
    let peppers = &ctx.config.peppers;
    let value = ctx.ports.bytes();
    let holds = Secret::from_random(value).hash();
    let cookie = visitor.devices.with(peppers, login, value).seal(&ctx.config.seal_keys, ctx.ports.bytes());
    let (name, product) = (login.as_str(), visitor.product.as_str());
    let device = NewDevice {
        lock_key: LockKey::of_device(peppers, holds.as_str()),
        holds,
        row: ctx.audit(Some(agency), Event::DeviceKnown, name, name, product),
    };
    Ok((device, cookie.map_err(|error| Internal::fault(format!("device cookie: {error}")))?))
}
