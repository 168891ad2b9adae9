//! Live sessions and consents of employees, and the end of sessions.

use shared::api::admin::Ending;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;

use super::super::audit::{insert_from, insert_if_changed};
use super::super::database::{Database, Rows};
use super::super::row::row;
use super::super::statement::Statement;
use super::ending::{Whose, count, counted, named};
use super::recorded::if_recorded;
use crate::error::Internal;
use crate::secret::SecretHash;
use crate::standing::{SESSION_IDLE_MS, SESSION_MS};

/// Most rows that are told of one employee.
const MOST: u32 = 200;

const LIVE: &str = "\
SELECT secret_hash, product, unit, created_at, last_active_at, address, country, user_agent
FROM session INDEXED BY session_by_employee
WHERE agency_code = :agency AND login = :login AND ended_at IS NULL
  AND last_active_at > :active_since AND created_at > :opened_since
ORDER BY last_active_at DESC, secret_hash LIMIT :most";

const CONSENTS: &str = "\
SELECT product, version, language, given_at, address FROM consent
WHERE agency_code = :agency AND login = :login ORDER BY given_at DESC, product LIMIT :most";

row! {
    /// A live session.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct LiveSession {
        /// Digest of its value: its name.
        pub secret_hash: SecretHash,
        /// To which product.
        pub product: Product,
        /// At which unit of the agency (Cashier).
        pub unit: Option<String>,
        /// When it was opened.
        pub created_at: UnixMillis,
        /// The last input.
        pub last_active_at: UnixMillis,
        /// From which address.
        pub address: String,
        /// From which country.
        pub country: Option<String>,
        /// With which browser.
        pub user_agent: String,
    }

    /// A consent on record.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct RecordedConsent {
        /// At which product.
        pub product: Product,
        /// To which text.
        pub version: String,
        /// In which language.
        pub language: Language,
        /// When.
        pub given_at: UnixMillis,
        /// From which address.
        pub address: String,
    }
}

/// Live sessions and consents.
pub trait LiveSessions: Database {
    /// The live sessions of an employee, the last active first.
    async fn live_sessions(
        &self,
        agency: AgencyCode,
        login: &Login,
        now: UnixMillis,
    ) -> Result<Vec<LiveSession>, Internal> {
        let live = Statement::new(LIVE)
            .with("agency", agency)
            .with("login", login)
            .with("active_since", now.plus_ms(-SESSION_IDLE_MS))
            .with("opened_since", now.plus_ms(-SESSION_MS))
            .with("most", MOST);
        self.one("live sessions", live).await?.all()
    }

    /// The consents of an employee, newest first.
    async fn recorded_consents(
        &self,
        agency: AgencyCode,
        login: &Login,
    ) -> Result<Vec<RecordedConsent>, Internal> {
        let consents =
            Statement::new(CONSENTS).with("agency", agency).with("login", login).with("most", MOST);
        self.one("consents", consents).await?.all()
    }

    /// Ends one session of the employee, with a row; says whether it was open.
    async fn end_session_of(
        &self,
        agency: AgencyCode,
        login: &Login,
        session: &SecretHash,
        row: &Row,
    ) -> Result<bool, Internal> {
        let end = Statement::new(
            "UPDATE session SET ended_at = :at, ended_by = 'elsewhere' \
             WHERE secret_hash = :session AND agency_code = :agency AND login = :login AND ended_at IS NULL \
             RETURNING secret_hash",
        );
        let end = end.with("agency", agency).with("login", login).with("session", session).with("at", row.at);
        let [ended, _] = self.batch("end session", [end, insert_if_changed(row)]).await?;
        Ok(Rows::any(&ended))
    }

    /// Ends all sessions and half-done sign-ins, with one row that counts them; does nothing if there is none.
    async fn end_sessions_of(&self, whose: &Whose, row: &Row) -> Result<Ending, Internal> {
        let condition = match whose {
            Whose::Employee(..) | Whose::Application(..) => "agency_code = :agency AND login = :login AND",
            Whose::Unit(_) => "agency_code = :agency AND unit = :unit AND",
            Whose::Agency(_) => "agency_code = :agency AND",
            Whose::All => "",
        };
        let counting = count(whose, row.at);
        let record = format!(
            "SELECT :row_agency, :row_at, :row_id, :row_event, :row_actor, :row_subject, \
             'sessions ' || sessions || ', sign-ins ' || sign_ins, :row_address, :row_request \
             FROM ({}) WHERE sessions + sign_ins > 0",
            counting.sql()
        );
        let record = Statement::new(record).with_values_of(counting.clone());
        let end = |table: &str, set: &str| {
            let sql = format!("UPDATE {table} SET ended_at = :at{set} WHERE {condition} ended_at IS NULL");
            named(if_recorded(row, &sql), whose).with("at", row.at)
        };
        let batch = [
            counting,
            insert_from(row, record),
            end("session", ", ended_by = 'elsewhere'"),
            end("sign_in", ""),
        ];
        let [ended, ..] = self.batch("end sessions", batch).await?;
        let ended = counted(&ended)?;
        Ok(Ending { changed: ended.sessions + ended.sign_ins > 0, ..ended })
    }
}

impl<D: Database> LiveSessions for D {}
