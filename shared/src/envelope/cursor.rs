//! A place in a text and the few moves that a forward reader of XML needs.

/// A forward reader of one text.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// A reader that stands at byte `at`.
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// Byte offset of the place.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Everything behind the place.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Moves behind `expected` if it stands here; says whether it did.
    pub(super) fn eat(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Moves behind white space; says whether there was any.
    pub(super) fn eat_space(&mut self) -> bool {
        !self.take_while(is_space).is_empty()
    }

    /// Moves behind `=` with the white space around it (`Eq`, production 25); says whether it stood here.
    pub(super) fn eat_equals(&mut self) -> bool {
        self.eat_space();
        let found = self.eat("=");
        self.eat_space();
        found
    }

    /// The text up to `end`, moving behind `end`; `None`, without a move, if `end` never comes.
    pub(super) fn take_until(&mut self, end: &str) -> Option<&'a str> {
        let (before, _) = self.rest().split_once(end)?;
        self.at += before.len() + end.len();
        Some(before)
    }

    /// The longest run of characters that `belongs` accepts, moving behind it.
    pub(super) fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let run = rest.split_once(|c| !belongs(c)).map_or(rest, |(run, _)| run);
        self.at += run.len();
        run
    }

    /// Everything up to `end`, which may never come; the place is then before it or at the end of the text.
    pub(super) fn take_up_to(&mut self, end: char) -> &'a str {
        let rest = self.rest();
        let run = rest.split_once(end).map_or(rest, |(run, _)| run);
        self.at += run.len();
        run
    }

    /// A quoted value without its quotes, moving behind it; `None`, without a move, if there is none.
    pub(super) fn take_quoted(&mut self) -> Option<&'a str> {
        let quote = self.rest().chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, _) = self.rest().get(1..)?.split_once(quote)?;
        self.at += value.len() + 2;
        Some(value)
    }

    /// A name (`Name`, production 5), moving behind it; `None`, without a move, if there is none.
    pub(super) fn take_name(&mut self) -> Option<&'a str> {
        self.rest().starts_with(is_name_start).then(|| self.take_while(is_name_char))
    }
}

/// Whether the character is white space (`S`, production 3).
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether the character may stand in a document at all (`Char`, production 2).
pub(super) fn is_char(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        _ => c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}'),
    }
}

/// Whether the text is a name without a colon (`NCName`, Namespaces in XML 1.0 production 4).
pub(super) fn is_unprefixed_name(text: &str) -> bool {
    let mut cursor = Cursor::new(text, 0);
    cursor.take_name().is_some_and(|name| name == text && !name.contains(':'))
}

/// Whether a name has at most one prefix (`QName`, Namespaces in XML 1.0 production 7).
pub(super) fn is_qualified(name: &str) -> bool {
    match name.split_once(':') {
        Some((prefix, local)) => {
            !prefix.is_empty() && local.starts_with(is_name_start) && !local.contains(':')
        }
        None => true,
    }
}

/// `NameStartChar`, production 4.
fn is_name_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | ':' | '_'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar`, production 4a.
fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '0'..='9' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_productions() {
        for good in ["a", "_", "a-1.b", "Ж", "a\u{B7}", "a\u{10000}"] {
            assert!(is_unprefixed_name(good), "{good:?}");
        }
        for bad in ["", "1", "-a", ".a", "\u{B7}", ":", "a:b", "a b", "\u{D7}", "a\u{37E}", "a\u{F0000}"] {
            assert!(!is_unprefixed_name(bad), "{bad:?}");
        }
        assert!(["a", "a:b", "Ж:Ж"].into_iter().all(is_qualified));
        assert!(![":", ":a", "a:", "a:1", "a:b:c", "a::b", "::"].into_iter().any(is_qualified));
    }

    #[test]
    fn a_value_that_never_ends_moves_nothing() {
        let mut cursor = Cursor::new("'abc", 0);
        assert_eq!((cursor.take_quoted(), cursor.at()), (None, 0));
        assert_eq!(Cursor::new("'a\"b'c", 0).take_quoted(), Some("a\"b"));
    }
}
