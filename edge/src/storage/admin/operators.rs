//! Operators and the digests of their keys.

use shared::api::admin::operators::Operator;
use shared::audit::Row;
use shared::time::UnixMillis;

use super::super::audit;
use super::super::database::Database;
use super::super::row::row;
use super::super::statement::Statement;
use crate::error::Internal;
use crate::secret::SecretHash;

/// What is read of each operator.
const FACTS: &str = "SELECT name, created_at, expires_at, removed_at FROM operator ";

row! {
    struct OperatorRow {
        name: String,
        created_at: UnixMillis,
        expires_at: UnixMillis,
        removed_at: Option<UnixMillis>,
    }
}

/// A key and whose it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOperator<'a> {
    /// The name.
    pub name: &'a str,
    /// Digest of the key.
    pub key: &'a SecretHash,
    /// Since when.
    pub at: UnixMillis,
    /// When the key ends by itself.
    pub expires_at: UnixMillis,
}

/// Operators.
pub trait Operators: Database {
    /// All operators there ever were, ordered by name.
    async fn operators(&self) -> Result<Vec<Operator>, Internal> {
        let list = Statement::new(format!("{FACTS} ORDER BY name"));
        let found = self.one("operators", list).await?.all::<OperatorRow>()?;
        Ok(found.into_iter().map(Operator::from).collect())
    }

    /// The operator of this name.
    async fn operator(&self, name: &str) -> Result<Option<Operator>, Internal> {
        let find = Statement::new(format!("{FACTS} WHERE name = :name")).with("name", name);
        Ok(self.one("operator", find).await?.first::<OperatorRow>()?.map(Operator::from))
    }

    /// The operator whose key counts at `now`.
    async fn operator_of_key(&self, key: &SecretHash, now: UnixMillis) -> Result<Option<Operator>, Internal> {
        let find = Statement::new(format!(
            "{FACTS} WHERE key_hash = :key AND removed_at IS NULL AND expires_at > :now"
        ));
        let find = find.with("key", key).with("now", now);
        Ok(self.one("operator", find).await?.first::<OperatorRow>()?.map(Operator::from))
    }

    /// Creates the operator, or gives a removed or expired one the new key, and writes the row, together; or does nothing
    /// if the name is in use or the key is known. Says whether it did.
    async fn create_operator(&self, new: &NewOperator<'_>, row: &Row) -> Result<bool, Internal> {
        let create = Statement::new(
            "INSERT INTO operator (name, key_hash, created_at, expires_at)
             SELECT :name, :key, :now, :expires_at
             WHERE NOT EXISTS (SELECT 1 FROM operator o WHERE o.key_hash = :key)
             ON CONFLICT (name) DO UPDATE SET key_hash = excluded.key_hash, created_at = excluded.created_at,
               expires_at = excluded.expires_at, removed_at = NULL
             WHERE operator.removed_at IS NOT NULL OR operator.expires_at <= :now
             RETURNING name",
        );
        let [created, _] =
            self.batch("create operator", [bind(create, new), audit::insert_if_changed(row)]).await?;
        Ok(created.any())
    }

    /// Sees to it that the operator has this key. One that was removed with this very key stays so.
    async fn install_operator(&self, new: &NewOperator<'_>) -> Result<(), Internal> {
        let install = Statement::new(
            "INSERT INTO operator (name, key_hash, created_at, expires_at) VALUES (:name, :key, :now, :expires_at)
             ON CONFLICT (name) DO UPDATE SET key_hash = excluded.key_hash, created_at = excluded.created_at,
               expires_at = excluded.expires_at, removed_at = NULL
             WHERE operator.key_hash <> excluded.key_hash
             ON CONFLICT (key_hash) DO NOTHING",
        );
        self.one("install operator", bind(install, new)).await.map(drop)
    }

    /// Removes the operator, if that was not done, and writes the row, together. Says whether it did.
    async fn remove_operator(&self, name: &str, row: &Row) -> Result<bool, Internal> {
        let remove = Statement::new(
            "UPDATE operator SET removed_at = :now WHERE name = :name AND removed_at IS NULL RETURNING name",
        );
        let remove = remove.with("name", name).with("now", row.at);
        let [removed, _] = self.batch("remove operator", [remove, audit::insert_if_changed(row)]).await?;
        Ok(removed.any())
    }
}

impl<D: Database> Operators for D {}

fn bind(statement: Statement, new: &NewOperator<'_>) -> Statement {
    (statement.with("name", new.name).with("key", new.key))
        .with("now", new.at)
        .with("expires_at", new.expires_at)
}

impl From<OperatorRow> for Operator {
    fn from(row: OperatorRow) -> Self {
        Self {
            name: row.name,
            created_at_ms: row.created_at.0,
            expires_at_ms: row.expires_at.0,
            removed_at_ms: row.removed_at.map(|at| at.0),
        }
    }
}
