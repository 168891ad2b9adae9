//! How the installation is.

use shared::time::UnixMillis;

use super::super::database::Database;
use super::super::row::row;
use super::super::statement::Statement;
use crate::error::Internal;

row! {
    struct MailsRow {
        oldest: Option<UnixMillis>,
        dead: u32,
    }
}

/// Mails that did not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StuckMails {
    /// When the one that waits longest was written.
    pub oldest_waiting_at: Option<UnixMillis>,
    /// How many were given up.
    pub dead: u32,
}

/// How the installation is.
pub trait Condition: Database {
    /// Mails that did not leave.
    async fn stuck_mails(&self) -> Result<StuckMails, Internal> {
        let count = Statement::new(
            "SELECT (SELECT min(created_at) FROM outbox WHERE state = 'waiting') AS oldest,
                    (SELECT count(*) FROM outbox WHERE state = 'dead') AS dead",
        );
        let row: MailsRow = (self.one("stuck mails", count).await?.first()?)
            .ok_or_else(|| Internal::fault("stuck mails: no count"))?;
        Ok(StuckMails { oldest_waiting_at: row.oldest, dead: row.dead })
    }
}

impl<D: Database> Condition for D {}
