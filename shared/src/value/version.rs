//! The version of a deployed product.

use std::fmt;

/// `major.minor.patch` (semver.org, item 2), compared number by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Changes that break.
    pub major: u32,
    /// Changes that add.
    pub minor: u32,
    /// Changes that mend.
    pub patch: u32,
}

impl Version {
    /// The version with these numbers.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads three numbers without leading zeros, two dots and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |part: &str| {
            let plain = part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
            plain.then(|| part.parse().ok()).flatten()
        };
        let mut parts = text.split('.');
        let version = Self::new(number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?);
        parts.next().is_none().then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number_and_not_by_letter() {
        assert!(Version::parse("1.10.0").unwrap() > Version::parse("1.9.1").unwrap());
        assert_eq!(Version::parse("1.9.1").unwrap().to_string(), "1.9.1");
    }

    #[test]
    fn every_other_shape_is_refused() {
        for bad in
            ["", "1", "1.9", "1.9.1.0", "1.9.x", "v1.9.1", "1.09.1", "1..1", "+1.0.0", "1.9.99999999999"]
        {
            assert_eq!(Version::parse(bad), None, "{bad:?}");
        }
    }
}
