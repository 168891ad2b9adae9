//! SQL text for `wrangler d1 execute`, which takes no bound parameters: the one place where values become SQL.
//!
//! Statements are written with [`sql!`], which quotes every argument; there is no other way to make a [`Sql`].

use std::fmt::Write as _;

use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

/// A piece of SQL whose values are quoted: a whole statement or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sql(String);

impl Sql {
    /// The text for the database, without a semicolon.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Text with its values in place; for [`sql!`] alone.
    pub(crate) fn from_macro(text: String) -> Self {
        Self(text)
    }

    /// The values in parentheses, for `IN`.
    pub(crate) fn list<T: Literal>(values: &[T]) -> Self {
        let literals: Vec<_> = values.iter().map(Literal::literal).collect();
        Self(format!("({})", literals.join(", ")))
    }
}

/// Writes SQL: `sql!("SELECT name FROM agency WHERE agency_code = {code}", code = code)`. Every argument is named
/// and goes through [`Literal`]; a name that is missing or left over does not compile.
macro_rules! sql {
    ($text:literal $(, $name:ident = $value:expr)* $(,)?) => {
        // `concat!` keeps `format!` from taking variables out of the text, past the quoting.
        $crate::operator::sql::Sql::from_macro(
            format!(concat!($text) $(, $name = $crate::operator::sql::Literal::literal(&$value))*)
        )
    };
}
pub(crate) use sql;

/// What can stand in a statement as a value.
pub(crate) trait Literal {
    /// The value as SQL text.
    fn literal(&self) -> String;
}

impl Literal for Sql {
    fn literal(&self) -> String {
        self.0.clone()
    }
}

impl Literal for str {
    /// Calm text stands in quotes. All other text is written as the hexadecimal digits of its UTF-8, so that
    /// nothing on the way rewrites it: wrangler drops `COMMIT;`, refuses `BEGIN TRANSACTION` and changes line
    /// ends, an argument of a process ends at NUL.
    fn literal(&self) -> String {
        let calm = |byte: u8| byte.is_ascii_alphanumeric() || b"._@:/+=,$-".contains(&byte);
        if self.bytes().all(calm) {
            return format!("'{self}'");
        }
        let mut hex = String::with_capacity(2 * self.len());
        for byte in self.bytes() {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02X}");
        }
        format!("CAST(X'{hex}' AS TEXT)")
    }
}

impl Literal for String {
    fn literal(&self) -> String {
        self.as_str().literal()
    }
}

impl Literal for i64 {
    fn literal(&self) -> String {
        self.to_string()
    }
}

impl Literal for Login {
    fn literal(&self) -> String {
        self.as_str().literal()
    }
}

impl Literal for AgencyCode {
    fn literal(&self) -> String {
        self.as_number().to_string()
    }
}

impl Literal for UnixMillis {
    fn literal(&self) -> String {
        self.0.literal()
    }
}

impl<T: Literal + ?Sized> Literal for &T {
    fn literal(&self) -> String {
        (**self).literal()
    }
}

impl<T: Literal> Literal for Option<T> {
    fn literal(&self) -> String {
        self.as_ref().map_or_else(|| "NULL".to_owned(), Literal::literal)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use super::*;
    use crate::operator::scratch;

    #[test]
    fn calm_text_stays_readable_and_all_other_text_becomes_digits() {
        let statement =
            sql!("SELECT {a}, {b}, {c}, {d}", a = "x@y.z", b = "O'Neill;", c = None::<i64>, d = -7_i64);
        assert_eq!(statement.as_str(), "SELECT 'x@y.z', CAST(X'4F274E65696C6C3B' AS TEXT), NULL, -7");
        assert_eq!("".literal(), "''");
    }

    #[test]
    fn a_list_quotes_each_of_its_values() {
        assert_eq!(Sql::list(&["A", "'"]).as_str(), "('A', CAST(X'27' AS TEXT))");
        let nested = sql!("unit IN {units}", units = Sql::list(&["A"]));
        assert_eq!(nested.as_str(), "unit IN ('A')");
    }

    #[test]
    fn no_text_leaves_its_quotes() {
        for text in any_texts(500) {
            let literal = text.literal();
            let inner = literal.strip_prefix("CAST(X'").and_then(|rest| rest.strip_suffix("' AS TEXT)"));
            let inner = inner
                .or_else(|| literal.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')))
                .unwrap();
            assert!(!inner.contains(['\'', '"', ';', '\\', '\0', '\n', '\r', ' ']), "{literal}");
        }
    }

    #[test]
    fn every_text_survives_sqlite() {
        let mut texts = any_texts(400);
        texts.extend(
            [
                "",
                "'",
                "''",
                "\0",
                "a\0b'",
                "COMMIT;",
                "BEGIN TRANSACTION",
                "\r\n",
                "é漢🦀\u{feff}",
                "--",
                "/*",
            ]
            .map(str::to_owned),
        );
        // The hexadecimal form is compared: node itself cuts a text off at NUL.
        let query = |text: &String| sql!("SELECT hex({text}) AS hex, typeof({text}) AS kind", text = text);
        let queries: Vec<_> = texts.iter().map(|text| query(text).as_str().to_owned()).collect();
        let script = "const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(':memory:');\
            let input = ''; process.stdin.on('data', d => input += d).on('end', () => console.log(JSON.stringify(\
            JSON.parse(input).map(q => db.prepare(q).get()).map(r => r.kind + ' ' + r.hex))))";
        let mut command = Command::new(scratch::node());
        command.args(["--no-warnings", "-e", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = serde_json::to_string(&queries).unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap().stdout;
        let hex = |text: &String| format!("{:02X?}", text.as_bytes()).replace(['[', ']', ',', ' '], "");
        let expected: Vec<_> = texts.iter().map(|text| format!("text {}", hex(text))).collect();
        assert_eq!(serde_json::from_slice::<Vec<String>>(&output).unwrap(), expected);
    }

    /// Random texts, the same in every run: half of them of characters that mean something to SQL or a shell.
    fn any_texts(count: usize) -> Vec<String> {
        const SHARP: [char; 10] = ['\'', '"', ';', '\\', '\0', '\n', '\r', '-', 'a', ' '];
        let mut state = 1_u64;
        let mut draw = move || {
            // Knuth's linear congruential generator; its high bits are the good ones.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u32
        };
        let mut text = |index: usize| {
            let length = draw() % 12;
            let character = |number: u32| match index % 2 {
                0 => SHARP[number as usize % SHARP.len()],
                _ => char::from_u32(number % 0x11_0000).unwrap_or('\u{fffd}'),
            };
            (0..length).map(|_| character(draw())).collect()
        };
        (0..count).map(&mut text).collect()
    }
}
