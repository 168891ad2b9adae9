//! A drop-down, the browser's own: it is at home on every device and to every screen reader.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: AttrValue,
    /// What is read.
    pub label: AttrValue,
}

/// What a drop-down needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Id of the element.
    pub id: AttrValue,
    /// What it is called.
    pub label: AttrValue,
    /// All choices.
    pub choices: Vec<Choice>,
    /// Value of the one that is chosen.
    pub chosen: AttrValue,
    /// Called with the value of another.
    pub onchoose: Callback<String>,
}

/// Draws it.
#[component(Select)]
pub fn select(props: &Props) -> Html {
    let onchange = props.onchoose.reform(|event: Event| {
        event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default()
    });
    let option = |choice: &Choice| {
        let selected = choice.value == props.chosen;
        html! { <option value={choice.value.clone()} {selected}>{ &choice.label }</option> }
    };
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ &props.label }</label>
            <div class="choose">
                <select id={props.id.clone()} {onchange}>{ for props.choices.iter().map(option) }</select>
            </div>
        </div>
    }
}
