//! The frame of every window: mark and product, language toggle, the card, version and support.

use yew::prelude::*;

use super::icon;
use super::toggle::Toggle;
use crate::i18n::{Language, t};
use crate::product::Product;

/// What a stand says about itself once the app has asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    /// Deployed version of the product.
    pub version: AttrValue,
    /// Whether this is the demo stand.
    pub is_demo: bool,
}

/// What the frame needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whose page it is.
    pub product: Product,
    /// The language at hand.
    pub language: Language,
    /// Version and ribbon; empty until they are known.
    #[prop_or_default]
    pub stand: Stand,
    /// Called with the language that was chosen.
    pub onlanguage: Callback<Language>,
    /// Id of the heading that names the card.
    pub heading_id: AttrValue,
    /// Whether the card has much to show.
    #[prop_or_default]
    pub wide: bool,
    /// The window.
    pub children: Html,
}

/// Draws it.
#[component(Layout)]
pub fn layout(props: &Props) -> Html {
    let Props { product, language, stand, onlanguage, heading_id, wide, children } = props;
    let language = *language;
    html! {
        <div class="page">
            <header class="top">
                <span class="brand">
                    { icon::mark() }
                    <span class="name">{ t::brand(language) }</span>
                    <span class="product">{ product.name(language) }</span>
                </span>
                <span class="ribbon">
                    if stand.is_demo { <span>{ t::demo_stand(language) }</span> }
                </span>
                <Toggle {language} onchoose={onlanguage} />
            </header>
            <main class={classes!("card", wide.then_some("wide"))} aria-labelledby={heading_id.clone()}>{ children.clone() }</main>
            <footer class="foot">
                <span class="version">
                    if !stand.version.is_empty() { { t::version(language, &stand.version) } }
                </span>
                <a href="mailto:support@mixvel.com">{ "support@mixvel.com" }</a>
            </footer>
        </div>
    }
}
