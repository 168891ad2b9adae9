//! The dialog that asks for a current code before a change is sent again.

use shared::api::admin::StepUp;
use yew::prelude::*;

use super::desk::Desk;
use super::form::{self, use_held};
use super::modal::{buttons, modal};
use super::words;
use crate::components::field::{Field, field};
use crate::i18n::t;
use crate::platform::{clock, page};

const FIELD: &str = "step-up";

/// What the dialog needs.
pub struct Props {
    /// What every page has.
    pub desk: Desk,
    /// Whether a code is asked for; else the password, of whoever has no key.
    pub has_key: bool,
    /// Called when it is over, with whether the code was right.
    pub onclose: Callback<bool>,
}

/// Draws it.
#[hook]
pub fn use_ask_code(props: &Props) -> Html {
    let Props { desk, has_key, onclose } = props;
    let (language, has_key) = (desk.language, *has_key);
    let busy = use_held(|| false);
    let note = use_state(String::new);
    use_effect_with((), |()| page::focus(FIELD));
    let act = {
        let (desk, onclose, busy, note) = (desk.clone(), onclose.clone(), busy.clone(), note.clone());
        Callback::from(move |()| {
            let typed = page::value(FIELD);
            if *busy.now() {
                return;
            }
            if typed.trim().is_empty() {
                let missing =
                    if has_key { t::code_missing(desk.language) } else { t::password_missing(desk.language) };
                note.set(missing.to_owned());
                page::focus(FIELD);
                return;
            }
            busy.set(true);
            let request = StepUp {
                code: has_key.then(|| typed.trim().to_owned()),
                device_now_ms: clock::now(),
                password: (!has_key).then_some(typed),
                who: Some(desk.who.login.clone()),
            };
            let (onclose, language) = (onclose.clone(), desk.language);
            let (busy, note) = (busy.clone(), note.setter());
            let body = serde_json::to_string(&request).unwrap_or_default();
            desk.send_text("POST", StepUp::PATH, body, move |done| {
                busy.set(false);
                match done {
                    Ok(_) => onclose.emit(true),
                    Err(refusal) => {
                        note.set(words::refusal(language, &refusal));
                        page::set_value(FIELD, "");
                        page::focus(FIELD);
                    }
                }
            });
        })
    };
    let close = onclose.reform(|()| false);
    let (label, lead) = if has_key {
        (t::authentication_code(language), t::step_up_code(language))
    } else {
        (t::password(language), t::step_up_password(language))
    };
    let is_wrong = !note.is_empty();
    let input = html! {
        <input id={FIELD} type={if has_key { "text" } else { "password" }} maxlength="512"
            inputmode={has_key.then_some("numeric")}
            autocomplete={if has_key { "one-time-code" } else { "current-password" }}
            aria-describedby="step-up-note" aria-invalid={is_wrong.then_some("true")} />
    };
    let shown =
        Field { id: FIELD, label, note_id: "step-up-note", note: (*note).clone().into(), hint: false };
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            <p>{ lead }</p>
            { field(shown, input) }
            { buttons(desk, t::confirm(language), *busy.now(), &close) }
        </form>
    };
    modal(desk, "step-up-heading", t::step_up_heading(language), &close, body)
}
