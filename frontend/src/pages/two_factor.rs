//! The set-up page: the key of two-factor authentication, shown once and on request.

use shared::api::account::KeyRevealed;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::components::button;
use crate::components::message::message;
use crate::components::qr_code::qr_code;
use crate::i18n::{Language, t};
use crate::platform::clipboard;

/// Id of the page's heading.
pub const HEADING: &str = "two-factor-heading";

/// Id of the link that is the way on from a dead one.
pub const TO_SIGN_IN: &str = "to-sign-in";

/// What the window needs.
#[derive(PartialEq)]
pub struct Props {
    /// The language at hand.
    pub language: Language,
    /// The key, once it was shown.
    pub key_shown: Option<KeyView>,
    /// What went wrong; empty when nothing did.
    pub words: String,
    /// Whether the same may be tried again.
    pub retries: bool,
    /// Whether the link is of no more use.
    pub dead: bool,
    /// Whether a request is under way.
    pub busy: bool,
    /// Called when the key shall be shown.
    pub onshow: Callback<()>,
}

/// A revealed key, comparable.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyView {
    uri: AttrValue,
    key: AttrValue,
    login: AttrValue,
}

impl From<KeyRevealed> for KeyView {
    fn from(key: KeyRevealed) -> Self {
        Self { uri: key.uri.into(), key: key.key.into(), login: key.login.into() }
    }
}

/// Draws it.
pub fn two_factor(props: &Props) -> Html {
    let language = props.language;
    let retry = props.retries.then(|| (t::retry(language), props.onshow.clone()));
    html! {
        <>
            <h1 id={HEADING} tabindex="-1">{ t::two_factor(language) }</h1>
            if let Some(key) = &props.key_shown {
                <Key {language} shown={key.clone()} />
            } else {
                if props.dead {
                    { message("window-problem", &props.words.clone(), None) }
                    <a id={TO_SIGN_IN} class="main" href="/">{ t::to_sign_in(language) }</a>
                } else {
                    <p class="lead">{ t::setup_lead(language) }{ " " }{ t::setup_apps(language) }</p>
                    { button::action(t::show_qr(language), props.busy, &props.onshow) }
                    { message("window-problem", &props.words.clone(), retry) }
                }
            }
        </>
    }
}

/// What the shown key needs.
#[derive(Properties, PartialEq)]
struct KeyProps {
    language: Language,
    shown: KeyView,
}

#[component(Key)]
fn key(props: &KeyProps) -> Html {
    let KeyProps { language, shown } = props;
    let language = *language;
    let copied = use_state(|| false);
    let oncopy = {
        let (key, copied) = (shown.key.clone(), copied.setter());
        move |_: MouseEvent| {
            let (key, copied) = (key.clone(), copied.clone());
            spawn_local(async move { copied.set(clipboard::copy(&key).await) });
        }
    };
    html! {
        <>
            <p class="lead">{ t::qr_for(language, &shown.login) }</p>
            { qr_code(&shown.uri, t::qr_label(language)) }
            <a class="main touch" href={shown.uri.clone()}>{ t::open_app(language) }</a>
            <h2 class="apart">{ t::key(language) }</h2>
            <p class="after tight">{ t::key_hint(language) }</p>
            <p class="secret">{ in_groups(&shown.key) }</p>
            <button type="button" class="second" onclick={oncopy}>{ t::copy(language) }</button>
            <p class="note good" role="status">{ if *copied { t::copied(language) } else { "" } }</p>
            <p class="lead">{ t::setup_next(language) }</p>
            <a class="main" href="/">{ t::to_sign_in(language) }</a>
        </>
    }
}

/// A key in groups of four, as it is typed.
fn in_groups(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_in_groups_of_four() {
        assert_eq!(in_groups("JBSWY3DPEHPK3PXPJ"), "JBSW Y3DP EHPK 3PXP J");
        assert_eq!(in_groups(""), "");
    }
}
