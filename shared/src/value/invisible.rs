//! Characters without a picture that come along with copied text.

/// Whether a character leaves no mark anywhere: soft hyphens, zero widths, directional marks, the byte order mark.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}
