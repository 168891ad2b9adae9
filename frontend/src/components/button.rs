//! The one main button of a window.

use yew::prelude::*;

/// What the button needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it says.
    pub label: AttrValue,
    /// Whether its request is under way: it keeps its place and takes no second click.
    #[prop_or_default]
    pub busy: bool,
    /// Whether it cannot be used yet.
    #[prop_or_default]
    pub disabled: bool,
    /// Its id.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// Called when it is clicked; without it, the button submits its form.
    #[prop_or_default]
    pub onclick: Option<Callback<()>>,
}

/// Draws it.
#[component(Button)]
pub fn button(props: &Props) -> Html {
    let kind = if props.onclick.is_some() { "button" } else { "submit" };
    let clicked = props.onclick.clone();
    let busy = props.busy;
    let onclick = move |event: MouseEvent| {
        if busy {
            event.prevent_default();
        } else if let Some(clicked) = &clicked {
            clicked.emit(());
        }
    };
    html! {
        <button class="main" id={props.id.clone()} type={kind} disabled={props.disabled} {onclick}
            aria-busy={busy.then_some("true")}>
            <span class="label">{ &props.label }</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}
