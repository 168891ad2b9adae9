//! What a person who types a password should know before sending it.

/// Whether a text has Cyrillic letters: the keyboard layout is most likely the wrong one.
pub(crate) fn has_cyrillic(text: &str) -> bool {
    text.chars().any(|letter| ('\u{400}'..='\u{52f}').contains(&letter))
}

/// A login as it reads: what cannot be seen (spaces of any kind, marks of direction and of zero width) comes along
/// with a copy.
#[cfg(any(feature = "login", feature = "prerender", feature = "boss"))]
pub(crate) fn visible(login: &str) -> String {
    let is_unseen = |letter: &char| matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    login.chars().filter(|letter| !is_unseen(letter)).collect::<String>().trim().to_owned()
}

/// Whether a login looks like an address: something, `@`, something. The edge decides; this saves a round trip.
pub(crate) fn looks_like_login(login: &str) -> bool {
    let sides = login.split_once('@');
    sides.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !login.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_the_russian_layout_are_noticed() {
        assert!(has_cyrillic("Зфыыцщкв1"));
        assert!(has_cyrillic("passwоrd"), "one look-alike letter");
        assert!(!has_cyrillic("Pässwörd-1!"));
    }

    #[test]
    #[cfg(any(feature = "login", feature = "prerender"))]
    fn a_login_is_read_without_what_cannot_be_seen() {
        assert_eq!(visible("\u{feff} cashier@demo\u{200b}.mixvel.com\u{a0}"), "cashier@demo.mixvel.com");
    }

    #[test]
    fn a_login_is_an_address() {
        assert!(looks_like_login("cashier@demo.mixvel.com"));
        for login in ["", "cashier", "@demo", "cashier@", "ca shier@demo"] {
            assert!(!looks_like_login(login), "{login:?}");
        }
    }
}
