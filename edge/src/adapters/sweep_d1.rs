//! Deleting what is over, in pieces that keep D1's one writer free for others.

use shared::time::UnixMillis;

use super::Platform;
use super::d1::{Value, batch, changes, statement};
use crate::error::Internal;
use crate::ports::Sweep;

impl Sweep for Platform {
    async fn sweep(&self, now: UnixMillis, tries_before: UnixMillis) -> Result<u32, Internal> {
        let tokens = statement(
            &self.db,
            "DELETE FROM token WHERE (agency_code, jti) IN \
             (SELECT agency_code, jti FROM token WHERE expires_at < ?1 LIMIT 1000)",
            &[Value::Moment(now)],
        )?;
        let tries = statement(
            &self.db,
            "DELETE FROM login_try WHERE key IN (SELECT key FROM login_try WHERE tried_at < ?1 LIMIT 1000)",
            &[Value::Moment(tries_before)],
        )?;
        let [tokens, tries] = batch(&self.db, "sweep", vec![tokens, tries]).await?;
        Ok(changes("sweep", &tokens)? + changes("sweep", &tries)?)
    }
}
