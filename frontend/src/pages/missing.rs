//! What a browser is shown at an address that nobody has, and of an application that does not answer: static pages.

use yew::prelude::*;

use crate::components::layout::{Frame, Stand, layout};
use crate::i18n::{Language, t};
use crate::product::Product;

/// What a page is written for.
#[derive(Clone, Copy, Properties, PartialEq, Eq)]
pub struct Props {
    /// Whose page it is.
    pub product: Product,
    /// The language at hand.
    pub language: Language,
}

/// Draws the page of an address that nobody has.
#[component(Missing)]
pub fn missing(props: &Props) -> Html {
    let language = props.language;
    let texts = [t::missing(language), t::missing_lead(language), t::to_sign_in(language)];
    draw(*props, texts, "/")
}

/// Draws the page of an application that does not answer; its link leads to the same address once more.
#[component(Unanswered)]
pub fn unanswered(props: &Props) -> Html {
    let language = props.language;
    draw(*props, [t::unanswered(language), t::unanswered_lead(language), t::retry(language)], "")
}

fn draw(
    Props { product, language }: Props,
    [heading, lead, next]: [&'static str; 3],
    to: &'static str,
) -> Html {
    let (stand, onlanguage) = (Stand::default(), Callback::noop());
    let frame = Frame { product, language, stand: &stand, onlanguage: &onlanguage, wide: false, back: false };
    let window = html! {
        <>
            <h1>{ heading }</h1>
            <p class="lead">{ lead }</p>
            <a class="main" href={to}>{ next }</a>
        </>
    };
    layout(&frame, window)
}
