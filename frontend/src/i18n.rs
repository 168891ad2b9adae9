//! The two languages and their texts, compiled from `locales/` by the build script.

/// A language of the windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `en`
    English,
    /// `ru`
    Russian,
}

impl Language {
    /// Both, in the order of the toggle.
    pub const ALL: [Self; 2] = [Self::Russian, Self::English];

    /// The language of a tag, if it is one of ours.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag {
            "en" => Some(Self::English),
            "ru" => Some(Self::Russian),
            _ => None,
        }
    }

    /// Its tag, as in `<html lang>`, the cookie and local storage.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
        }
    }

    /// What its button says.
    pub fn label(self) -> &'static str {
        match self {
            Self::English => "EN",
            Self::Russian => "RU",
        }
    }

    /// CLDR category of a whole number.
    pub fn plural(self, count: u32) -> &'static str {
        match self {
            Self::English if count == 1 => "one",
            Self::English => "other",
            Self::Russian => match (count % 10, count % 100) {
                (_, 11..=14) => "many",
                (1, _) => "one",
                (2..=4, _) => "few",
                _ => "many",
            },
        }
    }
}

/// A number in decimal digits; `format!` would bring a kilobyte of its own.
pub fn digits(mut number: u32) -> String {
    let mut reversed = Vec::new();
    loop {
        reversed.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or_default()));
        number /= 10;
        if number == 0 {
            return reversed.iter().rev().collect();
        }
    }
}

/// One function a text; placeholders are its arguments.
pub mod t {
    use super::{Language, digits};

    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_attempts_take_their_three_forms() {
        let said = |count| t::attempts_left(Language::Russian, count);
        assert_eq!(said(1), "Осталась 1 попытка.");
        assert_eq!(said(2), "Осталось 2 попытки.");
        assert_eq!(said(5), "Осталось 5 попыток.");
        assert_eq!(said(11), "Осталось 11 попыток.");
        assert_eq!(said(21), "Осталась 21 попытка.");
    }

    #[test]
    fn english_attempts_take_their_two_forms() {
        assert_eq!(t::attempts_left(Language::English, 1), "1 attempt left.");
        assert_eq!(t::attempts_left(Language::English, 0), "0 attempts left.");
    }

    #[test]
    fn numbers_are_written_in_digits() {
        assert_eq!([digits(0), digits(7), digits(120), digits(u32::MAX)].join(" "), "0 7 120 4294967295");
    }
}
