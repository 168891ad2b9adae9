//! The form of a current code, for what asks for one here.

use yew::prelude::*;

use crate::api::Problem;
use crate::components::button;
use crate::components::field::{Field, field};
use crate::components::message::message;
use crate::i18n::{Language, t};
use crate::pages::code::{self, digits};
use crate::pages::problem;
use crate::platform::{clock, page};
use crate::product::Product;

/// Id of the field of the code.
pub(super) const FIELD: &str = "code";

/// What the form needs.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) product: Product,
    pub(super) language: Language,
    /// What the code is for.
    pub(super) lead: &'static str,
    /// What the button says.
    pub(super) label: &'static str,
    pub(super) busy: bool,
    /// Why the last code did nothing.
    pub(super) problem: Option<Problem>,
    /// Called with six digits.
    pub(super) onsend: Callback<String>,
    /// Called when nothing is to be done after all.
    pub(super) oncancel: Callback<MouseEvent>,
}

/// Draws it. The sixth digit sends nothing here: what follows cannot be taken back.
#[component(CodeForm)]
pub(super) fn code_form(props: &Props) -> Html {
    let Props { product, language, lead, label, busy, problem, onsend, oncancel } = props;
    let (product, language, busy) = (*product, *language, *busy);
    let missing = use_state(|| false);
    use_effect_with(problem.clone(), |problem| {
        if let Some(Problem::Refused(_)) = problem {
            page::set_value(FIELD, "");
            page::focus(FIELD);
        }
    });
    let submit = {
        let (onsend, missing) = (onsend.clone(), missing.setter());
        Callback::from(move |()| {
            let code = digits::of(&page::value(FIELD));
            let is_complete = digits::is_complete(&code);
            missing.set(!is_complete);
            if !is_complete {
                page::focus(FIELD);
            } else if !busy {
                onsend.emit(code);
            }
        })
    };
    let onsubmit = submit.reform(|event: SubmitEvent| event.prevent_default());
    let oninput = {
        let missing = missing.setter();
        move |event: InputEvent| {
            missing.set(false);
            digits::kept(&event);
        }
    };
    let words = problem.as_ref().map(|it| {
        code::refusal(it, language)
            .unwrap_or_else(|| problem::words(it, product, language, clock::time_of_day))
    });
    let retry = problem.as_ref().is_some_and(problem::can_retry).then(|| (t::retry(language), submit));
    let is_wrong = *missing || problem.as_ref().is_some_and(|it| code::refusal(it, language).is_some());
    let input = html! {
        <div class="places">
            <span aria-hidden="true"><i></i><i></i><i></i><i></i><i></i><i></i></span>
            <input id={FIELD} class="code" inputmode="numeric" autocomplete="one-time-code" maxlength="32"
            spellcheck="false" pattern="[0-9]*" {oninput} aria-describedby="code-note code-problem"
            aria-invalid={is_wrong.then_some("true")} />
        </div>
    };
    let note = if *missing { t::code_missing(language) } else { "" };
    let view = Field {
        id: FIELD,
        label: t::authentication_code(language),
        note_id: "code-note",
        note: note.into(),
        hint: false,
    };
    html! {
        <form novalidate=true {onsubmit}>
            <p class="explains">{ *lead }</p>
            { field(view, input) }
            <div class="actions">
                { button::submit(label, busy, false) }
                <button type="button" class="second" onclick={oncancel.clone()}>{ t::cancel(language) }</button>
            </div>
            { message("code-problem", &words.unwrap_or_default(), retry) }
        </form>
    }
}
