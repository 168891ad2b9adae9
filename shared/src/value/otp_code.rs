//! The six digits of an authenticator.

use std::fmt;

/// An authentication code (RFC 6238). It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct OtpCode(String);

impl OtpCode {
    /// Digits of a code.
    pub const DIGITS: usize = 6;

    /// Reads six ASCII digits; spaces around and among them, as authenticators show them, do not count.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).take(Self::DIGITS + 1).collect();
        let six = digits.len() == Self::DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        six.then_some(Self(digits))
    }

    /// The digits, to compare.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OtpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OtpCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_read_with_or_without_spaces() {
        for good in ["123456", "123 456", " 12 34 56\n", "12\u{a0}3456"] {
            assert_eq!(OtpCode::parse(good).map(|code| code.expose().to_owned()), Some("123456".to_owned()));
        }
        for bad in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "123-456"] {
            assert_eq!(OtpCode::parse(bad), None, "{bad:?}");
        }
    }
}
