//! Tokens that were issued.

use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;

use super::database::Database;
use super::row::row;
use super::statement::Statement;
use crate::error::Internal;

/// A token as storage keeps it: never the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRecord {
    /// Its `jti`.
    pub jti: String,
    /// The application it was issued to.
    pub login: Login,
    /// The structure unit it is for, and with it the agency.
    pub structure_unit: StructureUnitId,
    /// When.
    pub issued_at: UnixMillis,
    /// When it ends by itself.
    pub expires_at: UnixMillis,
}

/// Where a token stands. Read from the primary: a revocation counts on the very next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenStanding {
    /// It may be used.
    Live,
    /// It was ended early.
    Revoked,
    /// No such token was issued here, or it ended so long ago that its row is gone.
    Unknown,
}

row! {
    struct TokenRow {
        revoked: bool,
    }
}

/// Tokens that were issued.
pub trait Tokens: Database {
    /// Where the token stands now.
    async fn token_standing(&self, agency: AgencyCode, jti: &str) -> Result<TokenStanding, Internal> {
        let find = Statement::new(
            "SELECT revoked_at IS NOT NULL AS revoked FROM token WHERE agency_code = :agency AND jti = :jti",
        );
        let found = self.one("token", find.with("agency", agency).with("jti", jti)).await?;
        Ok(match found.first::<TokenRow>()? {
            None => TokenStanding::Unknown,
            Some(row) if row.revoked => TokenStanding::Revoked,
            Some(_) => TokenStanding::Live,
        })
    }
}

impl<D: Database> Tokens for D {}
