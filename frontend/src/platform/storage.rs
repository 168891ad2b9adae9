//! Local storage, shared by all tabs, and what one page of a tab leaves for the next.

use web_sys::Storage;

/// Key of the login that the page's own script puts into the field of the next page.
pub const LOGIN: &str = "login";

/// Reads a value.
pub fn read(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

/// Writes a value; a storage that is full or off loses it.
pub fn write(key: &str, value: &str) {
    if let Some(storage) = local() {
        let _ = storage.set_item(key, value);
    }
}

/// Takes a value away.
pub fn remove(key: &str) {
    if let Some(storage) = local() {
        let _ = storage.remove_item(key);
    }
}

/// Leaves a value for the next page of this tab.
pub fn hand_on(key: &str, value: &str) {
    if let Some(storage) = web_sys::window().and_then(|window| window.session_storage().ok().flatten()) {
        let _ = storage.set_item(key, value);
    }
}

fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
