//! A checkbox with its label, what ticking it means, and its own message line.

use yew::prelude::*;

/// What a checkbox shows.
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
    /// What ticking it means, where that needs words.
    pub explanation: Html,
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
            <div id={note_id}>
                <div class="explains">{ explanation }</div>
                <p class="note" aria-live="polite">{ note }</p>
            </div>
        </div>
    }
}
