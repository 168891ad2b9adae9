//! References in text and values (productions 66 to 68).

use super::breach::Breach;

/// Checks every reference in a run of text or a value that starts at byte `at` (productions 66 to 68).
pub(super) fn references(run: &str, at: usize) -> Result<(), Breach> {
    for (offset, _) in run.match_indices('&') {
        let body = run.get(offset + 1..).and_then(|rest| rest.split_once(';')).map(|(body, _)| body);
        if !body.is_some_and(is_reference) {
            let what = "an & that starts no reference known in XML; write the character itself as &amp;";
            return Err(Breach::new(at + offset, what));
        }
    }
    Ok(())
}

/// Whether the text between `&` and `;` names a predefined entity or a legal character.
fn is_reference(body: &str) -> bool {
    let Some(number) = body.strip_prefix('#') else {
        return matches!(body, "lt" | "gt" | "amp" | "apos" | "quot");
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    // `from_str_radix` would take a sign.
    let plain = digits.chars().all(|c| c.is_digit(radix));
    let code = if plain { u32::from_str_radix(digits, radix).ok() } else { None };
    code.and_then(char::from_u32).is_some_and(super::cursor::is_char)
}
