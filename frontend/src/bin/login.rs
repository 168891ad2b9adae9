//! The first module: hydrates the login window that the page was delivered with.

use frontend::app::{App, Props};
use frontend::pages::credentials;
use frontend::platform::{bridge, language, page};
use frontend::product::Product;
use yew::AttrValue;

fn main() {
    // A first answer that came late must not take over a second time.
    if page::attribute("data-live").is_some() {
        return;
    }
    // As the page's own script has left it, so that nothing changes when the app takes over.
    let props = Props {
        product: Product::of(&page::attribute("data-product").unwrap_or_default()),
        language: language::current(),
        shown: page::kind(credentials::PASSWORD) == "text",
        login: AttrValue::default(),
        password: AttrValue::default(),
    };
    let Some(root) = page::element(bridge::LOGIN_ROOT) else { return };
    if page::attribute("data-fresh").is_some() {
        // Hydrating has failed: the window is drawn anew, with what was typed.
        let [login, password] = [credentials::LOGIN, credentials::PASSWORD].map(page::value);
        let props = Props { login: login.into(), password: password.into(), ..props };
        root.set_text_content(None);
        yew::Renderer::<App>::with_root_and_props(root.into(), props).render();
    } else {
        page::mend();
        yew::Renderer::<App>::with_root_and_props(root.into(), props).hydrate();
    }
}
