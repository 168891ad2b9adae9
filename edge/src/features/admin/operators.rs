//! Operators: who may use the command line, and the digests of their keys.

use shared::api::admin::operators::{CreateOperator, Operator};
use shared::api::admin::{Changed, Page};
use shared::audit::Event;
use shared::code::Code;
use shared::time::DAY_MS;

use super::query::malformed;
use super::requester::Requester;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::secret::SecretHash;
use crate::storage::admin::operators::{NewOperator, Operators};

/// How long a key counts.
pub const KEY_MS: i64 = 180 * DAY_MS;
/// The longest name, in characters.
const MAX_NAME: usize = 64;

/// All operators there ever were.
pub async fn list<P: Operators>(ctx: &Ctx<'_, P>) -> Result<Page<Operator>, Error> {
    Ok(Page { items: ctx.ports.operators().await?, next: None })
}

/// Creates an operator, or gives a removed or expired one a new key.
pub async fn create<P: Operators + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    request: &CreateOperator,
) -> Result<Operator, Error> {
    let name = &request.name;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-';
    if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(plain) {
        return Err(malformed("name is 1 to 64 small Latin letters, digits, `.` and `-`").into());
    }
    let key = SecretHash::parse(&request.key_hash)
        .ok_or_else(|| malformed("key_hash is no digest in base64url"))?;
    let new = NewOperator { name, key: &key, at: ctx.now, expires_at: ctx.now.plus_ms(KEY_MS) };
    let row = ctx.audit(None, Event::OperatorCreated, &who.name, &as_actor(name), "");
    if !ctx.ports.create_operator(&new, &row).await? {
        return Err(Code::AlreadyExists.into());
    }
    find(ctx, name).await
}

/// Removes an operator; the key does not count on the next request. Nobody removes himself.
pub async fn remove<P: Operators + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    name: &str,
) -> Result<Changed, Error> {
    find(ctx, name).await?;
    let subject = as_actor(name);
    if who.name == subject {
        return Err(Code::OwnAccount.into());
    }
    let row = ctx.audit(None, Event::OperatorRemoved, &who.name, &subject, "");
    Ok(Changed { changed: ctx.ports.remove_operator(name, &row).await? })
}

/// How the audit log calls an operator.
pub fn as_actor(name: &str) -> String {
    format!("operator:{name}")
}

async fn find<P: Operators>(ctx: &Ctx<'_, P>, name: &str) -> Result<Operator, Error> {
    Ok(ctx.ports.operator(name).await?.ok_or(Code::NotFound)?)
}
