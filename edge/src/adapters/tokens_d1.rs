//! Issued tokens in D1. Reads go to the primary: no session, no replica.

use shared::value::agency_code::AgencyCode;

use super::Platform;
use super::d1::{Value, failed, find, statement};
use super::row::row;
use crate::error::Internal;
use crate::ports::{Health, TokenStanding, Tokens};

row! {
    struct TokenRow {
        revoked: u32,
    }
}

impl Tokens for Platform {
    async fn token_standing(&self, agency: AgencyCode, jti: &str) -> Result<TokenStanding, Internal> {
        let sql = "SELECT revoked_at IS NOT NULL AS revoked FROM token WHERE agency_code = ?1 AND jti = ?2";
        let values = [Value::Number(agency.as_number()), Value::Text(jti)];
        Ok(match find::<TokenRow>(&self.db, "token standing", sql, &values).await? {
            None => TokenStanding::Unknown,
            Some(TokenRow { revoked: 0 }) => TokenStanding::Live,
            Some(TokenRow { .. }) => TokenStanding::Revoked,
        })
    }
}

impl Health for Platform {
    async fn ping(&self) -> Result<(), Internal> {
        statement(&self.db, "SELECT 1 FROM agency LIMIT 1", &[])?
            .run()
            .await
            .map(drop)
            .map_err(|error| failed("ping", &error))
    }
}
