//! The second module: waits for a state, or runs a page that the link of a mail leads to.

use std::cell::RefCell;
use std::rc::Rc;

use frontend::api;
use frontend::i18n::Language;
use frontend::pages::recovery::request::EMAIL;
use frontend::platform::listener::Listener;
use frontend::platform::{bridge, history, page, timer};
use frontend::product::Product;
use frontend::steps::{self, Steps, recovery, two_factor};
use shared::api::recovery::Purpose;
use wasm_bindgen::prelude::wasm_bindgen;
use yew::{AppHandle, BaseComponent, Renderer};

thread_local! {
    static SHOWN: RefCell<Option<AppHandle<Steps>>> = const { RefCell::new(None) };
}

fn main() {
    let attribute = |name| page::attribute(name).unwrap_or_default();
    let language = Language::parse(&attribute("data-language")).unwrap_or(Language::English);
    let product = Product::of(&attribute("data-product"));
    match attribute("data-page").as_str() {
        "two-factor" => {
            take_over::<two_factor::TwoFactor>(two_factor::Props { product, language });
            page::go_live();
        }
        // The app takes out of the page what was typed into it; it says itself when it is live.
        "reset" => take_over::<recovery::Recovery>(recovery_of(product, language, Purpose::Reset)),
        "invitation" => take_over::<recovery::Recovery>(recovery_of(product, language, Purpose::Invitation)),
        _ => await_states(),
    }
}

/// Puts a page's app into the place of what the build has drawn.
fn take_over<C: BaseComponent>(props: C::Properties) {
    if let Some(root) = page::element(bridge::STEPS_ROOT) {
        root.set_text_content(None);
        Renderer::<C>::with_root_and_props(root.into(), props).render();
    }
}

fn recovery_of(product: Product, language: Language, purpose: Purpose) -> recovery::Props {
    let token = history::held_text().map(Into::into);
    recovery::Props { product, language, purpose, token, address: page::value(EMAIL).into() }
}

fn await_states() {
    // The windows of a sign-in that is over are taken away, with all that they hold.
    if let Some(listener) = bridge::on_handed_back(|_| {
        steps::forget();
        timer::soon(|| {
            if let Some(shown) = SHOWN.take() {
                shown.destroy();
            }
        });
    }) {
        std::mem::forget(listener);
    }
    if let Some(listener) = Listener::on_window("popstate", |_| stay_on_the_ground()) {
        std::mem::forget(listener);
    }
}

/// Where no window is shown any more, going forward leads nowhere.
fn stay_on_the_ground() {
    let depth = i32::try_from(history::depth()).unwrap_or_default();
    if depth > 0 && SHOWN.with_borrow(Option::is_none) {
        history::go(-depth);
    }
}

/// Shows the window of a state, given as the JSON that the edge sent. It has the page before it is drawn: what is
/// hidden takes no focus.
#[wasm_bindgen]
pub fn show(state: &str) {
    let (Some(state), Some(root)) = (api::state::read(state), page::element(bridge::STEPS_ROOT)) else {
        return;
    };
    if let Some(shown) = SHOWN.take() {
        shown.destroy();
    }
    page::set_hidden(bridge::LOGIN_ROOT, true);
    page::set_hidden(bridge::STEPS_ROOT, false);
    let props = steps::Props { state: Rc::new(state) };
    let shown = Renderer::<Steps>::with_root_and_props(root.into(), props).render();
    SHOWN.set(Some(shown));
}
