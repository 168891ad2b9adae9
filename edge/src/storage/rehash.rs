//! Hashes of unchanged passwords in the place of outdated ones.

use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::statement::Statement;

/// A new hash of an unchanged password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehash {
    /// The PHC string that it replaces; a hash that has changed meanwhile stays.
    pub from: String,
    /// The new PHC string.
    pub to: String,
}

impl Rehash {
    /// The statement that replaces the hash of an employee or an application.
    pub(super) fn replace(&self, table: &'static str, agency: AgencyCode, login: &Login) -> Statement {
        let sql = format!(
            "UPDATE {table} SET password_hash = :to WHERE agency_code = :agency AND login = :login AND password_hash = :from"
        );
        Statement::new(sql)
            .with("agency", agency)
            .with("login", login)
            .with("from", &self.from)
            .with("to", &self.to)
    }
}
