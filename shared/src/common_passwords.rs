//! The commonest passwords of eight or more characters (norm P2), in NFKC and lower case, one a line.
//!
//! The text is small enough to be read from its start: a look-up takes microseconds, the hash after it milliseconds.

/// The list. The worker does not carry it: it reads the file of the deployed application.
pub const LIST: &str = include_str!("../assets/common_passwords.txt");

/// Whether a password, normalized and in lower case, stands in a list.
pub(crate) fn contains(list: &str, folded: &str) -> bool {
    list.lines().any(|common| common == folded)
}

#[cfg(test)]
#[cfg(feature = "nfkc")]
mod tests {
    use super::*;
    use crate::new_password::MIN_CHARACTERS;
    use crate::nfkc::nfkc;

    #[test]
    fn the_list_has_three_thousand_passwords_that_are_long_enough_in_their_folded_form_and_order() {
        assert!(LIST.lines().count() >= 3_000);
        assert!(LIST.lines().is_sorted_by(|one, next| one < next), "sorted, and none stands twice");
        for common in LIST.lines() {
            assert!(common.chars().count() >= MIN_CHARACTERS, "{common:?} is refused for its length");
            assert_eq!(nfkc(common).to_lowercase(), common);
        }
    }

    #[test]
    fn what_people_type_most_is_in_the_list_in_latin_and_cyrillic_and_in_the_wrong_layout() {
        for common in [
            "password",
            "12345678",
            "iloveyou",
            "qwertyuiop",
            "1q2w3e4r",
            "p@ssw0rd",
            "gfhjkm123",
            "пароль123",
            "йцукенгшщз",
            "ghbdtn123",
            "cjkysirj",
            "солнышко",
            "privet123",
        ] {
            assert!(contains(LIST, common), "{common}");
        }
        for other in ["", "passwordx", "demo-passw0rd", "horse battery", "1234567"] {
            assert!(!contains(LIST, other), "{other}");
        }
    }
}
