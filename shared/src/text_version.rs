//! The names of the versions of texts.

/// Names a version of a text: the SHA-256 of both languages in hexadecimal.
#[cfg(feature = "server")]
pub fn version(english: &str, russian: &str) -> String {
    use sha2::{Digest as _, Sha256};
    use std::fmt::Write as _;

    let digest = Sha256::digest(format!("{english}\0{russian}"));
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether a text is written as the name of a version is.
pub fn is_version(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_written_in_one_way() {
        let version = version("a", "b");
        assert!(is_version(&version));
        for wrong in ["", &version[1..], &version.to_uppercase(), &format!("{}g", &version[1..])] {
            assert!(!is_version(wrong), "{wrong}");
        }
    }
}
