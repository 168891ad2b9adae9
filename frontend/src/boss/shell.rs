//! The frame around every page of administration, and the page before anything is known.

use yew::prelude::*;

use crate::components::icon;
use crate::components::toggle::toggle;
use crate::i18n::{Language, t};
use crate::product::Product;

/// What the page is written for.
#[derive(Clone, Copy, Properties, PartialEq, Eq)]
pub struct Props {
    /// The language at hand.
    pub language: Language,
}

/// The page as the build writes it: all that comes later has its place already.
#[component(Shell)]
pub fn shell(props: &Props) -> Html {
    let language = props.language;
    let main = html! { <><h1>{ t::administration(language) }</h1>{ waiting() }</> };
    frame(language, &Callback::noop(), Html::default(), main)
}

/// Rows that are still to come.
pub fn waiting() -> Html {
    html! { <div class="waiting rows" aria-hidden="true">{ for (0..8).map(|_| html! { <i></i> }) }</div> }
}

/// The frame; `nav` stands below the band's first line.
pub fn frame(language: Language, onlanguage: &Callback<Language>, nav: Html, main: Html) -> Html {
    html! {
        <div class="page">
            <header class="band">
                <div class="top">
                    <span class="brand">
                        { icon::mark(Product::Boss) }
                        <span class="name">{ t::brand(language) }</span>
                        <span class="product">{ Product::Boss.name(language) }</span>
                    </span>
                    <span class="ribbon"></span>
                    { toggle(language, onlanguage) }
                </div>
                <div class="nav">{ nav }</div>
            </header>
            <main class="card desk">{ main }</main>
            <footer class="foot">
                <a href="mailto:support@mixvel.com">{ "support@mixvel.com" }</a>
            </footer>
        </div>
    }
}
