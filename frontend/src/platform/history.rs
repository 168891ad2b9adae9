//! The browser's history: each entry of this page carries its depth.

use std::cell::Cell;

use gloo::utils::{history, window};
use wasm_bindgen::JsValue;

thread_local! {
    static UNDER_WAY: Cell<bool> = const { Cell::new(false) };
}

/// Depth of the entry at hand; an entry that is not ours is the ground.
pub fn depth() -> u32 {
    let depth = history().state().ok().and_then(|state| state.as_f64());
    // Only `push` writes these numbers, and it writes small ones.
    depth.map_or(0, |depth| if depth >= 2.0 { 2 } else { u32::from(depth >= 1.0) })
}

/// Adds an entry, of the same address if no path is given.
pub fn push(depth: u32, path: Option<&str>) {
    let _ = history().push_state_with_url(&JsValue::from_f64(depth.into()), "", path);
}

/// Path of the address at hand.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Query of the address at hand, with its question mark; empty if there is none.
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// Path and query of the address at hand.
pub fn address() -> (String, String) {
    let location = window().location();
    (location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}

/// Goes to another address of this page, by an entry of its own or in the place of the one at hand.
pub fn visit(address: &str, is_new: bool) {
    let _ = if is_new {
        history().push_state_with_url(&JsValue::NULL, "", Some(address))
    } else {
        history().replace_state_with_url(&JsValue::NULL, "", Some(address))
    };
}

/// Goes back to the entry before.
pub fn back() {
    let _ = history().back();
}

/// Gives the entry at hand, which is the ground, another path.
pub fn rename(path: &str) {
    let _ = history().replace_state_with_url(&JsValue::NULL, "", Some(path));
}

/// Goes back or forward; a `popstate` follows. Whoever wants to go while that is still to come is heard then: two ways
/// back add up, and lead out of the page.
pub fn go(by: i32) {
    if !UNDER_WAY.replace(true) {
        let _ = history().go_with_delta(by);
    }
}

/// Says that a `popstate` has come; told before anybody decides by it where to go.
pub fn arrived() {
    UNDER_WAY.set(false);
}

/// The text that the page's own script has put into the entry at hand, out of sight of the address bar.
pub fn held_text() -> Option<String> {
    history().state().ok()?.as_string()
}

/// Puts a text there, which a reload finds.
pub fn hold(text: &str) {
    let _ = history().replace_state_with_url(&JsValue::from_str(text), "", None);
}

/// Takes that text away.
pub fn let_go() {
    let _ = history().replace_state_with_url(&JsValue::NULL, "", None);
}
