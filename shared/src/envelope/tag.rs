//! Start and end tags as text: names, attributes and their limits, before namespaces are resolved.

use super::breach::Breach;
use super::cursor::{Cursor, is_qualified};
use super::references::references;

/// Most attributes of one element, namespace declarations included; the fullest valid one has 5 of its own.
const MAX_ATTRIBUTES: usize = 32;

/// Most namespace declarations in a document: looking up a prefix costs the number of those in scope.
pub(super) const MAX_NAMESPACES: usize = 64;

/// What the scan has to know of a start tag.
pub(super) struct Tag<'a> {
    /// Its name with the prefix.
    pub(super) name: &'a str,
    /// Whether it ends in `/>`.
    pub(super) is_empty: bool,
    /// How many namespaces it declares.
    pub(super) namespaces: usize,
}

/// Reads a start tag behind its `<` at byte `at`, moving behind its `>` (productions 40, 41 and 44).
pub(super) fn read<'a>(cursor: &mut Cursor<'a>, at: usize) -> Result<Tag<'a>, Breach> {
    let name = name(cursor, at)?;
    let mut seen: Vec<&str> = Vec::new();
    let mut namespaces = 0;
    loop {
        let spaced = cursor.eat_space();
        if cursor.eat(">") {
            return Ok(Tag { name, is_empty: false, namespaces });
        }
        if cursor.eat("/>") {
            return Ok(Tag { name, is_empty: true, namespaces });
        }
        let here = cursor.at();
        if cursor.is_at_end() {
            return Err(Breach::new(at, "a tag that does not end"));
        }
        if !spaced {
            return Err(Breach::new(
                here,
                "white space, > or /> was expected here; a plain < is written as &lt;",
            ));
        }
        let (attribute, declares) = attribute(cursor)?;
        if seen.contains(&attribute) {
            return Err(Breach::new(here, "this attribute stands twice in one tag"));
        }
        if seen.len() == MAX_ATTRIBUTES {
            return Err(Breach::new(here, format!("more than {MAX_ATTRIBUTES} attributes in one tag")));
        }
        seen.push(attribute);
        namespaces += usize::from(declares);
    }
}

/// Reads an end tag behind its `</` at byte `at`, moving behind its `>`; answers its name (production 42).
pub(super) fn read_end<'a>(cursor: &mut Cursor<'a>, at: usize) -> Result<&'a str, Breach> {
    let name = name(cursor, at)?;
    cursor.eat_space();
    if cursor.eat(">") { Ok(name) } else { Err(Breach::new(at, "an end tag that does not end in >")) }
}

/// Reads one attribute (production 41); answers its name and whether it declares a namespace.
fn attribute<'a>(cursor: &mut Cursor<'a>) -> Result<(&'a str, bool), Breach> {
    let at = cursor.at();
    let name = name(cursor, at)?;
    if !cursor.eat_equals() {
        return Err(Breach::new(at, "an attribute without ="));
    }
    let value_at = cursor.at() + 1;
    let Some(value) = cursor.take_quoted() else {
        return Err(Breach::new(cursor.at(), "an attribute value must stand in quotes"));
    };
    if let Some(offset) = value.find('<') {
        return Err(Breach::new(value_at + offset, "a < inside an attribute value; write it as &lt;"));
    }
    references(value, value_at)?;
    declaration(name, value).map(|declares| (name, declares)).map_err(|what| Breach::new(at, what))
}

/// Whether an attribute declares a namespace; the reason if it may not (Namespaces in XML 1.0 section 3).
fn declaration(name: &str, value: &str) -> Result<bool, &'static str> {
    const _: () =
        assert!(MAX_NAMESPACES > MAX_ATTRIBUTES, "one tag may declare as many as it has attributes");
    match name.split_once(':') {
        None => Ok(name == "xmlns"),
        Some(("xmlns", "xmlns")) => Err("the prefix xmlns may not be declared"),
        Some(("xmlns", _)) if value.is_empty() => Err("a prefix may not be bound to no namespace"),
        Some(("xmlns", _)) => Ok(true),
        // The tree builder would take it for a declaration of the default namespace.
        Some((_, "xmlns")) => Err("no attribute with a prefix may be called xmlns"),
        Some(_) => Ok(false),
    }
}

/// Reads the name of an element or attribute; a fault is told at byte `at`.
fn name<'a>(cursor: &mut Cursor<'a>, at: usize) -> Result<&'a str, Breach> {
    let name = cursor.take_name().filter(|name| is_qualified(name));
    name.ok_or_else(|| Breach::new(at, "a name was expected here; a plain < is written as &lt;"))
}
