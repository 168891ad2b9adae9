//! How the installation is.

use shared::api::admin::{Health, TokenKey};
use shared::value::product::Product;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::cache::{Cache, Key};
use crate::ports::database_size::DatabaseSize;
use crate::storage::admin::health::Condition;

/// Size of the database, mails that did not leave, whether copies can be read, and which secrets are loaded, by their names.
pub async fn health<P: Condition + DatabaseSize + Cache>(ctx: &Ctx<'_, P>) -> Result<Health, Error> {
    let mails = ctx.ports.stuck_mails().await?;
    let token_key = |key: &shared::key_ring::Key| TokenKey {
        kid: key.kid.clone(),
        state: key.state.as_str().to_owned(),
        since_ms: key.since().0,
    };
    Ok(Health {
        database_bytes: ctx.ports.database_bytes().await?,
        oldest_waiting_mail_at_ms: mails.oldest_waiting_at.map(|at| at.0),
        dead_mails: mails.dead,
        // Any copy will do: that there is none is an answer.
        copies_answer: ctx.ports.stored(&Key::notices(Product::Boss)).await.is_ok(),
        token_keys: ctx.config.keys.keys().iter().map(token_key).collect(),
        pepper: ctx.config.peppers.current().map(|pepper| pepper.id.clone()).unwrap_or_default(),
        seal_key: ctx.config.seal_keys.current_id().to_owned(),
    })
}
