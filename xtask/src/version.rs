//! Versions of programs, as far as "is it new enough" and "is it this one" need them.

/// Three numbers that compare as a version does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32, pub(crate) u32);

impl Version {
    /// Finds the first word like `1.2.3` or `v1.2.3` in what a program prints for `--version`.
    pub(crate) fn find(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::parse)
    }

    fn parse(word: &str) -> Option<Self> {
        let mut parts = word.trim_start_matches('v').splitn(3, '.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        let patch = parts.next()?;
        let end = patch.find(|c: char| !c.is_ascii_digit()).unwrap_or(patch.len());
        Some(Self(major, minor, patch.get(..end)?.parse().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_in_what_programs_say() {
        assert_eq!(Version::find("v22.12.0\n"), Some(Version(22, 12, 0)));
        assert_eq!(Version::find("wasm-bindgen 0.2.130"), Some(Version(0, 2, 130)));
        assert_eq!(Version::find("rustc 1.96.0-beta.2 (abc 2026-04-14)"), Some(Version(1, 96, 0)));
        assert_eq!(Version::find("no version 1.x"), None);
    }

    #[test]
    fn versions_compare_by_number_not_by_text() {
        assert!(Version(22, 12, 0) > Version(22, 9, 9));
        assert!(Version(20, 20, 2) < Version(22, 12, 0));
    }
}
