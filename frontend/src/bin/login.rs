//! The first module: hydrates the login window that the page was delivered with.

use frontend::app::{App, Props};
use frontend::i18n::Language;
use frontend::platform::{bridge, page};
use frontend::product::Product;

fn main() {
    let attribute = |name| page::attribute(name).unwrap_or_default();
    let language = Language::parse(&attribute("data-language")).unwrap_or(Language::English);
    let props = Props { product: Product::of(&attribute("data-product")), language };
    if let Some(root) = page::element(bridge::LOGIN_ROOT) {
        yew::Renderer::<App>::with_root_and_props(root.into(), props).hydrate();
    }
}
