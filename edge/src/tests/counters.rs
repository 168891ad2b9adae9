//! The rules of counters, proved against the statements that are these rules.

mod applications;
mod codes;
mod passwords;

use shared::audit::{Event, Row};
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::product::Product;

use crate::storage::outbox::{Cause, MailKind, NewNotice};

/// A row of the audit log of which nothing but its name matters.
fn row(agency: Option<AgencyCode>, audit_id: String, event: Event, at: UnixMillis) -> Row {
    Row {
        agency,
        at,
        audit_id,
        event,
        actor: String::new(),
        subject: String::new(),
        detail: String::new(),
        address: String::new(),
        request_id: String::new(),
    }
}

/// A notice of a lock, of which nothing but its name and its reader matter.
fn notice(
    mail_id: String,
    kind: MailKind,
    login: &Login,
    at: UnixMillis,
    not_since: UnixMillis,
) -> NewNotice {
    NewNotice {
        mail_id,
        kind,
        login: login.clone(),
        product: Product::Cashier,
        origin: String::new(),
        cause: Cause { address: String::new(), country: None, user_agent: String::new() },
        at,
        not_since,
    }
}
