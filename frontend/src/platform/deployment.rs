//! Which deployment a page belongs to. An old page reloads itself when the edge names another application.

use gloo::utils::window;

use super::{page, storage};

/// Key in the storage of the tab: the application that this tab has reloaded itself for.
const KEY: &str = "reloaded-for";

/// Reloads the page if it is of another application than `app`, and says whether it does: once for each application,
/// so that a cache that brings the old page again makes no loop.
pub fn reload_for(app: &str) -> bool {
    let is_old = !app.is_empty() && page::attribute("data-app").is_some_and(|own| own != app);
    is_old && reload_once(app).is_some()
}

fn reload_once(app: &str) -> Option<()> {
    let tab = storage::tab()?;
    if tab.get_item(KEY).ok()?.as_deref() == Some(app) {
        return None;
    }
    tab.set_item(KEY, app).ok()?;
    window().location().reload().ok()
}
