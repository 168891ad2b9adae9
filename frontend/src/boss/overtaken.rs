//! What is said when somebody else has changed the same meanwhile: what it was, what it is, and the way on.

use yew::prelude::*;

use crate::i18n::{Language, t};

/// A member's name, as it was read and as it is.
pub type Difference = (&'static str, String, String);

/// The message; `onload` takes what is there now into the form.
pub fn overtaken(language: Language, members: &[Difference], onload: &Callback<()>) -> Html {
    let onclick = onload.reform(|_: MouseEvent| ());
    let item = |(name, was, is): &Difference| {
        html! { <li>{ t::was_and_is(language, is, name, was) }</li> }
    };
    html! {
        <div class="banner" role="alert">
            <div>
                <p>{ t::refused_overtaken(language) }</p>
                <ul>{ for members.iter().filter(|(_, was, is)| was != is).map(item) }</ul>
                <button type="button" class="link tall" {onclick}>{ t::load_current(language) }</button>
            </div>
        </div>
    }
}
