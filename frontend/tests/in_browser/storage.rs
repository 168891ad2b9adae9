//! What is stored.

use frontend::platform::{deployment, page, storage};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Switches both storages off, as a browser does that keeps nothing of this host, and returns what switches them on.
const SWITCH_OFF: &str = "
const names = ['localStorage', 'sessionStorage'];
const own = names.map(name => Object.getOwnPropertyDescriptor(window, name));
const get = () => { throw new DOMException('switched off', 'SecurityError'); };
for (const name of names) Object.defineProperty(window, name, { configurable: true, get });
return () => names.forEach((name, i) => Object.defineProperty(window, name, own[i]));";

#[wasm_bindgen_test]
fn a_storage_that_is_switched_off_keeps_nothing_and_stops_nothing() {
    storage::write("kept", "value");
    let root = web_sys::window().unwrap().document().unwrap().document_element().unwrap();
    root.set_attribute("data-app", "old").unwrap();
    let switch_on: Function = Function::new_no_args(SWITCH_OFF).call0(&JsValue::NULL).unwrap().into();
    storage::write("kept", "other");
    storage::hand_on(storage::LOGIN, "demo");
    let kept = storage::read("kept");
    storage::remove("kept");
    let reloads = deployment::reload_for("new");
    switch_on.call0(&JsValue::NULL).unwrap();
    page::remove_attribute("data-app");
    assert_eq!((kept, reloads), (None, false));
    assert_eq!(storage::read("kept").as_deref(), Some("value"));
    storage::remove("kept");
}
