//! Rows of D1 as structures, read field by field: a reader derived for each of them weighs several times as much.

use serde::Deserialize;
use wasm_bindgen::JsValue;
use web_sys::js_sys::Reflect;

/// A row as the platform hands it over: an object with a member a column.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Row(#[serde(with = "serde_wasm_bindgen::preserve")] JsValue);

/// A structure whose fields are columns.
pub(super) trait FromRow: Sized {
    /// Reads a row; the error is the name of the column that is missing or holds something else.
    fn from_row(row: &Row) -> Result<Self, &'static str>;
}

/// What a column may hold.
pub(super) trait Column: Sized {
    /// Reads a value of this kind; `None` if it is of another.
    fn read(value: &JsValue) -> Option<Self>;
}

impl Row {
    /// The value of a column.
    pub(super) fn column<T: Column>(&self, name: &'static str) -> Result<T, &'static str> {
        let value = Reflect::get(&self.0, &JsValue::from_str(name)).map_err(|_| name)?;
        T::read(&value).ok_or(name)
    }
}

impl Column for i64 {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked, and so is the fraction")]
    fn read(value: &JsValue) -> Option<Self> {
        const MOST: f64 = 9_007_199_254_740_991.0; // JavaScript's greatest safe integer
        value
            .as_f64()
            .filter(|number| number.fract() == 0.0 && number.abs() <= MOST)
            .map(|number| number as Self)
    }
}

impl Column for u32 {
    fn read(value: &JsValue) -> Option<Self> {
        i64::read(value).and_then(|number| number.try_into().ok())
    }
}

impl Column for String {
    fn read(value: &JsValue) -> Option<Self> {
        value.as_string()
    }
}

impl<T: Column> Column for Option<T> {
    fn read(value: &JsValue) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::read(value).map(Some) }
    }
}

/// A structure that is read from rows, its fields named as the columns.
macro_rules! row {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident { $($field:ident: $kind:ty),* $(,)? }) => {
        $(#[$attribute])*
        $visibility struct $name {
            $($field: $kind),*
        }

        impl crate::adapters::row::FromRow for $name {
            fn from_row(row: &crate::adapters::row::Row) -> Result<Self, &'static str> {
                Ok(Self { $($field: row.column(stringify!($field))?),* })
            }
        }
    };
}
pub(super) use row;
