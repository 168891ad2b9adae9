//! Whether a developer's database is still without its demo data.

use super::super::database::Database;
use super::super::statement::Statement;
use crate::error::Internal;

/// The look at a database before the demo data are written.
pub trait Demo: Database {
    /// Whether there is no agency but these, and no employee of this login.
    async fn wants_demo(&self, agencies: &[u32], login: &str) -> Result<bool, Internal> {
        let codes = serde_json::Value::from(agencies).to_string();
        let look = Statement::new(
            "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM employee WHERE login = :login) \
             AND (SELECT count(*) FROM agency) = (SELECT count(*) FROM json_each(:codes) c \
                                                  JOIN agency ON agency_code = c.value)",
        );
        Ok(self.one("demo", look.with("login", login).with("codes", codes)).await?.any())
    }
}

impl<D: Database> Demo for D {}
