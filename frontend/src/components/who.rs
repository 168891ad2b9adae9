//! Whose sign-in it is, with the way back.

use yew::prelude::*;

use crate::i18n::{Language, t};

/// The masked login; `onleave` is called when it is somebody else's.
pub fn who(who: &str, language: Language, onleave: Callback<MouseEvent>) -> Html {
    html! {
        <div class="who">
            <span>{ t::signing_in_as(language) }{ " " }<strong>{ who.to_owned() }</strong></span>
            <button type="button" class="link tall" onclick={onleave}>{ t::not_you(language) }</button>
        </div>
    }
}
