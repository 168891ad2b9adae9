//! Mails that wait or were given up.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::super::audit::{insert_from, insert_if_changed};
use super::super::database::Database;
use super::super::row::row;
use super::super::statement::Statement;
use super::recorded::if_recorded;
use crate::error::Internal;

const FACTS: &str = "\
SELECT mail_id, kind, agency_code, login, state, attempts, created_at, next_at, dead_at, error FROM outbox";

/// As if it had not been tried: one that was, and whose day is over, would be given up without a try.
const RETRY: &str = "\
UPDATE outbox SET state = 'waiting', next_at = :at, attempts = 0, dead_at = NULL, error = ''";

/// The key begins with the agency; naming all agencies lets the index find the mail.
const OF_ANY_AGENCY: &str = "agency_code IN (SELECT agency_code FROM agency) AND mail_id = :mail";

row! {
    /// A mail, without its body and its links.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct MailFacts {
        /// Its name.
        pub mail_id: String,
        /// What it is about.
        pub kind: String,
        /// Of which agency.
        pub agency_code: AgencyCode,
        /// To whom.
        pub login: Login,
        /// `waiting`, `sent` or `dead`.
        pub state: String,
        /// How often it was tried.
        pub attempts: u32,
        /// When it was written.
        pub created_at: UnixMillis,
        /// When it is tried next.
        pub next_at: UnixMillis,
        /// When it was given up.
        pub dead_at: Option<UnixMillis>,
        /// What the last try said.
        pub error: String,
    }

    struct CountRow {
        mails: u32,
    }
}

/// Which mails, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailQuery {
    /// `waiting` or `dead`; `None` for both.
    pub state: Option<&'static str>,
    /// Of this agency.
    pub agency: Option<AgencyCode>,
    /// Behind the mail of this moment and name.
    pub behind: Option<(i64, String)>,
    /// At most so many.
    pub limit: u32,
}

/// Mails that wait or were given up.
pub trait Mails: Database {
    /// The part of the list that the query names.
    async fn list_mails(&self, query: &MailQuery) -> Result<Vec<MailFacts>, Internal> {
        let from =
            query.behind.as_ref().map_or("", |_| "AND (created_at, mail_id) < (:behind_at, :behind_id)");
        let list = Statement::new(format!(
            "{FACTS} INDEXED BY outbox_by_trouble WHERE state <> 'sent' \
             AND (:state IS NULL OR state = :state) AND (:agency IS NULL OR agency_code = :agency) {from} ORDER BY created_at DESC, mail_id DESC LIMIT :limit"
        ));
        let list = list.with("state", query.state).with("agency", query.agency).with("limit", query.limit);
        let list = match &query.behind {
            Some((at, id)) => list.with("behind_at", *at).with("behind_id", id),
            None => list,
        };
        self.one("list mails", list).await?.all()
    }

    /// The mail of this name.
    async fn mail(&self, mail: &str) -> Result<Option<MailFacts>, Internal> {
        self.one("mail", one(mail)).await?.first()
    }

    /// Lets a mail that was given up be tried once more, with a row; the mail as it is then.
    async fn retry_mail(
        &self,
        agency: AgencyCode,
        mail: &str,
        row: &Row,
    ) -> Result<Option<MailFacts>, Internal> {
        let retry = Statement::new(format!(
            "{RETRY} WHERE agency_code = :agency AND mail_id = :mail AND state = 'dead' RETURNING mail_id"
        ));
        let retry = retry.with("agency", agency).with("mail", mail).with("at", row.at);
        let [_, _, mail] = self.batch("retry mail", [retry, insert_if_changed(row), one(mail)]).await?;
        mail.first()
    }

    /// Lets all mails that were given up be tried once more, with one row that counts them; says how many there were.
    async fn retry_mails(&self, row: &Row) -> Result<u32, Internal> {
        let dead = "SELECT count(*) AS mails FROM outbox INDEXED BY outbox_by_death WHERE state = 'dead'";
        let record = format!(
            "SELECT :row_agency, :row_at, :row_id, :row_event, :row_actor, :row_subject, 'mails ' || mails, \
             :row_address, :row_request FROM ({dead}) WHERE mails > 0"
        );
        let retry = if_recorded(row, &format!("{RETRY} WHERE state = 'dead'")).with("at", row.at);
        let batch = [Statement::new(dead), insert_from(row, Statement::new(record)), retry];
        let [mails, ..] = self.batch("retry mails", batch).await?;
        Ok(mails.first::<CountRow>()?.map_or(0, |row| row.mails))
    }
}

impl<D: Database> Mails for D {}

fn one(mail: &str) -> Statement {
    Statement::new(format!("{FACTS} WHERE {OF_ANY_AGENCY}")).with("mail", mail)
}
