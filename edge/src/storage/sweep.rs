//! Deleting what is over, in pieces that keep the one writer free for others.

use shared::time::UnixMillis;

use super::database::Database;
use super::statement::Statement;
use crate::error::Internal;

/// What goes, each before a moment of its own.
const SWEPT: [(&str, Before); 15] = [
    (
        "DELETE FROM token WHERE (agency_code, jti) IN \
         (SELECT agency_code, jti FROM token WHERE expires_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.now,
    ),
    (
        "DELETE FROM login_try WHERE key IN \
         (SELECT key FROM login_try WHERE tried_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.tries,
    ),
    (
        "DELETE FROM login_count WHERE key IN \
         (SELECT key FROM login_count WHERE since < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.tries,
    ),
    (
        "DELETE FROM login_address WHERE key IN \
         (SELECT key FROM login_address WHERE used_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.addresses,
    ),
    (
        "DELETE FROM password_try WHERE key IN (SELECT key FROM password_try \
         WHERE locked_at IS NULL AND taken_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.tries,
    ),
    (
        "DELETE FROM password_try WHERE key IN (SELECT key FROM password_try \
         WHERE locked_at IS NOT NULL AND locked_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.locks,
    ),
    (
        "DELETE FROM lease WHERE lease_id IN \
         (SELECT lease_id FROM lease WHERE until < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.now,
    ),
    (
        "DELETE FROM mail_cause WHERE (address, at, mail_id) IN \
         (SELECT address, at, mail_id FROM mail_cause WHERE at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.tries,
    ),
    (
        "DELETE FROM link WHERE (agency_code, link_id) IN \
         (SELECT agency_code, link_id FROM link WHERE expires_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.now,
    ),
    (
        "DELETE FROM link_request WHERE link_id IN \
         (SELECT link_id FROM link_request WHERE requested_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.tries,
    ),
    (
        "DELETE FROM sign_in WHERE (agency_code, secret_hash) IN \
         (SELECT agency_code, secret_hash FROM sign_in WHERE touched_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.gone,
    ),
    (
        "DELETE FROM session WHERE (agency_code, secret_hash) IN \
         (SELECT agency_code, secret_hash FROM session WHERE created_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.gone,
    ),
    (
        "DELETE FROM device WHERE (agency_code, login, device_hash) IN (SELECT agency_code, login, device_hash \
         FROM device WHERE used_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.devices,
    ),
    (
        "DELETE FROM audit_export WHERE export_id IN (SELECT export_id FROM audit_export \
         WHERE confirmed_at IS NULL AND made_at < :before LIMIT 1000) RETURNING 1 AS gone",
        |ends| ends.tries,
    ),
    // Mails that wait stay, and dead ones from the day on when they died.
    (
        "DELETE FROM outbox WHERE (agency_code, mail_id) IN (SELECT agency_code, mail_id FROM outbox \
         WHERE created_at < :before AND (state = 'sent' OR state = 'dead' AND dead_at < :before) LIMIT 1000) \
         RETURNING 1 AS gone",
        |ends| ends.gone,
    ),
];

/// Which of the moments it is.
type Before = fn(&Ends) -> UnixMillis;

/// The moments before which rows go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Tokens, links and leases that ended before it.
    pub now: UnixMillis,
    /// Counters that hold no lock, causes of mails, link requests and copies that nobody has confirmed from before it.
    pub tries: UnixMillis,
    /// Addresses that applications have not logged in from since.
    pub addresses: UnixMillis,
    /// Locks by wrong passwords that were set before it.
    pub locks: UnixMillis,
    /// Sign-ins, sessions and mails that are over since before it.
    pub gone: UnixMillis,
    /// Known browsers that were not used since.
    pub devices: UnixMillis,
}

/// The chore of the cron trigger.
pub trait Sweep: Database {
    /// Deletes what is over, at most a thousand rows of each kind, and says how many went.
    async fn sweep(&self, ends: &Ends) -> Result<u32, Internal> {
        let batch = SWEPT.iter().map(|(sql, before)| Statement::new(*sql).with("before", before(ends)));
        let swept = self.run("sweep", batch.collect()).await?;
        Ok(swept.iter().map(super::database::Rows::count).sum())
    }
}

impl<D: Database> Sweep for D {}
