//! The frame of every window: mark and product, language toggle, the card, version and support.

use yew::prelude::*;

use super::icon;
use super::toggle::toggle;
use crate::i18n::{Language, t};
use crate::product::Product;

/// What a stand says about itself once the app has asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    /// Deployed version of the product.
    pub version: String,
    /// Whether this is the demo stand.
    pub is_demo: bool,
}

/// What the frame shows.
pub struct Frame<'a> {
    /// Whose page it is.
    pub product: Product,
    /// The language at hand.
    pub language: Language,
    /// Version and ribbon; empty until they are known.
    pub stand: &'a Stand,
    /// Called with the language that was chosen.
    pub onlanguage: &'a Callback<Language>,
    /// Whether the card has much to show.
    pub wide: bool,
    /// Whether the person went back to this window.
    pub back: bool,
}

/// The frame around a window.
pub fn layout(frame: &Frame<'_>, window: Html) -> Html {
    let Frame { product, language, stand, onlanguage, wide, back } = *frame;
    html! {
        <div class="page">
            <header class="top">
                <span class="brand">
                    { icon::mark(product) }
                    <span class="name">{ t::brand(language) }</span>
                    <span class="product">{ product.name(language) }</span>
                </span>
                <span class="ribbon">
                    if stand.is_demo { <span>{ t::demo_stand(language) }</span> }
                </span>
                { toggle(language, onlanguage) }
            </header>
            <main class="card" data-wide={wide.then_some("")} data-back={back.then_some("")}>{ window }</main>
            <footer class="foot">
                <span class="version">
                    if !stand.version.is_empty() { { t::version(language, &stand.version) } }
                </span>
                <a href="mailto:support@mixvel.com">{ "support@mixvel.com" }</a>
            </footer>
        </div>
    }
}
