//! Rows as structures, read field by field, and columns as values of the domain.

use shared::texts::TextKind;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::statement::Value;
use crate::error::Internal;
use crate::locks::LockKey;
use crate::secret::SecretHash;

/// A row: its columns by name.
#[derive(Debug, Default)]
pub struct Row(pub Vec<(String, Value)>);

/// The structure unit that a column of this table names by its letters.
pub(super) fn unit(table: &str, agency: AgencyCode, letters: &str) -> Result<StructureUnitId, Internal> {
    StructureUnitId::parse(&format!("{agency}_{letters}"))
        .ok_or_else(|| Internal::fault(format!("{table}: {letters:?} is no structure unit")))
}

/// A structure whose fields are columns.
pub(super) trait FromRow: Sized {
    /// Reads a row; the error is the name of the column that is missing or holds something else.
    fn from_row(row: &Row) -> Result<Self, &'static str>;
}

/// What a column may hold.
pub(super) trait Column: Sized {
    /// Reads a value of this kind; `None` if it is of another.
    fn read(value: &Value) -> Option<Self>;
}

impl Row {
    /// The value of a column.
    pub(super) fn column<T: Column>(&self, name: &'static str) -> Result<T, &'static str> {
        let (_, value) = self.0.iter().find(|(column, _)| column == name).ok_or(name)?;
        T::read(value).ok_or(name)
    }
}

impl Column for i64 {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Number(number) = value { Some(*number) } else { None }
    }
}

impl Column for u32 {
    fn read(value: &Value) -> Option<Self> {
        i64::read(value).and_then(|number| number.try_into().ok())
    }
}

impl Column for bool {
    fn read(value: &Value) -> Option<Self> {
        match i64::read(value)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Column for UnixMillis {
    fn read(value: &Value) -> Option<Self> {
        i64::read(value).map(Self)
    }
}

impl Column for String {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text.clone()) } else { None }
    }
}

impl<T: Column> Column for Option<T> {
    fn read(value: &Value) -> Option<Self> {
        if *value == Value::Null { Some(None) } else { T::read(value).map(Some) }
    }
}

/// Columns that hold a value of the domain.
macro_rules! parsed {
    ($($kind:ty: $column:ty, $parse:expr;)*) => {
        $(impl Column for $kind {
            fn read(value: &Value) -> Option<Self> {
                <$column>::read(value).and_then($parse)
            }
        })*
    };
}

parsed! {
    AgencyCode: u32, Self::from_number;
    Login: String, |text| Self::parse(&text);
    Product: String, |text| Self::parse(&text);
    TextKind: String, |text| Self::parse(&text);
    Language: String, |text| Self::parse(&text);
    SecretHash: String, |text| Some(Self::from_stored(text));
    LockKey: String, |text| Some(Self::from_stored(text));
}

/// A structure that is read from rows, its fields named as the columns.
macro_rules! row {
    ($($(#[$attribute:meta])* $visibility:vis struct $name:ident {
        $($(#[$about:meta])* $access:vis $field:ident: $kind:ty),* $(,)?
    })*) => {
        $(
            $(#[$attribute])*
            $visibility struct $name {
                $($(#[$about])* $access $field: $kind),*
            }

            impl crate::storage::row::FromRow for $name {
                fn from_row(row: &crate::storage::row::Row) -> Result<Self, &'static str> {
                    Ok(Self { $($field: row.column(stringify!($field))?),* })
                }
            }
        )*
    };
}
pub(super) use row;
