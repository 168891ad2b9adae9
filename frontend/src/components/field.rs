//! A text field with its label and its own message line. The browser keeps the value: what is typed before the app
//! is live stays.

use yew::prelude::*;

/// What a field needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Id of the input.
    pub id: AttrValue,
    /// What it is called.
    pub label: AttrValue,
    /// The input itself, drawn by the window.
    pub children: Html,
    /// Id of the message line.
    pub note_id: AttrValue,
    /// What is wrong with the value, or a hint.
    #[prop_or_default]
    pub note: AttrValue,
    /// Whether the note is a mere hint.
    #[prop_or_default]
    pub hint: bool,
}

/// Draws it.
#[component(Field)]
pub fn field(props: &Props) -> Html {
    let class = classes!("note", props.hint.then_some("hint"));
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ &props.label }</label>
            { props.children.clone() }
            <p {class} id={props.note_id.clone()} aria-live="polite">{ &props.note }</p>
        </div>
    }
}
