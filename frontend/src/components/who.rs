//! Whose sign-in it is, with the way back.

use yew::prelude::*;

use crate::i18n::{Language, t};

/// The login; `onleave` is called when it is somebody else's. Without it somebody is signed in already.
pub fn who(who: &str, language: Language, onleave: Option<Callback<MouseEvent>>) -> Html {
    let lead = if onleave.is_some() { t::signing_in_as(language) } else { t::signed_in_as(language) };
    html! {
        <div class="who">
            <span>{ lead }{ " " }<strong>{ who.to_owned() }</strong></span>
            if let Some(onclick) = onleave {
                <button type="button" class="link tall" {onclick}>{ t::not_you(language) }</button>
            }
        </div>
    }
}
