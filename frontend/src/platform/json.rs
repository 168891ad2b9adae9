//! The browser's own JSON: a parser of our own would weigh more than the windows.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::JsValue;

/// Parses a text; `undefined` if it is no JSON.
pub fn parse(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or(JsValue::UNDEFINED)
}

/// A member of an object, `undefined` when there is none.
pub fn member(object: &JsValue, name: &str) -> JsValue {
    if object.is_object() {
        Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

/// A member that is a text.
pub fn text(object: &JsValue, name: &str) -> Option<String> {
    member(object, name).as_string()
}

/// A member that is a number.
pub fn number(object: &JsValue, name: &str) -> Option<f64> {
    member(object, name).as_f64()
}

/// A member that is true.
pub fn flag(object: &JsValue, name: &str) -> bool {
    member(object, name).is_truthy()
}

/// The items of a member that is a list.
pub fn list(object: &JsValue, name: &str) -> impl Iterator<Item = JsValue> {
    let member = member(object, name);
    let items = if Array::is_array(&member) { Array::from(&member) } else { Array::new() };
    (0..items.length()).map(move |index| items.get(index))
}

/// An object of these members.
pub fn object(members: &[(&str, JsValue)]) -> String {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    JSON::stringify(&object).map(String::from).unwrap_or_default()
}
