//! The document: its root, title, focus and address.

use gloo::utils::{document, document_element as root, window};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlDocument, HtmlElement, HtmlInputElement, ScrollIntoViewOptions,
    ScrollLogicalPosition, VisibilityState,
};

/// An element by its id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id).map(JsCast::unchecked_into)
}

/// Gives an element the focus.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        let _ = element.focus();
    }
}

/// Scrolls an element into view, as far as it is not in view already.
pub fn reveal(id: &str) {
    if let Some(element) = element(id) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Scrolls a list sideways so that its item of this id is in its middle.
#[cfg(feature = "boss")]
pub fn centre_in_list(id: &str) {
    if let Some(item) = element(id)
        && let Some(list) = item.parent_element()
    {
        list.set_scroll_left(item.offset_left() + (item.offset_width() - list.client_width()) / 2);
    }
}

/// Gives the first of these that is there the focus, when it got lost with what had it. A browser notices only when it
/// draws that what has the focus is hidden by now.
pub fn recover_focus(ids: &[&str]) {
    let is_hidden = |element: &Element| element.closest("[hidden]").is_ok_and(|hidden| hidden.is_some());
    let is_lost = (document().active_element())
        .is_none_or(|element| element.tag_name() == "BODY" || is_hidden(&element));
    if let (true, Some(element)) = (is_lost, ids.iter().find_map(|id| element(id))) {
        let _ = element.focus();
    }
}

/// Closes a dialog that is open: while it is, nothing outside takes the focus.
#[cfg(feature = "steps")]
pub fn close_dialog() {
    if let Ok(Some(dialog)) = document().query_selector("dialog[open]") {
        dialog.unchecked_into::<web_sys::HtmlDialogElement>().close();
    }
}

/// What an input holds.
pub fn value(id: &str) -> String {
    input(id).map(|input| input.value()).unwrap_or_default()
}

/// Of which kind an input is.
pub fn kind(id: &str) -> String {
    input(id).map(|input| input.type_()).unwrap_or_default()
}

/// Puts a text into an input.
pub fn set_value(id: &str, value: &str) {
    if let Some(input) = input(id) {
        input.set_value(value);
    }
}

fn input(id: &str) -> Option<HtmlInputElement> {
    element(id).map(JsCast::unchecked_into)
}

/// Shows or hides an element.
pub fn set_hidden(id: &str, hidden: bool) {
    if let Some(element) = element(id) {
        element.set_hidden(hidden);
    }
}

/// Says in which language the page is, and what it is called.
pub fn describe(language: &str, title: &str) {
    document().set_title(title);
    let _ = root().set_attribute("lang", language);
}

/// An attribute of `<html>`; the build writes the page's product and kind there.
pub fn attribute(name: &str) -> Option<String> {
    root().get_attribute(name)
}

/// Gives `<html>` an attribute that says something by being there.
pub fn set_attribute(name: &str) {
    let _ = root().set_attribute(name, "");
}

/// Takes an attribute of `<html>` away.
pub fn remove_attribute(name: &str) {
    let _ = root().remove_attribute(name);
}

/// Whether the browser keeps cookies of this site: what it says of that is not always so, a cookie that comes back is.
pub fn keeps_cookies() -> bool {
    const NAME: &str = "kept=1";
    let document: HtmlDocument = document().unchecked_into();
    let _ = document.set_cookie(&[NAME, "; path=/; samesite=strict"].concat());
    let kept = document.cookie().is_ok_and(|cookies| cookies.contains(NAME));
    let _ = document.set_cookie(&[NAME, "; path=/; max-age=0"].concat());
    kept
}

/// Whether the page can be seen.
pub fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// The host of the address, with its port if that is not the usual one.
pub fn host() -> String {
    window().location().host().unwrap_or_default()
}

/// Goes to another page of this host, which takes this one's place in the history.
pub fn replace_with(path: &str) {
    let _ = window().location().replace(path);
}

/// Goes to another page of this host.
pub fn go_to(path: &str) {
    let _ = window().location().assign(path);
}

/// Has the page begin anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// Has the page's own small script put every node back to where it was drawn.
pub fn mend() {
    if let Ok(event) = Event::new("mixvel-mend") {
        let _ = window().dispatch_event(&event);
    }
}

/// Takes over from the page's own small script.
pub fn go_live() {
    set_attribute("data-live");
}

/// Presses the window's main button, if that was done before the page's own script could.
pub fn press_held() {
    if attribute("data-held").is_some() {
        remove_attribute("data-held");
        if let Ok(Some(button)) = document().query_selector("button.main") {
            button.unchecked_into::<HtmlElement>().click();
        }
    }
}
