//! Who has caused mails: what limits those of one client address.

use shared::time::UnixMillis;

use super::database::Rows;
use super::row::row;
use super::statement::Statement;
use crate::error::Internal;
use crate::mail_allowance::{MAILS, counted_since};

row! {
    struct CausedRow {
        mails: u32,
        oldest: Option<UnixMillis>,
    }
}

/// The statement that counts the mails of the address.
pub(super) fn count(address: &str, now: UnixMillis) -> Statement {
    Statement::new(
        "SELECT count(*) AS mails, min(at) AS oldest FROM mail_cause \
         WHERE address = :cause_address AND at > :cause_counted_since",
    )
    .with("cause_address", address)
    .with("cause_counted_since", counted_since(now))
}

/// The oldest of the mails that [`count`] has counted, if they are as many as may be.
pub(super) fn full_since(counted: &Rows) -> Result<Option<UnixMillis>, Internal> {
    let counted = counted.first::<CausedRow>()?;
    Ok(counted.filter(|row| row.mails >= MAILS).and_then(|row| row.oldest))
}

/// The condition, as a part of a statement, that the address may cause one more mail.
pub(super) fn may_cause(address: &str, now: UnixMillis) -> Statement {
    Statement::new(
        "(SELECT count(*) FROM mail_cause WHERE address = :cause_address AND at > :cause_counted_since) < :cause_most",
    )
    .with("cause_address", address)
    .with("cause_counted_since", counted_since(now))
    .with("cause_most", MAILS)
}
