//! A button that copies a text and says so.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::piece;

use crate::i18n::{Language, t};
use crate::platform::clipboard;

/// The button of a text, with what it says.
pub fn button(language: Language, text: &str, label: &'static str) -> Html {
    piece!(label, use_copy, Props { language, text: text.to_owned(), label })
}

struct Props {
    language: Language,
    text: String,
    label: &'static str,
}

#[hook]
fn use_copy(props: &Props) -> Html {
    let Props { language, text, label } = props;
    let done = use_state(|| None::<bool>);
    let onclick = {
        let (text, done) = (text.clone(), done.setter());
        Callback::from(move |_: MouseEvent| {
            let (text, done) = (text.clone(), done.clone());
            spawn_local(async move { done.set(Some(clipboard::copy(&text).await)) });
        })
    };
    let said = match *done {
        None => "",
        Some(true) => t::copied(*language),
        Some(false) => t::copy_failed(*language),
    };
    html! {
        <>
            <button type="button" class="link tall" {onclick}>{ *label }</button>
            <span class="good" role="status">{ said }</span>
        </>
    }
}
