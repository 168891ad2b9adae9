//! The browser's own JSON, for the first module: a parser of our own would weigh more than the window.

use js_sys::{JSON, Object, Reflect};
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

/// An object of texts.
pub fn object(members: &[(&str, &str)]) -> String {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    JSON::stringify(&object).map(String::from).unwrap_or_default()
}
