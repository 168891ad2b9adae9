//! A document before it is written: elements, with the liberties of notation left to chance.

use std::fmt::Write as _;

use super::Chance;

/// One element.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// Qualified name.
    pub(super) name: String,
    /// Names and values of its attributes, declarations included.
    pub(super) attributes: Vec<(String, String)>,
    /// What stands in it.
    pub(super) content: Vec<Piece>,
}

/// A part of an element's content.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// An element.
    Child(Element),
    /// Text, not escaped.
    Text(String),
    /// Markup as it will stand in the document.
    Markup(String),
}

impl Element {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), attributes: Vec::new(), content: Vec::new() }
    }

    pub(super) fn text(name: &str, text: &str) -> Self {
        Self { content: vec![Piece::Text(text.to_owned())], ..Self::new(name) }
    }

    pub(super) fn attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn with(mut self, children: Vec<Self>) -> Self {
        self.content = children.into_iter().map(Piece::Child).collect();
        self
    }

    pub(super) fn set_text(&mut self, text: &str) {
        self.content = vec![Piece::Text(text.to_owned())];
    }

    /// The first element of that local name, this one included.
    pub(super) fn find(&mut self, name: &str) -> Option<&mut Self> {
        if self.name.rsplit(':').next() == Some(name) {
            return Some(self);
        }
        self.children_mut().find_map(|child| child.find(name))
    }

    pub(super) fn children_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        self.content.iter_mut().filter_map(|piece| match piece {
            Piece::Child(child) => Some(child),
            Piece::Text(_) | Piece::Markup(_) => None,
        })
    }

    /// How many elements the tree has.
    pub(super) fn count(&mut self) -> usize {
        1 + self.children_mut().map(Self::count).sum::<usize>()
    }

    /// The element with that number in document order, from 0.
    pub(super) fn nth(&mut self, n: &mut usize) -> Option<&mut Self> {
        if *n == 0 {
            return Some(self);
        }
        *n -= 1;
        self.children_mut().find_map(|child| child.nth(n))
    }

    /// The document text.
    pub(super) fn write(&self, chance: &mut Chance) -> String {
        let mut out = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            let (space, equals) = (chance.pick(&[" ", "\n", " \t"]), chance.pick(&["=", "=", "=", " = "]));
            let quote = chance.pick(&["\"", "'"]);
            let value = escape(value).replace(quote, if quote == "'" { "&apos;" } else { "&quot;" });
            write!(out, "{space}{name}{equals}{quote}{value}{quote}").unwrap();
        }
        if self.content.is_empty() {
            return if chance.one_in(2) { out + "/>" } else { format!("{out}></{}>", self.name) };
        }
        out.push('>');
        let gap = chance.pick(&["", "\n  ", " \r\n\t"]);
        for piece in &self.content {
            match piece {
                Piece::Child(child) => {
                    out.push_str(gap);
                    if chance.one_in(12) {
                        out.push_str(chance.pick(&["<!-- a - comment -->", "<?target data?>"]));
                    }
                    out.push_str(&child.write(chance));
                    out.push_str(gap);
                }
                Piece::Text(text) => out.push_str(&write_text(text, chance)),
                Piece::Markup(markup) => out.push_str(markup),
            }
        }
        format!("{out}</{}>", self.name)
    }
}

/// Text in one of its notations.
fn write_text(text: &str, chance: &mut Chance) -> String {
    match chance.below(6) {
        0 if !text.contains("]]>") && !text.trim().is_empty() => format!("<![CDATA[{text}]]>"),
        1 => text.chars().map(u32::from).fold(String::new(), |out, code| format!("{out}&#{code};")),
        2 => {
            let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
            let (before, after) = text.split_at(half);
            format!("{}<!-- split -->{}", escape(before), escape(after))
        }
        _ => escape(text),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace("]]>", "]]&gt;")
}
