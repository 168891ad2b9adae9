//! The languages of windows and mails.

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    En,
    /// Russian.
    Ru,
}

/// Primary subtags (RFC 5646) whose readers are first met in Russian.
const READ_RUSSIAN: [&str; 4] = ["ru", "be", "kk", "uk"];

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Ru];

    /// Reads the word of [`Language::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == text)
    }

    /// The primary subtag: `en`, `ru`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }

    /// The language for a browser that has not chosen one, from its `Accept-Language` (RFC 9110 section 12.5.4):
    /// what it likes best decides.
    pub fn preferred(accept_language: &str) -> Self {
        let ranges = accept_language.split(',').filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().filter(|tag| !tag.is_empty())?;
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1000), thousandths)?;
            Some((tag, weight))
        });
        let best = ranges.fold(None, |best: Option<(&str, u32)>, found| match best {
            Some(best) if best.1 >= found.1 => Some(best),
            _ => Some(found),
        });
        let primary =
            best.and_then(|(tag, _)| tag.split('-').next()).unwrap_or_default().to_ascii_lowercase();
        if READ_RUSSIAN.contains(&primary.as_str()) { Self::Ru } else { Self::En }
    }
}

/// A weight from 0 to 1 with up to three decimals (RFC 9110 section 12.4.2), in thousandths. Reading it as a float
/// would bring that parser and its tables into both modules.
fn thousandths(weight: &str) -> Option<u32> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    let valid = matches!(whole, "0" | "1") && decimals.len() <= 3;
    format!("{whole}{decimals:0<3}").parse().ok().filter(|weight| valid && *weight <= 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_a_browser_likes_best_decides() {
        for (header, language) in [
            ("ru-RU,ru;q=0.9,en-US;q=0.8", Language::Ru),
            ("en-US,en;q=0.9,ru;q=0.8", Language::En),
            ("en;q=0.5, uk", Language::Ru),
            ("kk-KZ", Language::Ru),
            ("BE", Language::Ru),
            ("de, ru;q=0.9", Language::En),
            ("ru;q=x, en", Language::En),
            ("en;q=0.75, ru;q=0.8", Language::Ru),
            ("en;q=1.000, ru;q=1", Language::En),
            ("ru;q=1.001, en;q=0.", Language::En),
            ("ru;q=0.8888, en;q=0.1", Language::En),
            ("ru;q=+1, en;q=0.1", Language::En),
            ("", Language::En),
            ("*", Language::En),
        ] {
            assert_eq!(Language::preferred(header), language, "{header:?}");
        }
    }
}
