//! The simple types of XML Schema Part 2 that the messages use, as yes-or-no questions about a text.

use std::borrow::Cow;

use super::cursor::{is_space, is_unprefixed_name};
use super::{date_time, uri};
use crate::value::message_id::MessageId;

/// A simple type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DataType {
    /// `xs:string`: any text.
    Text,
    /// `xs:token` of at least one character.
    NonEmptyToken,
    /// `xs:unsignedShort`: 0 to 65535.
    UnsignedShort,
    /// `xs:dateTime`.
    DateTime,
    /// `xs:base64Binary`.
    Base64,
    /// `xs:anyURI`.
    AnyUri,
    /// `xs:ID`; a message has one at most, so uniqueness needs no check.
    Id,
    /// A UUID of five groups of hexadecimal digits; based on `xs:string`, so white space counts.
    Uuid,
    /// One of these tokens.
    OneOf(&'static [&'static str]),
}

impl DataType {
    /// Whether a text, after the white space handling of the type, is a value of it.
    pub(super) fn accepts(self, text: &str) -> bool {
        let token = || collapse(text);
        match self {
            Self::Text => true,
            Self::NonEmptyToken => !text.chars().all(is_space),
            Self::UnsignedShort => is_unsigned_short(&token()),
            Self::DateTime => date_time::is_date_time(&token()),
            Self::Base64 => is_base64(&token()),
            Self::AnyUri => uri::is_uri(&token()),
            Self::Id => is_unprefixed_name(&token()),
            Self::Uuid => MessageId::parse(text).is_some(),
            Self::OneOf(words) => words.contains(&&*token()),
        }
    }

    /// What a text of the type looks like, to follow "must be" or "must hold".
    pub(super) fn expectation(self) -> Cow<'static, str> {
        match self {
            Self::Text => "text".into(),
            Self::NonEmptyToken => "text other than white space".into(),
            Self::UnsignedShort => "a whole number from 0 to 65535".into(),
            Self::DateTime => {
                "a date and time as in 2025-01-01T00:00:01Z, or with an offset with a colon as in \
                               2025-01-01T03:00:01+03:00"
                    .into()
            }
            Self::Base64 => "Base64".into(),
            Self::AnyUri => "a URI".into(),
            Self::Id => "a name that starts with a letter or _ and has no colon".into(),
            Self::Uuid => "a UUID as in 0d92db5d-e830-46ff-8af0-9eb4bae192a9, without white space".into(),
            Self::OneOf(words) => words.join(" or ").into(),
        }
    }
}

/// The text without outer white space and with one space for each inner run (`whiteSpace` "collapse").
pub(super) fn collapse(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(is_space);
    if trimmed.contains(['\t', '\n', '\r']) || trimmed.contains("  ") {
        trimmed.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").into()
    } else {
        trimmed.into()
    }
}

/// Digits alone, since section 3.3.23 gives the unsigned types no sign; leading zeros are fine.
fn is_unsigned_short(token: &str) -> bool {
    is_digits(token) && {
        let significant = token.trim_start_matches('0');
        significant.is_empty() || significant.parse::<u16>().is_ok()
    }
}

/// Groups of four, the last padded and with its unused bits zero; a space between any two is fine (section 3.2.16).
fn is_base64(token: &str) -> bool {
    let symbols: String = token.split(' ').collect();
    let unpadded = symbols.trim_end_matches('=');
    let last_is = |allowed: &str| unpadded.ends_with(|c| allowed.contains(c));
    let tail_fits = match symbols.len() - unpadded.len() {
        0 => true,
        1 => last_is("AEIMQUYcgkosw048"),
        2 => last_is("AQgw"),
        _ => false,
    };
    symbols.len().is_multiple_of(4)
        && tail_fits
        && unpadded.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data_type: DataType, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(data_type.accepts(text), "{data_type:?} {text:?}");
        }
        for text in bad {
            assert!(!data_type.accepts(text), "{data_type:?} {text:?}");
        }
    }

    #[test]
    fn tokens_are_compared_without_outer_space() {
        assert_eq!(collapse(" \t a \r\n b  c\n"), "a b c");
        assert_eq!(collapse("\u{A0}a\u{A0}"), "\u{A0}a\u{A0}", "a no-break space is no white space of XML");
        check(DataType::NonEmptyToken, &["a", " a ", "\u{A0}"], &["", " ", "\t\r\n "]);
        check(DataType::OneOf(&["A", "B"]), &["A", " B\n"], &["", "a", "A B", "C"]);
    }

    #[test]
    fn whole_numbers_keep_to_their_range() {
        check(
            DataType::UnsignedShort,
            &["0", " 65535 ", "000065535"],
            &["", "65536", "-0", "+1", "1 2", "0x1", "١"],
        );
    }

    #[test]
    fn identifiers_keep_to_their_form() {
        check(DataType::Id, &["ID1", " _a-1.b ", "Ж"], &["", "1", "a:b", "a b", "-a"]);
        let uuid = "0D92db5d-e830-46ff-8af0-9eb4bae192a9";
        check(
            DataType::Uuid,
            &[uuid],
            &["", &format!(" {uuid}"), &format!("{{{uuid}}}"), &uuid.replace('-', "")],
        );
    }

    #[test]
    fn base64_comes_in_whole_groups() {
        check(
            DataType::Base64,
            &["", "AAAA", " QUJD\n REVG ", "Q U J D", "QQ==", "QQ= =", "QUI="],
            &["A", "AA", "AAA", "A===", "QR==", "QUJ=", "QQ==AAAA", "QQ=", "QUJD*", "====", "QUJDé"],
        );
    }
}
