//! The key of a second factor between storage and use.

use shared::seal::{SealKeys, Sealed};
use shared::totp::{KEY_BYTES, TotpKey};
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::Random;
use crate::ports::outbox::{MailKind, NewMail};
use crate::ports::sign_ins::NewKey;
use crate::secret::Secret;
use crate::standing::SET_UP_MS;
use crate::visitor::Visitor;

/// Names the account that a key is sealed for: a sealed key moved to another row does not open.
pub fn owner(agency: AgencyCode, login: &Login) -> String {
    format!("second_factor/{agency}/{login}")
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

/// A fresh key for an account, sealed, with the link that shows it and the mail that leads there in the language of the
/// window at hand.
pub fn new_key<P: Random>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    agency: AgencyCode,
    login: &Login,
) -> Result<NewKey, Internal> {
    let seal_keys = &ctx.config.seal_keys;
    let key: [u8; KEY_BYTES] = ctx.ports.bytes();
    let key = seal_keys.seal(&key, &owner(agency, login), ctx.ports.bytes()).map_err(Internal::fault)?;
    let (link_id, key_id) = (ctx.new_id().as_str().to_owned(), seal_keys.current_id().to_owned());
    let token = seal_keys.link_token(&key_id, &link_id).map_err(Internal::fault)?;
    let token = Secret::parse(&token).ok_or_else(|| Internal::fault("a link's token is no secret"))?;
    let mail = NewMail {
        mail_id: ctx.new_id().as_str().to_owned(),
        kind: MailKind::TwoFactorSetUp,
        agency,
        login: login.clone(),
        language: visitor.language,
        product: visitor.product,
        origin: visitor.origin.clone(),
        link_id,
        key_id,
        cause: None,
        at: ctx.now,
    };
    Ok(NewKey { key, token: token.hash(), expires_at: ctx.now.plus_ms(SET_UP_MS), mail })
}
