//! A QR code as one SVG path.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode as Code};
use yew::prelude::*;

/// Modules of quiet around the code (ISO/IEC 18004 asks for four).
const QUIET: usize = 4;

/// A drawing of the text, by that name; nothing when the text is too long for any code.
pub fn qr_code(text: &str, label: &'static str) -> Html {
    let Some((side, path)) = path(text) else { return Html::default() };
    let side = side.to_string();
    html! {
        <svg class="qr" viewBox={["0 0 ", &side, " ", &side].concat()} role="img" aria-label={label}
            shape-rendering="crispEdges">
            <path d={path} />
        </svg>
    }
}

/// Side of the drawing, quiet included, and its dark modules: one stroke a run of them in a row.
fn path(text: &str) -> Option<(usize, String)> {
    let code = Code::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len());
            }
            x += run.len();
        }
    }
    Some((width + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_begins_with_the_finder_in_its_corner() {
        let (side, path) = path("otpauth://totp/MixVel:a@b.c?secret=JBSWY3DPEHPK3PXP").unwrap();
        assert_eq!((side - 2 * QUIET - 17) % 4, 0, "{side} is no version's side");
        assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
    }

    #[test]
    fn a_text_that_no_code_holds_draws_nothing() {
        assert_eq!(path(&"x".repeat(5000)), None);
    }
}
