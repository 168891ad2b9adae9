//! Statements whose values are bound by name.
//!
//! The platform documents `?1`, `?2` and so on alone, and counted by hand they drift where conditions are shared. So a
//! statement says `:login`, and is compiled to numbers when it runs.

use std::borrow::Cow;
use std::fmt::Write as _;

use shared::audit::Event;
use shared::texts::TextKind;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;

use crate::counters::locks::LockKey;
use crate::counters::tries::TryKey;
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

/// The most values that D1 binds to one statement.
const MOST_VALUES: usize = 100;

/// A value bound to a statement, or of a column. D1 binds numbers as REAL: none may be turned into text or divided in
/// a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
}

/// A statement and its values, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    sql: Cow<'static, str>,
    values: Vec<(&'static str, Value)>,
    event: Option<Event>,
}

/// A statement as a database takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The text with `?1`, `?2` and so on.
    pub sql: String,
    /// Their values in this order.
    pub values: Vec<Value>,
}

impl Statement {
    /// A statement without values yet.
    pub fn new(sql: impl Into<Cow<'static, str>>) -> Self {
        Self { sql: sql.into(), values: Vec::new(), event: None }
    }

    /// The same with a value for `:name`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// The same, known to write audit rows of this event and to return their details.
    #[must_use]
    pub fn recording(self, event: Event) -> Self {
        Self { event: Some(event), ..self }
    }

    /// The event of the audit rows that it writes, if it writes any.
    pub fn event(&self) -> Option<Event> {
        self.event
    }

    /// The same with the values of a part, whose text stands in this one already.
    #[must_use]
    pub fn with_values_of(mut self, part: Self) -> Self {
        self.values.extend(part.values);
        self
    }

    /// The same with the value, if the text names it.
    #[must_use]
    pub fn with_if_named(self, (name, value): (&'static str, Value)) -> Self {
        if names(&self.sql).any(|named| named == name) { self.with(name, value) } else { self }
    }

    /// The same under one more condition, at the end of its `WHERE`.
    #[must_use]
    pub fn and(self, condition: Self) -> Self {
        let sql = format!("{} AND {}", self.sql, condition.sql);
        Self { sql: sql.into(), ..self }.with_values_of(condition)
    }

    /// The same, returning these columns of what it has written.
    #[must_use]
    pub fn returning(self, columns: &str) -> Self {
        Self { sql: format!("{} RETURNING {columns}", self.sql).into(), ..self }
    }

    /// The condition, as a part of a statement, that this query finds something.
    #[must_use]
    pub fn found(self) -> Self {
        Self { sql: format!("EXISTS ({})", self.sql).into(), ..self }
    }

    /// The text.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Numbers the values. Fails for a name without a value, a value without its name in the text, a name with two
    /// values, and more values than D1 takes.
    pub fn compile(&self) -> Result<Compiled, Internal> {
        let wrong = |what: &str, name: &str| Internal::fault(format!("{what} :{name} in {}", self.sql));
        let mut order: Vec<(&str, Value)> = Vec::with_capacity(self.values.len());
        let mut sql = String::with_capacity(self.sql.len());
        let mut rest: &str = &self.sql;
        while let Some(at) = rest.find([':', '\'']) {
            let (before, from) = rest.split_at(at);
            sql.push_str(before);
            let behind = from.get(1..).unwrap_or_default();
            if from.starts_with('\'') {
                let quoted = behind.find('\'').map_or(from.len(), |end| end + 2);
                let (text, after) = from.split_at(quoted);
                sql.push_str(text);
                rest = after;
                continue;
            }
            let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(behind.len());
            let (name, after) = behind.split_at(end);
            let place = order.iter().position(|(known, _)| *known == name);
            let number = if let Some(place) = place {
                place
            } else {
                let mut values = self.values.iter().filter(|(known, _)| *known == name);
                let (known, value) = values.next().ok_or_else(|| wrong("no value for", name))?;
                if values.any(|(_, other)| other != value) {
                    return Err(wrong("two values for", name));
                }
                order.push((known, value.clone()));
                order.len() - 1
            };
            // Writing to a string cannot fail.
            let _ = write!(sql, "?{}", number + 1);
            rest = after;
        }
        sql.push_str(rest);
        if let Some((name, _)) =
            self.values.iter().find(|(name, _)| !order.iter().any(|(known, _)| known == name))
        {
            return Err(wrong("no place for", name));
        }
        if order.len() > MOST_VALUES {
            return Err(wrong("too many values with", "them"));
        }
        Ok(Compiled { sql, values: order.into_iter().map(|(_, value)| value).collect() })
    }
}

/// The names in a text; what stands in quotes may count as one.
fn names(sql: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    sql.split(':').skip(1).map(move |rest| rest.split(|c| !is_part(c)).next().unwrap_or_default())
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Values that are numbers, and values that are texts.
macro_rules! bound {
    ($($kind:ty: $value:expr;)*) => {
        $(impl From<$kind> for Value {
            fn from(value: $kind) -> Self {
                let of: fn($kind) -> Self = $value;
                of(value)
            }
        })*
    };
}

bound! {
    i64: Self::Number;
    u32: |number| Self::Number(number.into());
    bool: |is| Self::Number(is.into());
    UnixMillis: |moment| Self::Number(moment.0);
    AgencyCode: |code| code.as_number().into();
    Product: |product| product.as_str().into();
    TextKind: |kind| kind.as_str().into();
    Language: |language| language.as_str().into();
    &String: |text| text.as_str().into();
    &Login: |login| login.as_str().into();
    &SecretHash: |hash| hash.as_str().into();
    &LockKey: |key| key.as_str().into();
    &TryKey: |key| key.as_str().into();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_numbers_in_the_order_of_their_first_use() {
        let statement = Statement::new("SELECT :b, :a WHERE x = :b AND y = ':a' AND z = 'it''s :c'")
            .with("a", 1_u32)
            .with("b", "two");
        let compiled = statement.compile().unwrap();
        assert_eq!(compiled.sql, "SELECT ?1, ?2 WHERE x = ?1 AND y = ':a' AND z = 'it''s :c'");
        assert_eq!(compiled.values, [Value::from("two"), Value::from(1_u32)]);
    }

    #[test]
    fn a_part_brings_its_values_and_a_shared_name_one_value() {
        let part = Statement::new("x = :now").with("now", 7_i64);
        let whole = Statement::new(format!("SELECT :now WHERE {}", part.sql())).with("now", 7_i64);
        assert_eq!(whole.clone().with_values_of(part).compile().unwrap().sql, "SELECT ?1 WHERE x = ?1");
        assert!(whole.with("now", 8_i64).compile().is_err());
    }

    #[test]
    fn a_name_without_a_value_and_a_value_without_its_name_are_faults() {
        assert!(Statement::new("SELECT :a").compile().is_err());
        assert!(Statement::new("SELECT 1").with("a", 1_u32).compile().is_err());
        assert!(Statement::new("SELECT 1").compile().is_ok());
    }
}
