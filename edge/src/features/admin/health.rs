//! How the installation is.

use shared::api::admin::Health;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::database_size::DatabaseSize;
use crate::storage::admin::health::Condition;

/// Size of the database, and mails that did not leave.
pub async fn health<P: Condition + DatabaseSize>(ctx: &Ctx<'_, P>) -> Result<Health, Error> {
    let mails = ctx.ports.stuck_mails().await?;
    Ok(Health {
        database_bytes: ctx.ports.database_bytes().await?,
        oldest_waiting_mail_at_ms: mails.oldest_waiting_at.map(|at| at.0),
        dead_mails: mails.dead,
    })
}
