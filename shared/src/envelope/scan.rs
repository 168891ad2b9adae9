//! One forward pass over the markup, before a tree is built: it holds the limits, so that no document can
//! cost much, and refuses what the tree builder would let through.

use super::breach::Breach;
use super::cursor::{Cursor, is_space, is_unprefixed_name};
use super::references::references;
use super::tag::{self, MAX_NAMESPACES};

/// Deepest nesting of elements; a valid request needs 9.
const MAX_DEPTH: usize = 32;

/// Most tags, comments, instructions and CDATA sections; a login has about 20.
pub(super) const MAX_PIECES: usize = 4096;

const CUT_OFF_IN_TAG: &str =
    "the body is cut off (Content-Length counts bytes, not characters): it ends inside a tag";

/// Checks everything behind the declaration, from byte `start` on.
pub(super) fn check(text: &str, start: usize) -> Result<(), Breach> {
    let mut scan = Scan::new(text, start);
    scan.characters()?;
    while !scan.cursor.is_at_end() {
        // Markup that is cut off breaks one rule or another; that is not what is wrong with it.
        let ends = scan.cursor.rest().contains('>');
        scan.markup()
            .map_err(|breach| if ends { breach } else { Breach::new(text.len(), CUT_OFF_IN_TAG) })?;
        scan.characters()?;
    }
    match scan.open.last() {
        Some((_, at)) => Err(Breach::with_other(
            text.len(),
            "the body is cut off (Content-Length counts bytes, not characters): it ends without the end tag to \
             the start tag at",
            *at,
        )),
        None if scan.has_root => Ok(()),
        None => Err(Breach::new(text.len(), "the document has no root element")),
    }
}

struct Scan<'a> {
    cursor: Cursor<'a>,
    /// Names of the open start tags and the byte offsets of their `<`, the innermost last.
    open: Vec<(&'a str, usize)>,
    has_root: bool,
    pieces: usize,
    namespaces: usize,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, start: usize) -> Self {
        let open = Vec::with_capacity(MAX_DEPTH);
        Self { cursor: Cursor::new(text, start), open, has_root: false, pieces: 0, namespaces: 0 }
    }

    /// Character data up to the next markup or the end.
    fn characters(&mut self) -> Result<(), Breach> {
        let at = self.cursor.at();
        let run = self.cursor.take_up_to('<');
        if !self.open.is_empty() {
            // The cheap question first: a > in text is rare.
            if let Some(offset) = run.contains('>').then(|| run.find("]]>")).flatten() {
                return Err(Breach::new(at + offset, "]]> inside text; write it as ]]&gt;"));
            }
            return references(run, at);
        }
        match run.find(|c| !is_space(c)) {
            Some(offset) => {
                Err(Breach::new(at + offset, "only white space may stand outside the root element"))
            }
            None => Ok(()),
        }
    }

    /// One tag, comment, instruction or CDATA section; the cursor stands at its `<`.
    fn markup(&mut self) -> Result<(), Breach> {
        let at = self.cursor.at();
        self.pieces += 1;
        if self.pieces > MAX_PIECES {
            return Err(Breach::new(at, format!("more than {MAX_PIECES} tags and comments")));
        }
        if self.cursor.eat("<!--") {
            self.comment(at)
        } else if self.cursor.eat("<![CDATA[") {
            self.cdata(at)
        } else if self.cursor.eat("<?") {
            self.instruction(at)
        } else if self.cursor.eat("</") {
            self.end_tag(at)
        } else if self.cursor.eat("<!DOCTYPE") {
            Err(Breach::new(at, "a document type declaration (DTD) is never accepted; leave it out"))
        } else if self.cursor.eat("<") {
            self.start_tag(at)
        } else {
            Err(Breach::new(at, "markup was expected"))
        }
    }

    /// `Comment`, production 15.
    fn comment(&mut self, at: usize) -> Result<(), Breach> {
        match self.cursor.take_until("--") {
            None => Err(Breach::new(at, "a comment that does not end")),
            Some(_) if self.cursor.eat(">") => Ok(()),
            Some(_) => Err(Breach::new(self.cursor.at() - 2, "-- inside a comment")),
        }
    }

    /// `CDSect`, production 18.
    fn cdata(&mut self, at: usize) -> Result<(), Breach> {
        if self.open.is_empty() {
            return Err(Breach::new(at, "a CDATA section outside the root element"));
        }
        let end = self.cursor.take_until("]]>");
        end.map(|_| ()).ok_or_else(|| Breach::new(at, "a CDATA section that does not end"))
    }

    /// `PI`, production 16; the target has no colon (Namespaces in XML 1.0 section 7).
    fn instruction(&mut self, at: usize) -> Result<(), Breach> {
        let target = self.cursor.take_name().unwrap_or_default();
        if target.eq_ignore_ascii_case("xml") {
            let what = "an XML declaration may only stand at the very start of the document";
            return Err(Breach::new(at, what));
        }
        if !is_unprefixed_name(target) {
            return Err(Breach::new(at, "a processing instruction without a proper name"));
        }
        let spaced = self.cursor.rest().starts_with(is_space);
        match self.cursor.take_until("?>") {
            None => Err(Breach::new(at, "a processing instruction that does not end")),
            Some(content) if spaced || content.is_empty() => Ok(()),
            Some(_) => Err(Breach::new(at, "a processing instruction without a proper name")),
        }
    }

    /// `STag` or `EmptyElemTag`, productions 40 and 44.
    fn start_tag(&mut self, at: usize) -> Result<(), Breach> {
        if self.has_root && self.open.is_empty() {
            return Err(Breach::new(at, "a second root element"));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(Breach::new(at, format!("elements nested deeper than {MAX_DEPTH}")));
        }
        let tag = tag::read(&mut self.cursor, at)?;
        self.has_root = true;
        self.namespaces += tag.namespaces;
        if self.namespaces > MAX_NAMESPACES {
            return Err(Breach::new(at, format!("more than {MAX_NAMESPACES} namespace declarations")));
        }
        if !tag.is_empty {
            self.open.push((tag.name, at));
        }
        Ok(())
    }

    /// `ETag`, production 42.
    fn end_tag(&mut self, at: usize) -> Result<(), Breach> {
        let Some((expected, start)) = self.open.pop() else {
            return Err(Breach::new(at, "an end tag without a start tag"));
        };
        if tag::read_end(&mut self.cursor, at)? == expected {
            Ok(())
        } else {
            Err(Breach::with_other(at, "an end tag of another name than the start tag at", start))
        }
    }
}
