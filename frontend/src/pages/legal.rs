//! The two texts of the law, as static pages: no app runs there, only the language toggle. Each is drawn with the text
//! that is built in, and as a shell that the worker puts a published text into.

use shared::consent;
use shared::texts::{TEXT_PLACE, VERSION_PLACE};
use shared::value::language::Language as SharedLanguage;
use yew::prelude::*;

use crate::components::icon;
use crate::components::toggle::toggle;
use crate::i18n::{Language, t};
use crate::product::Product;

const POLICY: [&str; 2] =
    [include_str!("../../../locales/policy.en.txt"), include_str!("../../../locales/policy.ru.txt")];

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// The one that employees consent to.
    Consent,
    /// The policy of personal data.
    Policy,
}

impl Text {
    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Policy => "policy",
        }
    }

    /// What it is called.
    pub fn title(self, language: Language) -> &'static str {
        match self {
            Self::Consent => t::legal_consent(language),
            Self::Policy => t::legal_policy(language),
        }
    }

    fn body(self, language: Language) -> &'static str {
        let [policy_en, policy_ru] = POLICY;
        match (self, language) {
            (Self::Consent, Language::English) => consent::text(SharedLanguage::En),
            (Self::Consent, Language::Russian) => consent::text(SharedLanguage::Ru),
            (Self::Policy, Language::English) => policy_en,
            (Self::Policy, Language::Russian) => policy_ru,
        }
    }
}

/// Which version of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The one that is built in.
    BuiltIn,
    /// Whichever the worker puts in.
    Published,
}

/// What the page needs.
#[derive(Clone, Copy, Properties, PartialEq, Eq)]
pub struct Props {
    /// Which text.
    pub text: Text,
    /// In which version.
    pub version: Version,
    /// The language at hand.
    pub language: Language,
}

/// Draws it: paragraphs apart by an empty line, headings behind a `#`.
#[component(Legal)]
pub fn legal(props: &Props) -> Html {
    let Props { text, version, language } = *props;
    let part = |part: &str| match part.strip_prefix("# ") {
        Some(heading) => html! { <h2>{ heading.to_owned() }</h2> },
        None => html! { <p>{ part.replace('\n', " ") }</p> },
    };
    html! {
        <div class="page">
            <header class="top">
                <span class="brand">{ icon::mark(Product::Cashier) }<span class="name">{ t::brand(language) }</span></span>
                <span class="ribbon"></span>
                { toggle(language, &Callback::noop()) }
            </header>
            <main class="card legal" data-wide="">
                <h1>{ text.title(language) }</h1>
                if version == Version::Published {
                    <p class="lead">{ t::consent_version(language, VERSION_PLACE) }</p>
                    <p class="typed">{ TEXT_PLACE }</p>
                } else {
                    { for text.body(language).trim().split("\n\n").map(part) }
                }
                <a class="back" href="/">{ t::back_to_sign_in(language) }</a>
            </main>
            <footer class="foot"><a href="mailto:support@mixvel.com">{ "support@mixvel.com" }</a></footer>
        </div>
    }
}
