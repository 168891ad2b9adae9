//! Executes the statements of `storage` on D1.

use serde::Deserialize;
use wasm_bindgen::JsValue;
use web_sys::js_sys::{Array, Object};
use worker::D1Result;

use super::{Platform, runtime};
use crate::error::Internal;
use crate::storage::audit;
use crate::storage::database::{Database, Rows};
use crate::storage::row::Row;
use crate::storage::statement::{Statement, Value};

/// JavaScript's greatest safe integer.
const MOST: f64 = 9_007_199_254_740_991.0;

/// A row as the platform hands it over: an object with a member a column.
#[derive(Deserialize)]
#[serde(transparent)]
struct Columns(#[serde(with = "serde_wasm_bindgen::preserve")] JsValue);

impl Database for Platform {
    async fn run(&self, name: &'static str, batch: Vec<Statement>) -> Result<Vec<Rows>, Internal> {
        // Whatever D1 says, the request was not carried out and may be tried again.
        let failed = |error: worker::Error| Internal::storage(format!("{name}: {error}"));
        let events: Vec<_> = batch.iter().map(Statement::event).collect();
        let mut statements = Vec::with_capacity(batch.len());
        for statement in batch {
            let compiled = statement.compile()?;
            let values: Vec<JsValue> = compiled.values.iter().map(bound).collect();
            statements.push(self.db.prepare(&compiled.sql).bind(&values).map_err(failed)?);
        }
        let asked_at = runtime::now();
        let answered = self.db.batch(statements).await;
        self.waited_ms.set(self.waited_ms.get() + runtime::now().0 - asked_at.0);
        let results = answered.map_err(failed)?;
        let rows: Vec<_> = results.iter().map(|result| rows(name, result)).collect::<Result<_, _>>()?;
        audit::count(self, &events, &rows);
        Ok(rows)
    }
}

impl Platform {
    /// Milliseconds that the database was waited for, question by question.
    pub fn database_ms(&self) -> i64 {
        self.waited_ms.get()
    }
}

fn bound(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Text(text) => JsValue::from_str(text),
        // Milliseconds are held exactly for 285 000 years.
        #[expect(clippy::cast_precision_loss, reason = "no number of ours comes near 2^53")]
        Value::Number(number) => JsValue::from_f64(*number as f64),
    }
}

fn rows(name: &'static str, result: &D1Result) -> Result<Rows, Internal> {
    if let Some(error) = result.error() {
        return Err(Internal::storage(format!("{name}: {error}")));
    }
    let found = result.results::<Columns>().ok();
    let rows: Option<Vec<Row>> = found.and_then(|rows| rows.iter().map(row).collect());
    rows.map(|rows| Rows::new(name, rows))
        .ok_or_else(|| Internal::fault(format!("{name}: a row cannot be read")))
}

fn row(columns: &Columns) -> Option<Row> {
    let column = |entry: JsValue| {
        let [name, value] = [0, 1].map(|place| Array::from(&entry).get(place));
        Some((name.as_string()?, read(&value)?))
    };
    Object::entries(Object::try_from(&columns.0)?).iter().map(column).collect::<Option<_>>().map(Row)
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked, and so is the fraction")]
fn read(value: &JsValue) -> Option<Value> {
    if value.is_null() {
        return Some(Value::Null);
    }
    if let Some(number) = value.as_f64() {
        return (number.fract() == 0.0 && number.abs() <= MOST).then_some(Value::Number(number as i64));
    }
    value.as_string().map(Value::Text)
}
