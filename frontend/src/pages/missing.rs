//! What a browser is shown at an address that nobody has: a static page.

use yew::prelude::*;

use crate::components::layout::{Frame, Stand, layout};
use crate::i18n::{Language, t};
use crate::product::Product;

/// What the page is written for.
#[derive(Clone, Copy, Properties, PartialEq, Eq)]
pub struct Props {
    /// Whose page it is.
    pub product: Product,
    /// The language at hand.
    pub language: Language,
}

/// Draws it.
#[component(Missing)]
pub fn missing(props: &Props) -> Html {
    let Props { product, language } = *props;
    let (stand, onlanguage) = (Stand::default(), Callback::noop());
    let frame = Frame { product, language, stand: &stand, onlanguage: &onlanguage, wide: false, back: false };
    let window = html! {
        <>
            <h1>{ t::missing(language) }</h1>
            <p class="lead">{ t::missing_lead(language) }</p>
            <a class="main" href="/">{ t::to_sign_in(language) }</a>
        </>
    };
    layout(&frame, window)
}
