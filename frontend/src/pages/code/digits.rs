//! The digits of a code, however they were typed or pasted.

use yew::prelude::*;

use crate::platform::HtmlInputElement;

/// Digits in a code.
const LENGTH: usize = 6;

/// The first six digits of a text; spaces, dashes and letters are passed over.
pub(in crate::pages) fn of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).take(LENGTH).collect()
}

/// The digits that were typed into a field, and what the field holds from now on.
pub(in crate::pages) fn kept(event: &InputEvent) -> Option<String> {
    let input = event.target_dyn_into::<HtmlInputElement>()?;
    let typed = input.value();
    let code = of(&typed);
    if code != typed {
        input.set_value(&code);
    }
    Some(code)
}

/// Whether a code has all its digits.
pub(in crate::pages) fn is_complete(code: &str) -> bool {
    code.len() == LENGTH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_code_may_have_spaces() {
        assert_eq!(of(" 123 456 "), "123456");
        assert_eq!(of("123-4567"), "123456");
        assert_eq!(of("12a"), "12");
        assert!(is_complete("123456") && !is_complete("12345"));
    }
}
