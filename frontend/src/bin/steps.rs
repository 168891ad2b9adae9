//! The second module: waits for a state.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use frontend::api;
use frontend::pages::credentials;
use frontend::platform::timer::Timeout;
use frontend::platform::{bridge, history, listener, page};
use frontend::steps::{self, Steps};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::{AppHandle, Renderer};

thread_local! {
    static SHOWN: RefCell<Option<AppHandle<Steps>>> = const { RefCell::new(None) };
    /// How often windows were shown.
    static TIMES: Cell<u32> = const { Cell::new(0) };
}

fn main() {
    // The windows of a sign-in that is over are taken away, with all that they hold.
    let handed_back = bridge::on_handed_back(|_| {
        steps::forget();
        let times = TIMES.get();
        let take_away = move || {
            // A sign-in elsewhere may have shown new ones meanwhile.
            if TIMES.get() == times
                && let Some(shown) = SHOWN.take()
            {
                shown.destroy();
                // Not left to the windows: a busy browser takes them away before it gets to their last effects.
                stay_on_the_ground();
                // A dialog that was open has kept the login window from taking it, and may be taken away later.
                page::close_dialog();
                credentials::recover_focus();
            }
        };
        // After what runs now has ended.
        Timeout::new(0, take_away).forget();
    });
    handed_back.forget();
    let moved = listener::on_window("popstate", |_| {
        history::arrived();
        stay_on_the_ground();
    });
    moved.forget();
}

/// Where no window is shown any more, their history entries are left, and going forward leads nowhere.
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
    TIMES.set(TIMES.get().wrapping_add(1));
    page::set_attribute("data-stepped");
    page::set_hidden(bridge::LOGIN_ROOT, true);
    page::set_hidden(bridge::STEPS_ROOT, false);
    let props = steps::Props { state: Rc::new(state) };
    let shown = Renderer::<Steps>::with_root_and_props(root.into(), props).render();
    SHOWN.set(Some(shown));
}
