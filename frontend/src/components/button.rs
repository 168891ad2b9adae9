//! The one main button of a window.
//!
//! Parts without a memory of their own are functions here, not components: a component costs two kilobytes.

use yew::prelude::*;

/// A button that submits its form. While its request is under way it keeps its place and takes no second click.
pub fn submit(label: &'static str, busy: bool, disabled: bool) -> Html {
    let onclick = move |event: MouseEvent| {
        if busy {
            event.prevent_default();
        }
    };
    html! {
        <button class="main" type="submit" {disabled} {onclick} aria-busy={busy.then_some("true")}>
            <span>{ label }</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}

/// A button that does something by itself.
#[cfg(feature = "steps")]
pub fn action(label: &'static str, busy: bool, onclick: &Callback<()>) -> Html {
    let clicked = onclick.clone();
    let onclick = move |_: MouseEvent| {
        if !busy {
            clicked.emit(());
        }
    };
    html! {
        <button class="main" type="button" {onclick} aria-busy={busy.then_some("true")}>
            <span>{ label }</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}
