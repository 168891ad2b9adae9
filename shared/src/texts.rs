//! The texts that people read before they consent: which there are, and the names of their versions.

use crate::time::MINUTE_MS;
use crate::value::language::Language;

/// A version counts so many milliseconds after its publication at the earliest. No other one of its text is published
/// meanwhile.
pub const LEAD_MS: i64 = 2 * MINUTE_MS;
/// The longest text, in characters: both languages fit a request.
pub const MAX_TEXT: usize = 20_000;
/// The longest notice, in characters.
pub const MAX_NOTICE: usize = 300;

/// Stands in the shell of a page where a published text is put.
pub const TEXT_PLACE: &str = "{text}";
/// Stands in the policy for whoever is responsible for the data, name and address.
pub const OPERATOR_PLACE: &str = "{operator}";
/// Stands there for the version, as people read it.
pub const VERSION_PLACE: &str = "{version}";

/// A text that every product has in versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// What employees consent to.
    Consent,
    /// The policy on personal data.
    Policy,
}

impl TextKind {
    /// Every text.
    pub const ALL: [Self; 2] = [Self::Consent, Self::Policy];

    /// Reads the word of [`TextKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The word in addresses, storage and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Policy => "policy",
        }
    }

    /// Where a version of it is shown, at the host of a product.
    pub fn page(self, version: &str) -> String {
        ["/legal/", self.as_str(), "?version=", version].concat()
    }

    /// Names the version that is built in: the one that counts where none was published.
    #[cfg(feature = "server")]
    pub fn built_in(self) -> String {
        match self {
            Self::Consent => crate::consent::version(),
            Self::Policy => POLICY.to_owned(),
        }
    }
}

/// Whether a text has a letter of this language: one without any stands in the wrong place.
pub fn is_written_in(language: Language, text: &str) -> bool {
    text.chars().any(|c| match language {
        Language::Ru => matches!(c, 'А'..='я' | 'Ё' | 'ё'),
        Language::En => c.is_ascii_alphabetic(),
    })
}

/// The version of the policy that is built into its page; the worker does not carry that text.
#[cfg(feature = "server")]
const POLICY: &str = "51af63c78275dc17c7eed74fd8365aee9aee27bb7fbbb7eff594779878434f46";

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;
    use crate::text_version::version;

    #[test]
    fn a_version_that_is_built_in_names_the_text_that_is_built_in() {
        let policy =
            [include_str!("../../locales/policy.en.txt"), include_str!("../../locales/policy.ru.txt")];
        assert_eq!(TextKind::Policy.built_in(), version(policy[0], policy[1]));
        assert_eq!(TextKind::Consent.built_in(), crate::consent::version());
    }

    #[test]
    fn a_text_is_in_a_language_if_it_has_a_letter_of_it() {
        assert!(is_written_in(Language::Ru, "MixVel: Ёлка"));
        assert!(is_written_in(Language::En, "по-English"));
        assert!(!is_written_in(Language::Ru, "English, 1"));
        assert!(!is_written_in(Language::En, "Русский, 1"));
    }

    #[test]
    fn a_text_is_read_by_its_word() {
        assert_eq!(TextKind::parse("policy"), Some(TextKind::Policy));
        assert_eq!(TextKind::parse("Policy"), None);
    }
}
