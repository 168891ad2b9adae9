//! A field for a password that can be looked at, with the hints that go with typing unseen.

use yew::prelude::*;

use super::field::{Field, field};
use super::icon;
use crate::i18n::{Language, t};
use crate::pages::credentials::hints;
use crate::platform::page;

/// What the field needs.
#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// The language at hand.
    pub language: Language,
    /// Id of the input.
    pub id: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What password managers are told that it holds.
    pub autocomplete: &'static str,
    /// Id of its message line.
    pub note_id: &'static str,
    /// What is wrong with the value; empty when nothing is.
    pub note: AttrValue,
    /// Ids of what else describes it.
    #[prop_or_default]
    pub described_by: &'static str,
    /// Called at every change.
    pub oninput: Callback<()>,
}

/// Draws it; the browser keeps the value.
#[component(PasswordField)]
pub fn password_field(props: &Props) -> Html {
    let Props { language, id, label, autocomplete, note_id, note, described_by, oninput } = props.clone();
    let shown = use_state(|| false);
    let caps_lock = use_state(|| false);
    let cyrillic = use_state(|| false);
    let oninput = {
        let cyrillic = cyrillic.setter();
        move |_: InputEvent| {
            cyrillic.set(hints::has_cyrillic(&page::value(id)));
            oninput.emit(());
        }
    };
    let onkeyup = {
        let caps_lock = caps_lock.setter();
        move |event: KeyboardEvent| caps_lock.set(event.get_modifier_state("CapsLock"))
    };
    let onshow = {
        let shown = shown.clone();
        move |_: MouseEvent| shown.set(!*shown)
    };
    let is_wrong = !note.is_empty();
    let said = match (*cyrillic, *caps_lock) {
        _ if is_wrong => note,
        (true, _) => t::cyrillic(language).into(),
        (false, true) => t::caps_lock(language).into(),
        (false, false) => AttrValue::default(),
    };
    let (kind, pressed) = if *shown { ("text", "true") } else { ("password", "false") };
    let described_by = [note_id, " ", described_by].concat();
    let input = html! {
        <div class="with-button">
            <input {id} type={kind} {autocomplete} autocapitalize="none" spellcheck="false" maxlength="512"
                {oninput} {onkeyup} aria-describedby={described_by} aria-invalid={is_wrong.then_some("true")} />
            <button type="button" class="inside" onclick={onshow} aria-pressed={pressed}>
                { icon::eye() }
                <span class="unseen">{ t::show_named(language, label) }</span>
            </button>
        </div>
    };
    field(Field { id, label, note_id, note: said, hint: !is_wrong }, input)
}
