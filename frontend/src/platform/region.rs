//! The names of countries, which the browser knows in every language.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::i18n::Language;

/// The name of a country, from its two letters; the letters where the browser knows none.
pub fn name(country: &str, language: Language) -> String {
    known(country, language).unwrap_or_else(|| country.to_owned())
}

/// `new Intl.DisplayNames(language, { type: "region" }).of(country)`.
fn known(country: &str, language: Language) -> Option<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
    let names = Reflect::construct(&constructor, &Array::of2(&language.tag().into(), &options)).ok()?;
    let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    of.call1(&names, &JsValue::from_str(country)).ok()?.as_string()
}
