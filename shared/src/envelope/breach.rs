//! What is wrong with a document, and where.

use std::borrow::Cow;

/// One fault of a document. Its words are this program's own: nothing of the document but the label of its encoding is ever quoted, since
/// a stray `<` or `&` in a password would put a part of it into a log.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Breach {
    /// Byte offset of the fault in the text.
    at: usize,
    /// What is wrong and what was expected.
    what: Cow<'static, str>,
    /// Byte offset of another place that the words end in.
    other: Option<usize>,
}

impl Breach {
    /// A fault at a byte offset.
    pub(super) fn new(at: usize, what: impl Into<Cow<'static, str>>) -> Self {
        Self { at, what: what.into(), other: None }
    }

    /// A fault that has to do with a second place, which its words lead up to.
    pub(super) fn with_other(at: usize, what: &'static str, other: usize) -> Self {
        Self { other: Some(other), ..Self::new(at, what) }
    }

    /// The same fault, for offsets that were counted from `base`.
    pub(super) fn counted_from(self, base: usize) -> Self {
        Self { at: self.at + base, other: self.other.map(|other| other + base), ..self }
    }

    /// The fault in words, with the line and column of its place in `text`: `line 3, column 14: ...`.
    pub(super) fn describe(&self, text: &str) -> String {
        let (line, column) = line_and_column(text, self.at);
        let told = format!("line {line}, column {column}: {}", self.what);
        match self.other.map(|other| line_and_column(text, other)) {
            Some((line, column)) => format!("{told} line {line}, column {column}"),
            None => told,
        }
    }
}

/// Line and column, both from 1 and counted in characters; CR LF and a lone CR end a line as LF does
/// (XML 1.0 section 2.11). An offset inside a character counts as its start, one past the end as the end.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let (mut line, mut column, mut after_cr) = (1, 1, false);
    for (_, c) in text.char_indices().take_while(|(start, c)| start + c.len_utf8() <= at) {
        match c {
            '\n' if after_cr => {}
            '\r' | '\n' => (line, column) = (line + 1, 1),
            _ => column += 1,
        }
        after_cr = c == '\r';
    }
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_lines_and_characters_from_1() {
        let text = "Я\r\nab\rc\nd";
        let places: Vec<_> = text.char_indices().map(|(at, _)| line_and_column(text, at)).collect();
        assert_eq!(places, [(1, 1), (1, 2), (2, 1), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (4, 1)]);
        assert_eq!(line_and_column(text, 1), (1, 1), "inside a character");
        assert_eq!(line_and_column(text, 999), (4, 2), "past the end");
    }

    #[test]
    fn a_fault_is_told_with_its_place() {
        let breach = Breach::new(1, "no").counted_from(2);
        assert_eq!(breach.describe("a\nbc"), "line 2, column 2: no");
        let breach = Breach::with_other(2, "not as in", 0);
        assert_eq!(breach.describe("a\nbc"), "line 2, column 1: not as in line 1, column 1");
    }
}
