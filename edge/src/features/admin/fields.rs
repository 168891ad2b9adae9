//! What may stand in a name, an address and other texts that people type.

use shared::failure::Failure;
use shared::value::invisible;

use super::query::malformed;

/// The longest name, in characters.
pub const MAX_NAME: usize = 100;
/// The longest address of a structure unit, in characters.
pub const MAX_ADDRESS: usize = 200;

/// A text without white space at its ends; refused if it is empty.
pub fn named(what: &str, text: &str, most: usize) -> Result<String, Failure> {
    let text = optional(what, text, most)?;
    if text.is_empty() { Err(malformed(format!("{what} is empty"))) } else { Ok(text) }
}

/// A text without white space at its ends, which may be empty. Refused if it is too long, or holds characters that
/// nobody sees: they would make two names that look the same.
pub fn optional(what: &str, text: &str, most: usize) -> Result<String, Failure> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(malformed(format!("{what} is longer than {most} characters")));
    }
    if text.chars().any(is_invisible) {
        return Err(malformed(format!("{what} holds a character that nobody sees")));
    }
    Ok(text.to_owned())
}

/// Whether a character draws nothing: those of logins, control characters, and ends of lines and paragraphs.
pub fn is_invisible(c: char) -> bool {
    c.is_control() || invisible::is_invisible(c) || matches!(c, '\u{180E}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_must_say_something() {
        assert_eq!(named("name", " Альфа Travel ", MAX_NAME).unwrap(), "Альфа Travel");
        for wrong in ["", "  ", "a\u{200B}b", "a\nb", &"a".repeat(MAX_NAME + 1)] {
            assert!(named("name", wrong, MAX_NAME).is_err(), "{wrong:?}");
        }
        assert_eq!(optional("address", " ", MAX_ADDRESS).unwrap(), "");
    }
}
