//! How the two modules of the sign-in's page hand a sign-in to each other, each with a root element of its own.

use gloo::utils::window;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CustomEvent, CustomEventInit};

use super::listener::{self, Listener};
use super::page;

/// Root element of the first module.
pub const LOGIN_ROOT: &str = "login-root";
/// Root element of the second module; `data-module` is its address.
pub const STEPS_ROOT: &str = "steps-root";
/// Root element of the third module.
pub const LINKS_ROOT: &str = "links-root";
/// Root element of the fourth module, and of the fifth.
pub const BOSS_ROOT: &str = "boss-root";
/// Event by which the second module hands back; its detail is the JSON of a state.
const HANDED_BACK: &str = "mixvel-credentials";

// A browser may remember that a module was lost (HTML, module map), so the next try asks by another address.
#[wasm_bindgen(inline_js = "
let steps, again = \"\";
export function load(url) { return steps ??= import(url + again).then(m => m.ready().then(() => m)).catch(e => { steps = null; again = \"?\" + Date.now(); throw e; }); }
export async function show(url, state) { (await load(url)).show(state); }")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn load(url: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn show(url: &str, state: &str) -> Result<JsValue, JsValue>;
}

/// Loads the second module ahead of its use.
pub async fn preload_steps() {
    if let Some(url) = steps_url() {
        let _ = load(&url).await;
    }
}

/// Hands a state to the second module; false when the module cannot be had.
pub async fn show_steps(state: &str) -> bool {
    match steps_url() {
        Some(url) => show(&url, state).await.is_ok(),
        None => false,
    }
}

/// Hands a state back to the first module.
pub fn hand_back(state: &str) {
    let init = CustomEventInit::new();
    init.set_detail(&state.into());
    if let Ok(event) = CustomEvent::new_with_event_init_dict(HANDED_BACK, &init) {
        let _ = window().dispatch_event(&event);
    }
}

/// Hears the second module hand back.
pub fn on_handed_back(mut heard: impl FnMut(String) + 'static) -> Listener {
    listener::on_window(HANDED_BACK, move |event| {
        let detail = event.dyn_ref::<CustomEvent>().and_then(|event| event.detail().as_string());
        heard(detail.unwrap_or_default());
    })
}

fn steps_url() -> Option<String> {
    page::element(STEPS_ROOT)?.get_attribute("data-module")
}
