//! The language toggle of every window.

use yew::prelude::*;

use crate::i18n::{Language, t};

/// What the toggle needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The language at hand.
    pub language: Language,
    /// Called with the language that was chosen.
    pub onchoose: Callback<Language>,
}

/// Draws it. The page's own small script serves it until the app is live, by `data-language`.
#[component(Toggle)]
pub fn toggle(props: &Props) -> Html {
    let button = |language: Language| {
        let chosen = language == props.language;
        let onclick = props.onchoose.reform(move |_: MouseEvent| language);
        html! {
            <button type="button" data-language={language.tag()} aria-pressed={chosen.to_string()} {onclick}>
                { language.label() }
            </button>
        }
    };
    html! {
        <div class="toggle" role="group" aria-label={t::language_group(props.language)}>
            { for Language::ALL.map(button) }
        </div>
    }
}
