//! The third module: the pages that links of mails lead to, each by itself.

use frontend::i18n::Language;
use frontend::links::{recovery, two_factor};
use frontend::pages::recovery::request::EMAIL;
use frontend::platform::{bridge, history, language, page};
use frontend::product::Product;
use shared::api::recovery::Purpose;
use yew::{BaseComponent, Renderer};

fn main() {
    let attribute = |name| page::attribute(name).unwrap_or_default();
    let language = language::current();
    let product = Product::of(&attribute("data-product"));
    match attribute("data-page").as_str() {
        "reset" => take_over::<recovery::Recovery>(recovery_of(product, language, Purpose::Reset)),
        "invitation" => take_over::<recovery::Recovery>(recovery_of(product, language, Purpose::Invitation)),
        _ => take_over::<two_factor::TwoFactor>(two_factor::Props { product, language }),
    }
}

/// Puts a page's app into the place of what the build has drawn.
fn take_over<C: BaseComponent>(props: C::Properties) {
    if let Some(root) = page::element(bridge::LINKS_ROOT) {
        root.set_text_content(None);
        Renderer::<C>::with_root_and_props(root.into(), props).render();
    }
}

/// What the page was opened with, and what was typed into it already.
fn recovery_of(product: Product, language: Language, purpose: Purpose) -> recovery::Props {
    let token = history::held_text().map(Into::into);
    recovery::Props { product, language, purpose, token, address: page::value(EMAIL).into() }
}
