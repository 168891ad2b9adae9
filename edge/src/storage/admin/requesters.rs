//! Whoever asks for administration with a session of Boss.

use shared::api::admin::employees::Role;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::super::database::Database;
use super::super::row::row;
use super::super::statement::Statement;
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

row! {
    struct RequesterRow {
        agency_code: AgencyCode,
        login: Login,
        role: Role,
        code_at: Option<UnixMillis>,
        has_key: bool,
    }
}

/// The owner of a live session of Boss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Whose agency.
    pub agency: AgencyCode,
    /// Who.
    pub login: Login,
    /// As what.
    pub role: Role,
    /// When the last code of the session was right.
    pub code_at: Option<UnixMillis>,
    /// Whether the account has an active key.
    pub has_key: bool,
}

/// Sessions of Boss, as administration asks for them.
pub trait Requesters: Database {
    /// The owner of the session, if it has not ended, saw input after `active_since` and was opened after `opened_since`.
    /// The role is the one that the row holds now.
    async fn signed_in(
        &self,
        secret: &SecretHash,
        active_since: UnixMillis,
        opened_since: UnixMillis,
    ) -> Result<Option<SignedIn>, Internal> {
        let find = Statement::new(
            "SELECT s.agency_code, s.login, e.role, s.code_at, f.activated_at IS NOT NULL AS has_key
             FROM session s
             JOIN employee e ON e.agency_code = s.agency_code AND e.login = s.login
             LEFT JOIN second_factor f ON f.agency_code = s.agency_code AND f.login = s.login
             WHERE s.secret_hash = :secret AND s.product = 'boss' AND s.ended_at IS NULL
               AND s.last_active_at > :active_since AND s.created_at > :opened_since",
        );
        let find = (find.with("secret", secret))
            .with("active_since", active_since)
            .with("opened_since", opened_since);
        Ok(self.one("requester", find).await?.first::<RequesterRow>()?.map(SignedIn::from))
    }
}

impl<D: Database> Requesters for D {}

impl From<RequesterRow> for SignedIn {
    fn from(row: RequesterRow) -> Self {
        Self {
            agency: row.agency_code,
            login: row.login,
            role: row.role,
            code_at: row.code_at,
            has_key: row.has_key,
        }
    }
}
