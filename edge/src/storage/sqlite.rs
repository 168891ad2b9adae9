//! `SQLite` with the real migrations, as D1 behaves: numbers are bound as REAL, foreign keys are on, a statement has at
//! most a hundred values, and a batch is one transaction.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};

use super::database::{Database, Rows};
use super::row::Row;
use super::statement::{Compiled, Statement, Value};
use crate::error::Internal;

/// Where a batch breaks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    /// Before anything was written.
    Before,
    /// After everything was, so that only the answer is lost.
    After,
}

/// A database in memory.
pub(crate) struct Sqlite {
    connection: RefCell<Connection>,
    /// Batches that were begun.
    pub(crate) batches: Cell<u32>,
    /// The batch that breaks off, counted from 1, and where; 0 breaks every one.
    pub(crate) fault: Cell<Option<(u32, Break)>>,
    /// Texts of all statements that were run.
    pub(crate) seen: RefCell<std::collections::BTreeSet<String>>,
}

impl Sqlite {
    /// A database with all migrations and no rows.
    pub(crate) fn new() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            connection.execute_batch(&fs::read_to_string(file).unwrap()).unwrap();
        }
        Self {
            connection: RefCell::new(connection),
            batches: Cell::new(0),
            fault: Cell::new(None),
            seen: RefCell::default(),
        }
    }

    /// Breaks batches from now on, and counts them anew.
    pub(crate) fn break_at(&self, batch: u32, place: Break) {
        self.batches.set(0);
        self.fault.set(Some((batch, place)));
    }

    /// Runs statements of a test's own, apart from batches and faults.
    pub(crate) fn execute(&self, sql: &str) {
        self.connection.borrow().execute_batch(sql).unwrap();
    }

    /// The rows of a query of a test's own, each as its columns joined by `|`.
    pub(crate) fn query(&self, sql: &str) -> Vec<String> {
        let compiled = Compiled { sql: sql.to_owned(), values: Vec::new() };
        let rows = run(&self.connection.borrow(), &compiled).unwrap();
        let text = |value: &Value| match value {
            Value::Null => "NULL".to_owned(),
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
        };
        let line = |row: &Row| row.0.iter().map(|(_, value)| text(value)).collect::<Vec<_>>().join("|");
        rows.iter().map(line).collect()
    }
}

impl Database for Sqlite {
    async fn run(&self, name: &'static str, batch: Vec<Statement>) -> Result<Vec<Rows>, Internal> {
        let batch = batch.iter().map(Statement::compile).collect::<Result<Vec<_>, _>>()?;
        self.seen.borrow_mut().extend(batch.iter().map(|statement| statement.sql.clone()));
        self.batches.set(self.batches.get() + 1);
        let broken = self.fault.get().filter(|(at, _)| [0, self.batches.get()].contains(at));
        let broken = broken.map(|(_, place)| place);
        if broken == Some(Break::Before) {
            return Err(Internal::storage(format!("{name}: broken before")));
        }
        let mut connection = self.connection.borrow_mut();
        let transaction = connection.transaction().unwrap();
        let rows = batch.iter().map(|statement| run(&transaction, statement)).collect::<Result<Vec<_>, _>>();
        let rows = rows.map_err(|error| Internal::storage(format!("{name}: {error}")))?;
        transaction.commit().map_err(|error| Internal::storage(format!("{name}: {error}")))?;
        if broken == Some(Break::After) {
            return Err(Internal::storage(format!("{name}: broken after")));
        }
        Ok(rows.into_iter().map(|rows| Rows::new(name, rows)).collect())
    }
}

fn run(connection: &Connection, statement: &Compiled) -> rusqlite::Result<Vec<Row>> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let columns: Vec<String> = prepared.column_names().into_iter().map(str::to_owned).collect();
    let mut found = prepared.query(params_from_iter(&statement.values))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let column = |(index, name): (usize, &String)| Ok((name.clone(), read(row.get_ref(index)?)));
        rows.push(Row(columns.iter().enumerate().map(column).collect::<rusqlite::Result<_>>()?));
    }
    Ok(rows)
}

impl ToSql for Value {
    #[expect(clippy::cast_precision_loss, reason = "D1 binds every number as REAL")]
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Number(number) => ToSqlOutput::Owned((*number as f64).into()),
        })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a fraction is a fault of the statement")]
fn read(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Number(number),
        ValueRef::Real(number) if number.fract() == 0.0 => Value::Number(number as i64),
        ValueRef::Text(text) => Value::Text(String::from_utf8(text.to_vec()).unwrap()),
        ValueRef::Real(_) | ValueRef::Blob(_) => panic!("no column holds {value:?}"),
    }
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;

    use super::*;

    #[test]
    fn numbers_are_bound_as_d1_binds_them() {
        let database = Sqlite::new();
        let statement = Statement::new("SELECT :a || '' AS text, typeof(:a) AS kind").with("a", 5_u32);
        let rows = block_on(database.one("test", statement)).unwrap();
        assert!(format!("{rows:?}").contains("5.0") && format!("{rows:?}").contains("real"), "{rows:?}");
    }

    #[test]
    fn a_batch_is_written_whole_or_not_at_all() {
        let database = Sqlite::new();
        let agency = |code: u32| {
            Statement::new("INSERT INTO agency (agency_code, name) VALUES (:code, 'A')").with("code", code)
        };
        assert!(block_on(database.run("test", vec![agency(1), agency(1)])).is_err());
        assert_eq!(database.query("SELECT count(*) FROM agency"), ["0"]);
        database.break_at(1, Break::After);
        assert!(block_on(database.run("test", vec![agency(1)])).is_err());
        assert_eq!(database.query("SELECT count(*) FROM agency"), ["1"]);
    }
}
