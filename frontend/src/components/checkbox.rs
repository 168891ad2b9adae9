//! A checkbox with its label and its own message line.

use yew::prelude::*;

/// What a checkbox needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Id of the input.
    pub id: AttrValue,
    /// What is ticked.
    pub label: AttrValue,
    /// Whether it is ticked.
    pub ticked: bool,
    /// What is wrong; empty when nothing is.
    pub note: AttrValue,
    /// Called when it is clicked.
    pub onclick: Callback<()>,
}

/// Draws it.
#[component(Checkbox)]
pub fn checkbox(props: &Props) -> Html {
    let note_id: AttrValue = [&props.id, "-note"].concat().into();
    html! {
        <div>
            <label class="check">
                <input id={props.id.clone()} type="checkbox" checked={props.ticked}
                    onchange={props.onclick.reform(|_: Event| ())} aria-describedby={note_id.clone()}
                    aria-invalid={(!props.note.is_empty()).then_some("true")} />
                <span>{ &props.label }</span>
            </label>
            <p class="note" id={note_id} aria-live="polite">{ &props.note }</p>
        </div>
    }
}
