//! Whose sign-in it is, with the way back.

use yew::prelude::*;

use crate::i18n::{Language, t};

/// What the line needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The login, masked.
    pub who: AttrValue,
    /// The language at hand.
    pub language: Language,
    /// Called when it is somebody else.
    pub onleave: Callback<()>,
}

/// Draws it.
#[component(Who)]
pub fn who(props: &Props) -> Html {
    let Props { who, language, onleave } = props;
    let onclick = onleave.reform(|_: MouseEvent| ());
    html! {
        <div class="who">
            <span>{ t::signing_in_as(*language) }{ " " }<strong>{ who }</strong></span>
            <button type="button" class="link tall" {onclick}>{ t::not_you(*language) }</button>
        </div>
    }
}
