//! The window of the authentication code.

pub(super) mod digits;

use shared::api::state::Setup;
use yew::prelude::*;

use super::problem::span;
use super::window::{self, Window};
use crate::api::Problem;
use crate::components::button;
use crate::components::dialog::Dialog;
use crate::components::message::{linked, message};
use crate::components::who::who;
use crate::flow::{Request, minutes_and_seconds};
use crate::hooks::use_ticks::use_ticks;
use crate::i18n::{Language, t};
use crate::platform::{clock, page};

const FIELD: &str = "code";
const LEAVE: &str = "code-leave";
const DIALOG: &str = "sent-heading";
/// Above this the browser's clock is part of the answer.
const CLOCK_SLACK_S: u32 = 30;

/// What the window needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What all windows need.
    pub window: Window,
    /// Whose sign-in it is.
    pub who: AttrValue,
    /// The set-up that is pending, if there is one.
    pub setup: Option<Setup>,
}

/// Draws it.
#[component(Code)]
pub fn code(props: &Props) -> Html {
    let Props { window, who: masked, setup } = props;
    let language = window.language;
    let typed = use_state(String::new);
    let dialog = use_state(|| setup.as_ref().is_some_and(|setup| setup.just_sent));
    let locked = window.problem().is_some_and(|it| it.is("code-locked"));

    // A code that was refused is of no more use: the field is empty and waits for the next one, if there may be one.
    {
        let typed = typed.setter();
        use_effect_with(window.failed.clone(), move |failed| {
            if let Some((Request::Code { .. }, Problem::Refused(_))) = failed {
                page::set_value(FIELD, "");
                typed.set(String::new());
                page::focus(if locked { LEAVE } else { FIELD });
            }
        });
    }
    let submit = {
        let (send, busy, who) = (window.send.clone(), window.busy, masked.to_string());
        move |code: &str| {
            if digits::is_complete(code) && !busy {
                let (code, who) = (code.to_owned(), who.clone());
                send.emit(Request::Code { code, device_now_ms: clock::now(), who });
            }
        }
    };
    let oninput = {
        let (typed, submit) = (typed.clone(), submit.clone());
        move |event: InputEvent| {
            let Some(code) = digits::kept(&event) else { return };
            // What was typed waits for the person, whose slips are counted; what was pasted or filled in comes at once.
            if code.len() > typed.len() + 1 {
                submit(&code);
            }
            typed.set(code);
        }
    };
    let onsubmit = {
        let typed = typed.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            submit(&typed);
        }
    };
    let onok = {
        let dialog = dialog.setter();
        Callback::from(move |()| dialog.set(false))
    };
    use_effect_with(*dialog, |dialog| {
        let dialog = *dialog;
        move || {
            if dialog {
                page::focus(FIELD);
            }
        }
    });
    let lead = match setup {
        Some(setup) => t::code_setup_lead(language, &setup.sent_to),
        None => t::code_lead(language).to_owned(),
    };
    let told = message(window::PROBLEM, &words(window), window.retry(window.again()));
    html! {
        <form novalidate=true {onsubmit}>
            <h1 id={window::HEADING} tabindex="-1">{ t::authentication_code(language) }</h1>
            if !locked { <p class="lead">{ lead }</p> }
            { who(masked, language, Some(window.request(Request::Cancel))) }
            <div class="field" hidden={locked}>
                <label for={FIELD}>{ t::authentication_code(language) }</label>
                <div class="places">
                    <span aria-hidden="true"><i></i><i></i><i></i><i></i><i></i><i></i></span>
                    <input id={FIELD} class="code" inputmode="numeric" autocomplete="one-time-code"
                        autofocus=true maxlength="32" spellcheck="false" pattern="[0-9]*" {oninput} disabled={locked}
                        aria-describedby={window::PROBLEM} aria-invalid={is_refused(window).then_some("true")} />
                </div>
            </div>
            if locked {
                { told.clone() }
                <button id={LEAVE} type="button" class="main" onclick={window.request(Request::Cancel)}>
                    { t::back(language) }
                </button>
            } else {
                { button::submit(t::confirm(language), window.busy, !digits::is_complete(&typed)) }
                <div class="after">
                    if let Some(setup) = setup {
                        <Resend window={window.clone()} at_ms={setup.resend_at_ms} />
                    } else {
                        <p>{ linked(t::lost_device(language)) }</p>
                    }
                </div>
                { told }
            }
            if let (true, Some(setup)) = (*dialog, setup) {
                <Dialog {language} onlanguage={window.onlanguage.clone()} heading_id={DIALOG} onescape={onok.clone()}>
                    <h2 id={DIALOG}>{ t::two_factor(language) }</h2>
                    <p>{ t::instructions_sent(language, &setup.sent_to) }</p>
                    <p>{ t::check_spam(language) }</p>
                    { button::action(t::ok(language), false, &onok) }
                </Dialog>
            }
        </form>
    }
}

/// What the resending needs.
#[derive(Properties, PartialEq)]
struct ResendProps {
    window: Window,
    at_ms: i64,
}

/// The mail once more, when its wait is over.
#[component(Resend)]
fn resend(props: &ResendProps) -> Html {
    let ResendProps { window, at_ms } = props;
    let language = window.language;
    let waiting = window.clock.seconds_until(*at_ms, clock::now()) > 0;
    let now = use_ticks(waiting);
    let left = window.clock.seconds_until(*at_ms, now);
    let label = match left {
        0 => t::resend(language).to_owned(),
        left => t::resend_in(language, &minutes_and_seconds(left)),
    };
    let first = use_state(|| *at_ms);
    // The button takes no second click, and would lose the focus: the code is what comes next.
    let onclick = window.send.reform(|_: MouseEvent| {
        page::focus(FIELD);
        Request::Resend
    });
    html! {
        <>
            <p role="status">
                if *at_ms != *first { { t::mail_resent(language) }{ " " } }
                { t::check_spam(language) }
            </p>
            <button type="button" class="link tall" disabled={left > 0} {onclick}>{ label }</button>
        </>
    }
}

fn is_refused(window: &Window) -> bool {
    window.problem().is_some_and(|it| it.is("invalid-code") || it.is("code-replayed"))
}

/// The words for a problem of this window: codes first, the rest as everywhere.
fn words(window: &Window) -> String {
    window.problem().and_then(|it| refusal(it, window.language)).unwrap_or_else(|| window.words())
}

/// What is wrong with a code; nothing when it is something else.
pub(super) fn refusal(problem: &Problem, language: Language) -> Option<String> {
    let Problem::Refused(refusal) = problem else { return None };
    match refusal.code.as_str() {
        "invalid-code" => {
            let wrong = t::code_wrong(language, refusal.attempts_left.unwrap_or_default());
            let hint = refusal.clock_off_s.and_then(|off| clock_hint(off, language));
            Some(hint.map_or(wrong.clone(), |hint| [wrong.as_str(), " ", &hint].concat()))
        }
        "code-replayed" => Some(t::code_used(language).to_owned()),
        _ => None,
    }
}

fn clock_hint(off_s: i32, language: Language) -> Option<String> {
    let length = off_s.unsigned_abs();
    if length <= CLOCK_SLACK_S {
        return None;
    }
    let length = span(length, language);
    Some(if off_s > 0 { t::clock_ahead(language, &length) } else { t::clock_behind(language, &length) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_by_more_than_a_step_is_told() {
        assert_eq!(clock_hint(30, Language::English), None);
        assert_eq!(clock_hint(-30, Language::English), None);
        let ahead = clock_hint(31, Language::English).unwrap();
        assert!(ahead.starts_with("This device’s clock is 31 seconds ahead."), "{ahead}");
        let behind = clock_hint(-240, Language::Russian).unwrap();
        assert!(behind.starts_with("Часы этого устройства отстают на 4 минуты."), "{behind}");
    }
}
