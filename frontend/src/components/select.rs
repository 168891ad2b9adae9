//! A drop-down, the browser's own: it is at home on every device and to every screen reader.

use yew::prelude::*;

use crate::platform::HtmlSelectElement;

/// A drop-down of values and what is read for each; the one of value `chosen` is selected.
pub fn select(
    id: &'static str,
    label: &'static str,
    choices: impl Iterator<Item = (String, String)>,
    chosen: &str,
    onchoose: &Callback<String>,
) -> Html {
    let onchange = onchoose.reform(|event: Event| {
        event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default()
    });
    let option = |(value, label): (String, String)| {
        let selected = value == chosen;
        html! { <option {value} {selected}>{ label }</option> }
    };
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <div class="choose"><select {id} {onchange}>{ for choices.map(option) }</select></div>
        </div>
    }
}
