//! The language toggle of every window.

use yew::prelude::*;

use crate::i18n::{Language, t};

/// The toggle. The page's own small script serves it until the app is live, by `data-language`.
pub fn toggle(language: Language, onchoose: &Callback<Language>) -> Html {
    let button = |choice: Language| {
        let onclick = onchoose.reform(move |_: MouseEvent| choice);
        let pressed = if choice == language { "true" } else { "false" };
        html! {
            <button type="button" data-language={choice.tag()} aria-pressed={pressed} {onclick}>
                { choice.label() }
            </button>
        }
    };
    html! {
        <div class="toggle" role="group" aria-label={t::language_group(language)}>
            { for Language::ALL.map(button) }
        </div>
    }
}
