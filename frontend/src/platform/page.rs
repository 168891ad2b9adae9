//! The document: its root, title, focus and address.

use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, HtmlElement};

/// The document.
pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// `<html>`.
pub fn root() -> Option<Element> {
    document()?.document_element()
}

/// An element by its id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Gives an element the focus.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        let _ = element.focus();
    }
}

/// Shows or hides an element.
pub fn set_hidden(id: &str, hidden: bool) {
    if let Some(element) = element(id) {
        element.set_hidden(hidden);
    }
}

/// Says in which language the page is, and what it is called.
pub fn describe(language: &str, title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
    if let Some(root) = root() {
        let _ = root.set_attribute("lang", language);
    }
}

/// An attribute of `<html>`; the build writes the page's product and kind there.
pub fn attribute(name: &str) -> Option<String> {
    root()?.get_attribute(name)
}

/// Takes an attribute of `<html>` away.
pub fn remove_attribute(name: &str) {
    if let Some(root) = root() {
        let _ = root.remove_attribute(name);
    }
}

/// Whether the page can be seen.
pub fn is_visible() -> bool {
    document().is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// Goes to another page of this host, which takes this one's place in the history.
pub fn replace_with(path: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().replace(path);
    }
}

/// Takes over from the page's own small script.
pub fn go_live() {
    if let Some(root) = root() {
        let _ = root.set_attribute("data-live", "");
    }
}
