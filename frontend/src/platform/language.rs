//! The chosen language: local storage, mirrored in a plain cookie so that the first byte of HTML is right.

use gloo::utils::document;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlDocument;

use super::{page, storage};
use crate::i18n::Language;

const KEY: &str = "language";
/// A year: the longest that browsers keep a cookie is little more.
const COOKIE_TAIL: &str = ";path=/;max-age=31536000;samesite=lax";

/// The choice, else the language of the page as the edge sent it.
pub fn current() -> Language {
    let chosen = storage::read(KEY);
    let tag = chosen.or_else(|| page::attribute("lang")).unwrap_or_default();
    Language::parse(&tag).unwrap_or(Language::English)
}

/// Remembers a choice.
pub fn choose(language: Language) {
    storage::write(KEY, language.tag());
    let cookie = [KEY, "=", language.tag(), COOKIE_TAIL].concat();
    let _ = document().unchecked_into::<HtmlDocument>().set_cookie(&cookie);
}
