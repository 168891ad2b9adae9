//! Local storage, shared by all tabs, and what one page of a tab leaves for the next.

use gloo::utils::window;
use web_sys::Storage;

/// Key that tells the page's own script not to flash the login window, since a later one is open.
pub const RESUME: &str = "step";
/// Key of the login that the page's own script puts into the field of the next page.
pub const LOGIN: &str = "login";

/// Key of the page of this host that a sign-in goes on to.
pub const RETURN: &str = "return";

/// Key of why the sign-in is at its beginning again, for its window to say.
pub const NOTICE: &str = "mixvel-notice";
/// Its value after a sign-out of one's own; the reasons that the edge knows come with its answers.
pub const SIGNED_OUT: &str = "signed-out";
/// Its value after an hour without input, where the edge has told it to another tab, or cannot be reached.
pub const IDLE: &str = "idle";

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
    if let Some(storage) = tab() {
        let _ = storage.set_item(key, value);
    }
}

/// Takes what another page of this tab has left.
pub fn take(key: &str) -> Option<String> {
    let storage = tab()?;
    let left = storage.get_item(key).ok().flatten()?;
    let _ = storage.remove_item(key);
    Some(left)
}

// Not gloo's storage: it writes JSON, which the page's own script does not read, and stops the app where storage is
// switched off.
fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The storage of this tab.
pub(super) fn tab() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
