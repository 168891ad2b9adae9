//! Live tokens of applications, and their end.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::super::audit::{insert_from, insert_if_changed};
use super::super::database::{Database, Rows};
use super::super::row::row;
use super::super::statement::Statement;
use super::ending::{Whose, count, counted};
use super::recorded::if_recorded;
use crate::error::Internal;
use crate::token::TOKEN_LIFE_MS;

const LIVE: &str = "\
SELECT jti, unit, issued_at, expires_at FROM token INDEXED BY token_by_issue
WHERE agency_code = :agency AND login = :login AND issued_at > :issued_since
  AND revoked_at IS NULL AND expires_at > :now";

/// The key begins with the agency; naming all agencies lets the index find the token of any.
const FIND: &str = "\
SELECT agency_code, login, revoked_at IS NULL AND expires_at > :now AS live FROM token
WHERE agency_code IN (SELECT agency_code FROM agency WHERE :scope IS NULL OR agency_code = :scope) AND jti = :jti";

row! {
    /// A live token.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct LiveToken {
        /// Its name.
        pub jti: String,
        /// For which unit of the agency.
        pub unit: String,
        /// When it was issued.
        pub issued_at: UnixMillis,
        /// When it ends by itself.
        pub expires_at: UnixMillis,
    }

    /// Whose a token is.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct TokenOwner {
        /// Of which agency.
        pub agency_code: AgencyCode,
        /// Of which application.
        pub login: Login,
        /// Whether it lives.
        pub live: bool,
    }
}

/// Live tokens.
pub trait LiveTokens: Database {
    /// Live tokens of an application, newest first, from behind the moment and the `jti` on.
    async fn live_tokens(
        &self,
        agency: AgencyCode,
        login: &Login,
        behind: Option<(i64, &str)>,
        limit: u32,
        now: UnixMillis,
    ) -> Result<Vec<LiveToken>, Internal> {
        let from = behind.map_or("", |_| "AND (issued_at, jti) < (:behind_at, :behind_jti)");
        let live = Statement::new(format!("{LIVE} {from} ORDER BY issued_at DESC, jti DESC LIMIT :limit"))
            .with("agency", agency)
            .with("login", login)
            .with("now", now)
            .with("issued_since", now.plus_ms(-TOKEN_LIFE_MS))
            .with("limit", limit);
        let live = match behind {
            Some((at, jti)) => live.with("behind_at", at).with("behind_jti", jti),
            None => live,
        };
        self.one("live tokens", live).await?.all()
    }

    /// Whose this token is, if its agency may be seen.
    async fn token_owner(
        &self,
        jti: &str,
        scope: Option<AgencyCode>,
        now: UnixMillis,
    ) -> Result<Option<TokenOwner>, Internal> {
        let find = Statement::new(FIND).with("jti", jti).with("scope", scope).with("now", now);
        self.one("token owner", find).await?.first()
    }

    /// Ends a live token, with a row; says whether it was alive.
    async fn revoke_token(&self, agency: AgencyCode, jti: &str, row: &Row) -> Result<bool, Internal> {
        let revoke = Statement::new(
            "UPDATE token SET revoked_at = :at \
             WHERE agency_code = :agency AND jti = :jti AND revoked_at IS NULL AND expires_at > :at RETURNING jti",
        );
        let revoke = revoke.with("agency", agency).with("jti", jti).with("at", row.at);
        let [revoked, _] = self.batch("revoke token", [revoke, insert_if_changed(row)]).await?;
        Ok(Rows::any(&revoked))
    }

    /// Ends all live tokens of an application, with one row that counts them; says how many there were.
    async fn revoke_tokens(&self, agency: AgencyCode, login: &Login, row: &Row) -> Result<u32, Internal> {
        let counting = count(&Whose::Application(agency, login.clone()), row.at);
        let record = format!(
            "SELECT :row_agency, :row_at, :row_id, :row_event, :row_actor, :row_subject, \
             'all live tokens: ' || tokens, :row_address, :row_request FROM ({}) WHERE tokens > 0",
            counting.sql()
        );
        let record = Statement::new(record).with_values_of(counting.clone());
        let revoke = if_recorded(
            row,
            "UPDATE token SET revoked_at = :at \
             WHERE agency_code = :agency AND unlikely(login = :login) AND revoked_at IS NULL AND expires_at > :at",
        );
        let revoke = revoke.with("agency", agency).with("login", login).with("at", row.at);
        let [ended, ..] = self.batch("revoke tokens", [counting, insert_from(row, record), revoke]).await?;
        Ok(counted(&ended)?.tokens)
    }
}

impl<D: Database> LiveTokens for D {}
