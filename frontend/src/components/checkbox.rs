//! A checkbox with its label and its own message line, or with an explanation in its place.

use yew::prelude::*;

/// What a checkbox shows.
#[derive(Clone, Copy)]
pub struct Checkbox {
    /// Id of the input.
    pub id: &'static str,
    /// What is ticked.
    pub label: &'static str,
    /// Whether it is ticked.
    pub ticked: bool,
    /// Id of the message line.
    pub note_id: &'static str,
    /// What is wrong; empty when nothing is.
    pub note: &'static str,
    /// What ticking it means, where that needs words; nothing can be wrong then.
    pub explanation: &'static str,
}

/// A checkbox; `onflip` is called when it is ticked or unticked.
pub fn checkbox(checkbox: Checkbox, onflip: Callback<Event>) -> Html {
    let Checkbox { id, label, ticked, note_id, note, explanation } = checkbox;
    html! {
        <div>
            <label class="check">
                <input {id} type="checkbox" checked={ticked} onchange={onflip} aria-describedby={note_id}
                    aria-invalid={(!note.is_empty()).then_some("true")} />
                <span>{ label }</span>
            </label>
            if explanation.is_empty() {
                <p class="note" id={note_id} aria-live="polite">{ note }</p>
            } else {
                <p class="explains" id={note_id}>{ explanation }</p>
            }
        </div>
    }
}
