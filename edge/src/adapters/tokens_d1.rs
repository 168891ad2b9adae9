//! Issued tokens in D1. Reads go to the primary: no session, no replica.

use serde::Deserialize;
use shared::value::agency_code::AgencyCode;

use super::Platform;
use super::d1::{Value, failed, statement};
use crate::error::Internal;
use crate::ports::{Health, TokenStanding, Tokens};

#[derive(Deserialize)]
struct Row {
    revoked: u32,
}

impl Tokens for Platform {
    async fn token_standing(&self, agency: AgencyCode, jti: &str) -> Result<TokenStanding, Internal> {
        let sql = "SELECT revoked_at IS NOT NULL AS revoked FROM token WHERE agency_code = ?1 AND jti = ?2";
        let select = statement(&self.db, sql, &[Value::Number(agency.as_number()), Value::Text(jti)])?;
        let row: Option<Row> = select.first(None).await.map_err(|error| failed("token standing", &error))?;
        Ok(match row {
            None => TokenStanding::Unknown,
            Some(Row { revoked: 0 }) => TokenStanding::Live,
            Some(Row { .. }) => TokenStanding::Revoked,
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
