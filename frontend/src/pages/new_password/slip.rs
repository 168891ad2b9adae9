//! What a person has to look at before a new password is saved, found here or by the edge.

use shared::new_password::Weakness;

use super::{CONSENT, CURRENT, NEW, REPEATED, rules};
use crate::api::Problem;
use crate::i18n::{Language, t};

/// One thing, at one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// The current password is missing.
    NoCurrent,
    /// It is wrong; so many tries are left.
    WrongCurrent(Option<u32>),
    /// Something is wrong with the new one.
    Typed(rules::Slip),
    /// The consent is missing.
    NoConsent,
    /// The consent was to a text that is no longer the one of today.
    ConsentRenewed,
}

impl Slip {
    /// What a refusal says about a field; nothing when it is about none.
    pub(super) fn of(problem: &Problem) -> Option<Self> {
        let Problem::Refused(refusal) = problem else { return None };
        match refusal.code.as_str() {
            "weak-password" => {
                let weakness = rules::weakness(refusal.rule.as_deref().unwrap_or_default());
                Some(Self::Typed(rules::Slip::Weak(weakness)))
            }
            // The last one comes with the lock, which is told where there is room for it.
            "invalid-credentials" if refusal.attempts_left != Some(0) => {
                Some(Self::WrongCurrent(refusal.attempts_left))
            }
            "consent-missing" => Some(Self::ConsentRenewed),
            _ => None,
        }
    }

    /// Id of the field that it is about.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::NoCurrent | Self::WrongCurrent(_) => CURRENT,
            Self::Typed(rules::Slip::Differs) => REPEATED,
            Self::Typed(_) => NEW,
            Self::NoConsent | Self::ConsentRenewed => CONSENT,
        }
    }

    /// What is said below the field.
    pub(super) fn words(self, language: Language) -> String {
        let said = self.constant(language);
        if let Self::WrongCurrent(Some(left)) = self {
            return [said, " ", &t::attempts_left(language, left)].concat();
        }
        said.to_owned()
    }

    /// The same without its number.
    pub(super) fn constant(self, language: Language) -> &'static str {
        match self {
            Self::NoCurrent => t::current_password_missing(language),
            Self::WrongCurrent(_) => t::current_password_wrong(language),
            Self::Typed(rules::Slip::Missing) => t::password_new_missing(language),
            Self::Typed(rules::Slip::Differs) => t::passwords_differ(language),
            Self::Typed(rules::Slip::Weak(weakness)) => match weakness {
                Weakness::TooShort => t::password_too_short(language),
                Weakness::TooLong => t::password_too_long(language),
                Weakness::Context => t::password_context(language),
                Weakness::Common => t::password_common(language),
                Weakness::Breached => t::password_breached(language),
            },
            Self::NoConsent => t::consent_unticked(language),
            Self::ConsentRenewed => t::consent_renewed(language),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Refusal;

    #[track_caller]
    fn check(refusal: Refusal, expected: Option<(&str, &str)>) {
        let slip = Slip::of(&Problem::Refused(Box::new(refusal)));
        let told = slip.map(|slip| (slip.field(), slip.words(Language::English)));
        assert_eq!(told, expected.map(|(field, words)| (field, words.to_owned())));
    }

    #[test]
    fn a_refusal_is_told_at_the_field_that_it_is_about() {
        let refusal = |code: &str| Refusal { code: code.to_owned(), ..Refusal::default() };
        let common = Refusal { rule: Some("common".to_owned()), ..refusal("weak-password") };
        check(common, Some((NEW, t::password_common(Language::English))));
        let wrong = Refusal { attempts_left: Some(2), ..refusal("invalid-credentials") };
        check(wrong.clone(), Some((CURRENT, "This is not your current password. 2 attempts left.")));
        check(Refusal { attempts_left: Some(0), ..wrong }, None);
        check(refusal("consent-missing"), Some((CONSENT, t::consent_renewed(Language::English))));
        check(refusal("too-many-requests"), None);
        assert_eq!(Slip::of(&Problem::Lost), None);
    }
}
