//! What a person who types a password should know before sending it.

/// Whether a text has Cyrillic letters: the keyboard layout is most likely the wrong one.
pub(crate) fn has_cyrillic(text: &str) -> bool {
    text.chars().any(|letter| ('\u{400}'..='\u{52f}').contains(&letter))
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
    fn a_login_is_an_address() {
        assert!(looks_like_login("cashier@demo.mixvel.com"));
        for login in ["", "cashier", "@demo", "cashier@", "ca shier@demo"] {
            assert!(!looks_like_login(login), "{login:?}");
        }
    }
}
