//! Deleting what is over, in pieces that keep D1's one writer free for others.

use shared::time::UnixMillis;
use worker::D1Result;

use super::Platform;
use super::d1::{Value, batch, changes, statement};
use crate::error::Internal;
use crate::ports::Sweep;

/// What goes, each with the moment before which it does.
const SWEPT: [(&str, Before); 9] = [
    (
        "DELETE FROM token WHERE (agency_code, jti) IN \
         (SELECT agency_code, jti FROM token WHERE expires_at < ?1 LIMIT 1000)",
        Before::Now,
    ),
    (
        "DELETE FROM login_try WHERE key IN (SELECT key FROM login_try WHERE tried_at < ?1 LIMIT 1000)",
        Before::Tries,
    ),
    (
        "DELETE FROM password_try WHERE key IN \
         (SELECT key FROM password_try WHERE locked_at IS NULL AND taken_at < ?1 LIMIT 1000)",
        Before::Tries,
    ),
    (
        "DELETE FROM mail_cause WHERE (address, at, mail_id) IN \
         (SELECT address, at, mail_id FROM mail_cause WHERE at < ?1 LIMIT 1000)",
        Before::Tries,
    ),
    (
        "DELETE FROM link WHERE (agency_code, link_id) IN \
         (SELECT agency_code, link_id FROM link WHERE expires_at < ?1 LIMIT 1000)",
        Before::Now,
    ),
    (
        "DELETE FROM link_request WHERE link_id IN \
         (SELECT link_id FROM link_request WHERE requested_at < ?1 LIMIT 1000)",
        Before::Tries,
    ),
    (
        "DELETE FROM sign_in WHERE (agency_code, secret_hash) IN \
         (SELECT agency_code, secret_hash FROM sign_in WHERE touched_at < ?1 LIMIT 1000)",
        Before::Gone,
    ),
    (
        "DELETE FROM session WHERE (agency_code, secret_hash) IN \
         (SELECT agency_code, secret_hash FROM session WHERE created_at < ?1 LIMIT 1000)",
        Before::Gone,
    ),
    (
        "DELETE FROM device WHERE (agency_code, login, device_hash) IN \
         (SELECT agency_code, login, device_hash FROM device WHERE used_at < ?1 LIMIT 1000)",
        Before::Devices,
    ),
];

/// Mails that wait stay, and dead ones from the day on when they died.
const SWEPT_MAILS: &str = "\
DELETE FROM outbox WHERE (agency_code, mail_id) IN \
(SELECT agency_code, mail_id FROM outbox WHERE created_at < ?1 \
AND (state = 'sent' OR state = 'dead' AND dead_at < ?1) LIMIT 1000)";

/// One of the moments of a sweep.
#[derive(Clone, Copy)]
enum Before {
    Now,
    Tries,
    Gone,
    Devices,
}

impl Sweep for Platform {
    async fn sweep(
        &self,
        now: UnixMillis,
        tries_before: UnixMillis,
        gone_before: UnixMillis,
        devices_before: UnixMillis,
    ) -> Result<u32, Internal> {
        let moment = |before| match before {
            Before::Now => now,
            Before::Tries => tries_before,
            Before::Gone => gone_before,
            Before::Devices => devices_before,
        };
        let statements = SWEPT
            .into_iter()
            .chain([(SWEPT_MAILS, Before::Gone)])
            .map(|(sql, before)| statement(&self.db, sql, &[Value::Moment(moment(before))]))
            .collect::<Result<Vec<_>, _>>()?;
        let swept: [D1Result; 10] = batch(&self.db, "sweep", statements).await?;
        swept.iter().map(|result| changes("sweep", result)).sum()
    }
}
