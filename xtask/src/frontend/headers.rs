//! What the platform answers hashed files with, without asking the worker.

use std::fmt::Write as _;

/// The rules for all of them, and for each file that there is one more: it may be kept for ever. The platform has the
/// rules for missing files too, and a file that comes with the next deployment must not be kept as missing.
pub(super) fn rules(for_all: &str, files: &[String]) -> String {
    files.iter().fold(for_all.to_owned(), |mut rules, file| {
        // Writing to a string cannot fail.
        _ = write!(
            rules,
            "\n/assets/{file}\n  ! Cache-Control\n  Cache-Control: public, max-age=31536000, immutable\n"
        );
        rules
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_takes_back_what_is_said_of_missing_ones() {
        let rules =
            rules("/assets/*\n  Cache-Control: no-store\n", &["a.js".to_owned(), "b.wasm".to_owned()]);
        let kept = "  ! Cache-Control\n  Cache-Control: public, max-age=31536000, immutable\n";
        let expected =
            format!("/assets/*\n  Cache-Control: no-store\n\n/assets/a.js\n{kept}\n/assets/b.wasm\n{kept}");
        assert_eq!(rules, expected);
    }
}
