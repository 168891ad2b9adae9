//! What every handler is given: the ports, the configuration, the moment and the request's names.

use shared::audit::{Event, Row};
use shared::time::{MINUTE_MS, UnixMillis};
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::message_id::MessageId;

use crate::config::Config;
use crate::error::Internal;
use crate::ports::{Random, Shield};
use crate::storage::audit::AuditLog;

/// The longest text from outside that is kept in an audit row, in characters.
const MAX_AUDITED: usize = 254;

/// Stands for an address that the platform did not tell.
pub const UNKNOWN_ADDRESS: &str = "unknown";

/// The context of one request.
pub struct Ctx<'a, P> {
    /// The platform.
    pub ports: &'a P,
    /// Settings and secrets of this environment.
    pub config: &'a Config,
    /// The moment the request was whole, or its head where the body is not read here; there is no other clock.
    pub now: UnixMillis,
    /// Names the request in answers and logs.
    pub request_id: &'a str,
    /// The client's address as the platform saw it; IPv6 as its /64.
    pub address: &'a str,
}

impl<P: Random> Ctx<'_, P> {
    /// A fresh UUID (version 4).
    pub fn new_id(&self) -> MessageId {
        MessageId::from_random(self.ports.bytes())
    }

    /// An audit row of this request with a name of its own.
    pub fn audit(
        &self,
        agency: Option<AgencyCode>,
        event: Event,
        actor: &str,
        subject: &str,
        detail: &str,
    ) -> Row {
        let clipped = |text: &str| text.chars().take(MAX_AUDITED).collect();
        Row {
            agency,
            at: self.now,
            audit_id: self.new_id().as_str().to_owned(),
            event,
            actor: clipped(actor),
            subject: clipped(subject),
            detail: detail.to_owned(),
            address: self.address.to_owned(),
            request_id: self.request_id.to_owned(),
        }
    }

    /// The row under a name made of the minute, of `what` and of `whose`: however often it is written, the minute
    /// has one, so that nobody can flood the log.
    pub fn once_a_minute(&self, what: &str, whose: &str, row: Row) -> Row {
        let minute = self.now.0.div_euclid(MINUTE_MS);
        Row { audit_id: format!("{what}-{minute}-{whose}"), ..row }
    }
}

impl<P: AuditLog + Shield> Ctx<'_, P> {
    /// Writes a row of [`once_a_minute`](Self::once_a_minute), unless this isolate has written one under the same `name`
    /// in this minute: then storage need not be asked. What is known only from storage must not show in the name, since
    /// asking takes time.
    pub async fn record_once(&self, name: &str, row: &Row) -> Result<(), Internal> {
        let failures = self.ports.failures();
        if !failures.has_recorded(name, self.now) {
            self.ports.record(row).await?;
            failures.recorded(name.to_owned(), self.now);
        }
        Ok(())
    }
}

impl<P> Ctx<'_, P> {
    /// What the log calls a login that nobody has, or that nobody has looked for: people type passwords there, so it is
    /// a keyed digest. Whoever knows the login finds the rows by it.
    pub fn veiled(&self, login: &Login) -> String {
        format!("login#{}", self.config.peppers.digest(&["audited_login", login.as_str()]))
    }
}
