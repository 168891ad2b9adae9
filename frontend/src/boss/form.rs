//! Parts of forms: fields with their own message lines, whose values the form keeps.

#![expect(clippy::needless_pass_by_value, reason = "callers make these values for the call")]

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use yew::prelude::*;

use crate::components::field::{Field, field};
use crate::platform::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, page};

/// A text field.
pub struct Text<'a> {
    /// Id of the input.
    pub id: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Id of the message line.
    pub note_id: &'static str,
    /// What is wrong; empty when nothing is.
    pub note: &'static str,
    /// What it holds.
    pub value: &'a str,
    /// Most characters.
    pub most: &'static str,
}

/// A text field; called with every new value.
pub fn text(text: Text<'_>, onchange: Callback<String>) -> Html {
    let Text { id, label, note_id, note, value, most } = text;
    let oninput = onchange.reform(input_value);
    let is_wrong = !note.is_empty();
    let input = html! {
        <input {id} type="text" value={value.to_owned()} autocomplete="off" autocapitalize="none" spellcheck="false"
            maxlength={most} {oninput} aria-describedby={note_id} aria-invalid={is_wrong.then_some("true")} />
    };
    field(Field { id, label, note_id, note: note.into(), hint: false }, input)
}

/// A text of several lines.
pub fn lines(text: Text<'_>, onchange: Callback<String>) -> Html {
    let Text { id, label, note_id, note, value, most } = text;
    let oninput = onchange.reform(|event: InputEvent| {
        event.target_dyn_into::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default()
    });
    let is_wrong = !note.is_empty();
    let input = html! {
        <textarea {id} rows="4" value={value.to_owned()} maxlength={most} {oninput}
            aria-describedby={note_id} aria-invalid={is_wrong.then_some("true")} />
    };
    field(Field { id, label, note_id, note: note.into(), hint: false }, input)
}

/// What an input holds.
pub fn input_value(event: InputEvent) -> String {
    event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

/// What was chosen in a drop-down.
pub fn chosen(event: Event) -> String {
    event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default()
}

/// A drop-down and the button that takes what is chosen in it: a key that moves the choice takes nothing yet.
pub fn taker(
    id: &'static str,
    label: &'static str,
    take: &'static str,
    choices: Html,
    ontake: Callback<String>,
) -> Html {
    let onclick = move |_: MouseEvent| {
        let chosen = page::element(id).and_then(|element| element.dyn_into::<HtmlSelectElement>().ok());
        match chosen.map(|select| select.value()).filter(|value| !value.is_empty()) {
            Some(value) => ontake.emit(value),
            None => page::focus(id),
        }
    };
    html! {
        <>
            <label class="unseen" for={id}>{ label }</label>
            <div class="taker">
                <div class="choose">
                    <select {id}><option value="">{ label }</option>{ choices }</select>
                </div>
                <button type="button" class="second" {onclick}>{ take }</button>
            </div>
        </>
    }
}

/// A checkbox.
pub fn tick(label: &str, ticked: bool, onflip: Callback<()>) -> Html {
    let onchange = onflip.reform(|_: Event| ());
    html! {
        <label class="check">
            <input type="checkbox" checked={ticked} {onchange} />
            <span>{ label.to_owned() }</span>
        </label>
    }
}

/// What a form holds: drawn and sent as it is. What was drawn last may be older, since a busy browser draws later than
/// it tells of input.
pub struct Held<D: 'static> {
    now: Rc<RefCell<D>>,
    redraw: UseForceUpdateHandle,
}

impl<D> Clone for Held<D> {
    fn clone(&self) -> Self {
        Self { now: self.now.clone(), redraw: self.redraw.clone() }
    }
}

impl<D> Held<D> {
    /// What it is now.
    pub fn now(&self) -> Ref<'_, D> {
        self.now.borrow()
    }

    /// Changes it, and has it drawn.
    pub fn change(&self, change: impl FnOnce(&mut D)) {
        change(&mut self.now.borrow_mut());
        self.redraw.force_update();
    }

    /// Puts something else in its place, and has it drawn.
    pub fn set(&self, value: D) {
        self.change(|now| *now = value);
    }
}

/// Holds what a form begins with.
#[hook]
pub fn use_held<D: 'static>(begin: impl FnOnce() -> D) -> Held<D> {
    Held { now: use_mut_ref(begin), redraw: use_force_update() }
}

/// What changes one member of what a form holds.
pub fn put<D: 'static>(held: &Held<D>, change: fn(&mut D, String)) -> Callback<String> {
    let held = held.clone();
    Callback::from(move |value| held.change(|now| change(now, value)))
}

/// Puts a word into a list, or takes it out.
pub fn flip(list: &mut Vec<String>, word: &str) {
    let had = list.len();
    list.retain(|known| known != word);
    if list.len() == had {
        list.push(word.to_owned());
    }
}

/// What a form does when it is sent: nothing is sent by the browser itself.
pub fn submitting(act: Callback<()>) -> Callback<SubmitEvent> {
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        act.emit(());
    })
}
