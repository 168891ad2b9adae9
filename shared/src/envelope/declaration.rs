//! The XML declaration, read to the letter of productions 23 to 32, 80 and 81 of XML 1.0.

use super::breach::Breach;
use super::cursor::{Cursor, is_space};

const ORDER: &str = "the XML declaration takes version, then encoding, then standalone, each at most once, \
                     with white space before each";

/// What the transport says of the encoding, outside of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// It says UTF-8, which counts for more than the label (RFC 7303 section 3).
    Utf8,
    /// It says nothing.
    Untold,
}

/// The longest label that a refusal repeats, in bytes; the registered ones have up to 45.
const MAX_LABEL: usize = 45;

/// Checks the declaration at the start of a document, if there is one; answers the byte offset behind it.
pub(super) fn read(text: &str, told: Charset) -> Result<usize, Breach> {
    let mut cursor = Cursor::new(text, 0);
    if !(cursor.eat("<?xml") && cursor.rest().starts_with(is_space)) {
        return Ok(0);
    }
    let version = |_: &str| "the version of XML must be \"1.0\"".to_owned();
    if !part(&mut cursor, "version", |v| v == "1.0", version)? {
        return Err(Breach::new(0, "the XML declaration must name its version first: version=\"1.0\""));
    }
    let encoding = |label: &str| {
        is_utf_8(label)
            || (is_ascii(label) && text.is_ascii())
            || (told == Charset::Utf8 && label.eq_ignore_ascii_case("utf-16"))
    };
    part(&mut cursor, "encoding", encoding, wrong_label)?;
    let yes_or_no = |v: &str| matches!(v, "yes" | "no");
    let standalone = |_: &str| "standalone must be \"yes\" or \"no\"".to_owned();
    part(&mut cursor, "standalone", yes_or_no, standalone)?;
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

/// What is said of a label that is not taken. It is repeated if it is written like a label (production 81): it is the
/// only text of a document that is, since nothing secret can stand in its place.
fn wrong_label(label: &str) -> String {
    let not = if is_label(label) { format!(", not \"{label}\"") } else { String::new() };
    format!("the encoding must be \"UTF-8\"{not}")
}

/// Whether a text is written like the label of an encoding (production 81) and is no longer than one.
pub fn is_label(text: &str) -> bool {
    let mut letters = text.bytes();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        && text.len() <= MAX_LABEL
}

/// Reads one part with the white space before it; without a move, answers false if another one stands here.
fn part(
    cursor: &mut Cursor<'_>,
    name: &str,
    accepts: impl Fn(&str) -> bool,
    wrong: impl Fn(&str) -> String,
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
        Some(value) => Err(Breach::new(at, wrong(value))),
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
            assert_eq!(read(good, Charset::Untold), Ok(good.len()), "{good}");
        }
    }

    #[test]
    fn a_label_that_libraries_write_by_default_is_taken_where_it_is_true() {
        for label in ["utf8", "UTF8", "us-ascii", "US-ASCII", "ASCII"] {
            let declared = format!("<?xml version='1.0' encoding='{label}'?>");
            assert_eq!(read(&declared, Charset::Untold), Ok(declared.len()), "{label}");
            assert_eq!(
                read(&format!("{declared}<a>é</a>"), Charset::Untold).is_ok(),
                is_utf_8(label),
                "{label}"
            );
        }
        for label in ["utf-16", "windows-1251", "ISO-8859-1", "utf_8", ""] {
            assert!(read(&labelled(label), Charset::Untold).is_err(), "{label}");
        }
    }

    #[test]
    fn a_label_of_utf_16_is_taken_where_the_transport_says_utf_8() {
        for label in ["utf-16", "UTF-16"] {
            let declared = labelled(label);
            assert_eq!(read(&declared, Charset::Utf8), Ok(declared.len()), "{label}");
            assert!(read(&declared, Charset::Untold).is_err(), "{label}");
        }
        for label in ["windows-1251", "utf-16le", "utf-32", ""] {
            assert!(read(&labelled(label), Charset::Utf8).is_err(), "{label}");
        }
    }

    #[test]
    fn a_label_that_is_not_taken_is_named_and_nothing_else_is_repeated() {
        let (long, breach) = ("a".repeat(MAX_LABEL + 1), |what: &str| Err(Breach::new(20, what.to_owned())));
        assert_eq!(
            read(&labelled("windows-1251"), Charset::Untold),
            breach("the encoding must be \"UTF-8\", not \"windows-1251\"")
        );
        for other in ["", "8-bit", "a b", "пароль", &long] {
            let told = read(&labelled(other), Charset::Untold);
            assert_eq!(told, breach("the encoding must be \"UTF-8\""), "{other}");
        }
    }

    fn labelled(label: &str) -> String {
        format!("<?xml version='1.0' encoding='{label}'?>")
    }

    #[test]
    fn a_document_may_do_without() {
        for none in ["", "<a/>", "<?xml-stylesheet href='a'?><a/>"] {
            assert_eq!(read(none, Charset::Untold), Ok(0), "{none}");
        }
    }
}
