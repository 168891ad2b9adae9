//! The number that names an agency.

use std::fmt;

/// Agency code: 1 to 99999, written without leading zeros (product documentation, "StructureUnitID").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgencyCode(u32);

impl AgencyCode {
    /// Largest code.
    pub const MAX: u32 = 99_999;
    /// The agency of MixVel's own staff, which they and operators alone see.
    pub const HOUSE: Self = Self(1);

    /// The code with this number, if it is one.
    pub fn from_number(number: u32) -> Option<Self> {
        (1..=Self::MAX).contains(&number).then_some(Self(number))
    }

    /// Reads `1` to `99999`; refuses signs, leading zeros and anything but ASCII digits.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() <= 5 && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten().and_then(Self::from_number)
    }

    /// The number itself.
    pub fn as_number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_from_1_to_99999_without_leading_zeros_are_accepted() {
        for good in ["1", "12036", "99999"] {
            assert_eq!(AgencyCode::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "0", "01", "100000", "+1", "-1", "1 ", "١", "1e3"] {
            assert_eq!(AgencyCode::parse(bad), None, "{bad:?}");
        }
    }
}
