//! What a command tells: one JSON object (or one a line) for programs, calm text for people.

use std::io::{self, Write as _};

use serde_json::{Value, json};

use super::refusal::Refusal;

/// The result of a command that did what it was asked, or found it done.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Report {
    /// For programs: one object, or for the audit log any number.
    pub(super) objects: Vec<Value>,
    /// For people: whole lines.
    pub(super) text: String,
    /// Worth knowing beside the result; goes to standard error.
    pub(super) notes: Vec<String>,
}

impl Report {
    /// One object and its text.
    pub(super) fn new(object: Value, text: impl Into<String>) -> Self {
        Self { objects: vec![object], text: text.into(), notes: Vec::new() }
    }

    /// The same with a note.
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON on standard output and nothing else there.
    Json,
    /// Text.
    Text,
}

/// Writes the result; a reader that has gone away is no failure of the command.
pub(super) fn write(result: &Result<Report, Refusal>, form: Form) {
    let (out, err) = render(result, form);
    let _ = io::stdout().write_all(out.as_bytes());
    let _ = io::stderr().write_all(err.as_bytes());
}

/// The texts for standard output and standard error.
fn render(result: &Result<Report, Refusal>, form: Form) -> (String, String) {
    match (result, form) {
        (Ok(report), Form::Json) => (lines(&report.objects), lines(&report.notes)),
        (Ok(report), Form::Text) => (lines(&[report.text.trim_end()]), lines(&report.notes)),
        (Err(refusal), Form::Json) => {
            (lines(&[json!({ "error": refusal.slug(), "message": refusal.to_string() })]), String::new())
        }
        (Err(refusal), Form::Text) => (String::new(), lines(&[refusal])),
    }
}

/// Text from the database as a terminal may show it: what a stranger typed as a login must not move the cursor.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Words in one line, or that there are none.
pub(super) fn listed(words: &[String]) -> String {
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// Rows under their headings, columns aligned.
pub(super) fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let headings = headings.map(str::to_owned);
    let all: Vec<_> = std::iter::once(&headings)
        .chain(rows)
        .map(|row| row.each_ref().map(|cell| printable(cell)))
        .collect();
    let width = |column: usize| {
        all.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    lines(&all.iter().map(line).collect::<Vec<_>>())
}

fn lines<T: ToString>(items: &[T]) -> String {
    items.iter().map(|item| item.to_string() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_one_object_on_standard_output_and_notes_go_elsewhere() {
        let report = Report::new(json!({ "id": "1" }), "done").note("by the way");
        assert_eq!(
            render(&Ok(report.clone()), Form::Json),
            ("{\"id\":\"1\"}\n".to_owned(), "by the way\n".to_owned())
        );
        assert_eq!(render(&Ok(report), Form::Text), ("done\n".to_owned(), "by the way\n".to_owned()));
    }

    #[test]
    fn a_refusal_is_an_object_with_slug_and_message_or_a_sentence() {
        let refusal = || Err(Refusal::new("unknown_login", "no such login"));
        let object = "{\"error\":\"unknown_login\",\"message\":\"no such login\"}\n".to_owned();
        assert_eq!(render(&refusal(), Form::Json), (object, String::new()));
        assert_eq!(render(&refusal(), Form::Text), (String::new(), "no such login\n".to_owned()));
    }

    #[test]
    fn a_table_is_aligned_and_shows_no_control_characters() {
        let rows = [["a".to_owned(), "é\u{1b}[2J".to_owned()], ["long".to_owned(), String::new()]];
        assert_eq!(table(["x", "y"], &rows), "x     y\na     é\u{fffd}[2J\nlong\n");
    }
}
