//! The key of a second factor between storage and use.

use shared::seal::{SealKeys, Sealed};
use shared::totp::{KEY_BYTES, TotpKey};
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::Random;
use crate::secrets::secret::Secret;
use crate::storage::outbox::{MailKind, NewMail};
use crate::storage::set_ups::NewKey;
use crate::visit::standing::SET_UP_MS;
use crate::visit::visitor::Visitor;

/// Names the account that a key is sealed for: a sealed key moved to another row does not open.
pub fn owner(agency: AgencyCode, login: &Login) -> String {
    format!("second_factor/{agency}/{login}")
}

/// A new key for an account.
pub fn fresh<P: Random>(ctx: &Ctx<'_, P>, agency: AgencyCode, login: &Login) -> Result<Sealed, Internal> {
    let key: [u8; KEY_BYTES] = ctx.ports.bytes();
    ctx.config.seal_keys.seal(&key, &owner(agency, login), ctx.ports.bytes()).map_err(Internal::fault)
}

/// A new key in the place of the old one, with the mail in the language of its owner's window that leads to it.
pub fn replacement<P: Random>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    agency: AgencyCode,
    login: &Login,
) -> Result<NewKey, Internal> {
    let seal_keys = &ctx.config.seal_keys;
    let (link_id, key_id) = (ctx.new_id().as_str().to_owned(), seal_keys.current_id().to_owned());
    Ok(NewKey {
        key: fresh(ctx, agency, login)?,
        token: Secret::of_link(seal_keys, &key_id, &link_id)?.hash(),
        expires_at: ctx.now.plus_ms(SET_UP_MS),
        mail: NewMail {
            mail_id: ctx.new_id().as_str().to_owned(),
            kind: MailKind::TwoFactorSetUp,
            agency,
            agency_name: String::new(),
            login: login.clone(),
            language: visitor.language,
            product: visitor.product,
            origin: visitor.origin.clone(),
            link_id,
            key_id,
            cause: None,
            at: ctx.now,
        },
    })
}

/// Opens the key of an account.
pub fn open(
    keys: &SealKeys,
    sealed: &Sealed,
    agency: AgencyCode,
    login: &Login,
) -> Result<TotpKey, Internal> {
    let broken = |why: String| Internal::fault(format!("second_factor {agency} {login}: {why}"));
    let bytes = keys.open(sealed, &owner(agency, login)).map_err(|error| broken(error.to_string()))?;
    TotpKey::from_bytes(&bytes).ok_or_else(|| broken("the key has another length".to_owned()))
}
