//! A text field with its label and its own message line. The browser keeps the value: what is typed before the app
//! is live stays.

use yew::prelude::*;

/// What stands around an input.
pub struct Field {
    /// Id of the input.
    pub id: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Id of the message line.
    pub note_id: &'static str,
    /// What is wrong with the value, or a hint.
    pub note: AttrValue,
    /// Whether the note is a mere hint.
    pub hint: bool,
}

/// A field around its input.
pub fn field(field: Field, input: Html) -> Html {
    let Field { id, label, note_id, note, hint } = field;
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            { input }
            <p class="note" data-hint={hint.then_some("")} id={note_id} aria-live="polite">{ note }</p>
        </div>
    }
}
