//! From bytes to a tree: only UTF-8, only well-formed XML 1.0 with namespaces, without a DTD and within limits.

use roxmltree::{Document as Tree, Error, ParsingOptions, TextPos};

use super::breach::Breach;
use super::declaration::{self, Charset};
use super::{cursor, scan};

/// A well-formed document.
pub(super) struct Document<'a> {
    /// The tree of everything behind the declaration.
    pub(super) tree: Tree<'a>,
    /// Byte offset of that in the text: what offsets in the tree are counted from.
    pub(super) base: usize,
}

/// The text of a body, without a byte order mark; the offset counts from the first byte of valid UTF-8.
pub(super) fn decode(body: &[u8], told: Charset) -> Result<&str, (&str, Breach)> {
    let bytes = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let error = match std::str::from_utf8(bytes) {
        Ok("") => {
            return Err(("", Breach::new(0, "the body is empty; an XML document was expected")));
        }
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let good =
        bytes.get(..error.valid_up_to()).and_then(|good| std::str::from_utf8(good).ok()).unwrap_or_default();
    // A declared encoding is the cause; the byte is where it shows.
    if let Err(declared) = declaration::read(good, told) {
        return Err((good, declared));
    }
    let wide = bytes.starts_with(&[0xFE, 0xFF]) || bytes.starts_with(&[0xFF, 0xFE]);
    let what = match error.error_len() {
        _ if wide => "the body is in UTF-16 or UTF-32; send UTF-8",
        None => {
            "the body is cut off (Content-Length counts bytes, not characters): it ends inside a character"
        }
        Some(_) => "a byte that is not UTF-8",
    };
    Err((good, Breach::new(good.len(), what)))
}

/// Reads a text into a tree.
pub(super) fn read(text: &str, told: Charset) -> Result<Document<'_>, Breach> {
    if let Some(at) = first_illegal_character(text) {
        return Err(Breach::new(at, "a character that XML 1.0 does not allow"));
    }
    let base = declaration::read(text, told)?;
    scan::check(text, base)?;
    let rest = text.get(base..).unwrap_or_default();
    let tree = Tree::parse_with_options(rest, options())
        .map_err(|error| explain(rest, &error).counted_from(base))?;
    Ok(Document { tree, base })
}

fn first_illegal_character(text: &str) -> Option<usize> {
    // Plain ASCII, which nearly every document is, can be looked at byte by byte.
    let plain = |b: u8| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=0x7F);
    if text.bytes().all(plain) { None } else { text.find(|c| !cursor::is_char(c)) }
}

fn options<'a>() -> ParsingOptions<'a> {
    // Between two pieces of markup stands at most one text, and the tree has a root of its own.
    let nodes_limit = u32::try_from(2 * scan::MAX_PIECES + 2).unwrap_or(u32::MAX);
    ParsingOptions { allow_dtd: false, nodes_limit, entity_resolver: None }
}

/// The builder's error in words of our own: its texts quote the document.
fn explain(text: &str, error: &Error) -> Breach {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the scan has refused the cause of every other error")]
    let what = match error {
        Error::UnknownNamespace(..) => "a prefix that is bound to no namespace; declare it with xmlns:prefix",
        Error::DuplicatedAttribute(..) => "this attribute stands twice in one tag, under two prefixes",
        Error::InvalidXmlPrefixUri(_) => "the prefix xml may only be bound to its own namespace",
        Error::UnexpectedXmlUri(_) | Error::UnexpectedXmlnsUri(_) => {
            "a reserved namespace may not be declared"
        }
        Error::InvalidElementNamePrefix(_) => "the prefix xmlns may not be used by an element",
        _ => "the document is not well-formed XML",
    };
    Breach::new(offset(text, error.pos()), what)
}

/// The byte offset of a place that the builder counts in lines, ended by LF alone, and characters, from 1.
fn offset(text: &str, place: TextPos) -> usize {
    let line = usize::try_from(place.row).unwrap_or(usize::MAX).saturating_sub(1);
    let column = usize::try_from(place.col).unwrap_or(usize::MAX).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}
