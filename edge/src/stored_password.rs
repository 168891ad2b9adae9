//! A password against the hash that storage keeps, the same for applications and employees.

use std::fmt::Display;

use shared::password_hash::{self, Verdict};
use shared::value::password::{NormalPassword, Password};

use crate::ctx::Ctx;
use crate::error::Internal;
use crate::ports::{Hasher, Random};
use crate::storage::rehash::Rehash;

/// The owner and whether the hash is outdated, if the password is right. Where nobody is found, it is compared with a
/// hash that nothing matches, so that it takes as long (norm L3). `whose` names the hash in the operator's log.
pub async fn check<P: Hasher, T>(
    ctx: &Ctx<'_, P>,
    whose: impl Display,
    password: &Password,
    owner: Option<T>,
    hash: impl Fn(&T) -> &str,
) -> Result<Option<(T, bool)>, Internal> {
    let (cost, peppers) = (ctx.config.cost, &ctx.config.peppers);
    let stored = match &owner {
        Some(owner) => hash(owner).to_owned(),
        None => password_hash::decoy(cost, peppers).map_err(Internal::fault)?,
    };
    let verdict = ctx.ports.compare(&normal(ctx, password), &stored, cost, peppers).await;
    let verdict = verdict.map_err(|error| Internal::fault(format!("{whose}: {error}")))?;
    Ok(match verdict {
        Verdict::Wrong => None,
        Verdict::Right { outdated } => owner.map(|owner| (owner, outdated)),
    })
}

/// A new hash in the place of an outdated one.
pub fn rehash<P: Hasher + Random>(
    ctx: &Ctx<'_, P>,
    password: &Password,
    outdated: &str,
) -> Result<Rehash, Internal> {
    Ok(Rehash { from: outdated.to_owned(), to: hash(ctx, password)? })
}

/// What storage keeps of a password: a hash of today's cost and pepper.
pub fn hash<P: Hasher + Random>(ctx: &Ctx<'_, P>, password: &Password) -> Result<String, Internal> {
    let (cost, pepper) = (ctx.config.cost, ctx.config.peppers.current());
    password_hash::hash(&normal(ctx, password), ctx.ports.bytes(), cost, pepper).map_err(Internal::fault)
}

/// The password as it is hashed and judged.
pub fn normal<P: Hasher>(ctx: &Ctx<'_, P>, password: &Password) -> NormalPassword {
    password.normal(|text| ctx.ports.nfkc(text))
}
