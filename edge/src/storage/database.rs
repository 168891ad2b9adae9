//! What storage asks of whatever keeps its rows.

use super::row::{FromRow, Row};
use super::statement::Statement;
use crate::error::Internal;

/// Keeps rows. D1 on the platform, `SQLite` in tests.
pub trait Database {
    /// Runs the statements as one transaction, in their order, and returns the rows of each: all of them have
    /// happened, or none and an error. `name` stands in the error. Reads and writes go to the primary.
    async fn run(&self, name: &'static str, batch: Vec<Statement>) -> Result<Vec<Rows>, Internal>;

    /// The same for a number of statements that never changes.
    async fn batch<const N: usize>(
        &self,
        name: &'static str,
        batch: [Statement; N],
    ) -> Result<[Rows; N], Internal> {
        let rows = self.run(name, batch.into()).await?;
        rows.try_into().map_err(|_| Internal::fault(format!("{name}: not {N} results")))
    }

    /// The same for one statement.
    async fn one(&self, name: &'static str, statement: Statement) -> Result<Rows, Internal> {
        let [rows] = self.batch(name, [statement]).await?;
        Ok(rows)
    }
}

/// The rows that a statement has returned.
#[derive(Debug, Default)]
pub struct Rows {
    name: &'static str,
    rows: Vec<Row>,
}

impl Rows {
    /// The rows of a statement of the batch `name`.
    pub fn new(name: &'static str, rows: Vec<Row>) -> Self {
        Self { name, rows }
    }

    /// Whether there is a row: with `RETURNING`, whether the statement has written one. (A count of changes would
    /// include those that triggers have made.)
    pub fn any(&self) -> bool {
        !self.rows.is_empty()
    }

    /// How many rows there are.
    pub fn count(&self) -> u32 {
        self.rows.len().try_into().unwrap_or(u32::MAX)
    }

    /// All rows, read.
    pub(super) fn all<T: FromRow>(&self) -> Result<Vec<T>, Internal> {
        let read = |row: &Row| {
            T::from_row(row).map_err(|column| {
                Internal::fault(format!("{}: {column} is not what it should be", self.name))
            })
        };
        self.rows.iter().map(read).collect()
    }

    /// The first row, if there is one, read.
    pub(super) fn first<T: FromRow>(&self) -> Result<Option<T>, Internal> {
        Ok(self.all()?.into_iter().next())
    }
}
