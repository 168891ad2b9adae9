//! The XML declaration, read to the letter of productions 23 to 32, 80 and 81 of XML 1.0.

use super::breach::Breach;
use super::cursor::{Cursor, is_space};

const ORDER: &str = "the XML declaration takes version, then encoding, then standalone, each at most once, \
                     with white space before each";

/// Checks the declaration at the start of a document, if there is one; answers the byte offset behind it.
pub(super) fn read(text: &str) -> Result<usize, Breach> {
    let mut cursor = Cursor::new(text, 0);
    if !(cursor.eat("<?xml") && cursor.rest().starts_with(is_space)) {
        return Ok(0);
    }
    if !part(&mut cursor, "version", |v| v == "1.0", "the version of XML must be \"1.0\"")? {
        return Err(Breach::new(0, "the XML declaration must name its version first: version=\"1.0\""));
    }
    let encoding = |label: &str| is_utf_8(label) || (is_ascii(label) && text.is_ascii());
    part(&mut cursor, "encoding", encoding, "the encoding must be \"UTF-8\"")?;
    let yes_or_no = |v: &str| matches!(v, "yes" | "no");
    part(&mut cursor, "standalone", yes_or_no, "standalone must be \"yes\" or \"no\"")?;
    cursor.eat_space();
    if cursor.eat("?>") { Ok(cursor.at()) } else { Err(Breach::new(cursor.at(), ORDER)) }
}

/// UTF-8 under its own name and under the one that libraries write by mistake.
fn is_utf_8(label: &str) -> bool {
    ["utf-8", "utf8"].iter().any(|name| label.eq_ignore_ascii_case(name))
}

/// The part of UTF-8 that Python's libraries declare by default, having escaped all other characters.
fn is_ascii(label: &str) -> bool {
    ["us-ascii", "ascii"].iter().any(|name| label.eq_ignore_ascii_case(name))
}

/// Reads one part with the white space before it; without a move, answers false if another one stands here.
fn part(
    cursor: &mut Cursor<'_>,
    name: &str,
    accepts: impl Fn(&str) -> bool,
    wrong: &'static str,
) -> Result<bool, Breach> {
    let mut ahead = cursor.clone();
    let spaced = ahead.eat_space();
    let at = ahead.at();
    if !ahead.eat(name) {
        return Ok(false);
    }
    let value = if spaced && ahead.eat_equals() { ahead.take_quoted() } else { None };
    *cursor = ahead;
    match value {
        Some(value) if accepts(value) => Ok(true),
        Some(_) => Err(Breach::new(at, wrong)),
        None => Err(Breach::new(at, ORDER)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_legal_form_is_accepted() {
        for good in [
            r#"<?xml version="1.0"?>"#,
            r"<?xml version='1.0'?>",
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<?xml version="1.0" encoding="utf-8" standalone="yes"?>"#,
            r#"<?xml version="1.0" standalone='no' ?>"#,
            "<?xml\tversion\r\n=\n'1.0'\tencoding = \"Utf-8\" standalone = \"no\"\n?>",
        ] {
            assert_eq!(read(good), Ok(good.len()), "{good}");
        }
    }

    #[test]
    fn a_label_that_libraries_write_by_default_is_taken_where_it_is_true() {
        for label in ["utf8", "UTF8", "us-ascii", "US-ASCII", "ASCII"] {
            let declared = format!("<?xml version='1.0' encoding='{label}'?>");
            assert_eq!(read(&declared), Ok(declared.len()), "{label}");
            assert_eq!(read(&format!("{declared}<a>é</a>")).is_ok(), is_utf_8(label), "{label}");
        }
        for label in ["utf-16", "windows-1251", "ISO-8859-1", "utf_8", ""] {
            assert!(read(&format!("<?xml version='1.0' encoding='{label}'?>")).is_err(), "{label}");
        }
    }

    #[test]
    fn a_document_may_do_without() {
        for none in ["", "<a/>", "<?xml-stylesheet href='a'?><a/>"] {
            assert_eq!(read(none), Ok(0), "{none}");
        }
    }
}
