//! The same window once the password was right: what is still missing, ticked here.

use shared::api::state::ConsentText;
use shared::texts::TextKind;
use yew::prelude::*;

use super::window::{self, Window};
use crate::components::button;
use crate::components::checkbox::{Checkbox, checkbox};
use crate::components::icon;
use crate::components::message::{linked, message};
use crate::flow::Request;
use crate::i18n::{Language, t};
use crate::platform::page;

const CONSENT: &str = "consent";
const TWO_FACTOR: &str = "enable-two-factor";

/// What the window needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What all windows need.
    pub window: Window,
    /// Whose sign-in it is.
    pub who: AttrValue,
    /// The text to consent to, if consent is missing.
    pub consent: Option<ConsentText>,
    /// Whether two-factor authentication has to be enabled.
    pub two_factor: bool,
}

/// Draws it.
#[component(Requirements)]
pub fn requirements(props: &Props) -> Html {
    let Props { window, who, consent, two_factor } = props;
    let language = window.language;
    let consented = use_state(|| false);
    let enabled = use_state(|| false);
    let tried = use_state(|| false);
    let no_consent = consent.is_some() && !*consented;
    let not_enabled = *two_factor && !*enabled;

    let submit = {
        let (tried, send) = (tried.setter(), window.send.clone());
        let request = Request::Requirements {
            consent: consent.as_ref().map(|text| text.version.clone()),
            two_factor: *two_factor,
        };
        Callback::from(move |()| {
            tried.set(true);
            match (no_consent, not_enabled) {
                (true, _) => page::focus(CONSENT),
                (false, true) => page::focus(TWO_FACTOR),
                (false, false) => send.emit(request.clone()),
            }
        })
    };
    let onsubmit = {
        let submit = submit.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            submit.emit(());
        }
    };
    let flip = |state: &UseStateHandle<bool>| {
        let state = state.clone();
        Callback::from(move |_: Event| state.set(!*state))
    };
    let note = |missing: bool, text: &'static str| if *tried && missing { text } else { "" };
    let consent_box = Checkbox {
        id: CONSENT,
        label: t::consent(language),
        ticked: *consented,
        note_id: "consent-note",
        note: note(no_consent, t::consent_unticked(language)),
        explanation: texts(language, consent.as_ref()),
    };
    let two_factor_box = Checkbox {
        id: TWO_FACTOR,
        label: t::enable_two_factor(language),
        ticked: *enabled,
        note_id: "two-factor-note",
        note: note(not_enabled, t::two_factor_unticked(language)),
        explanation: html! { { t::two_factor_explained(language) } },
    };
    html! {
        <form novalidate=true {onsubmit}>
            <h1 id={window::HEADING} tabindex="-1">{ t::authorization(language) }</h1>
            <p class="lead">{ t::requirements_missing(language) }</p>
            if consent.is_some() {
                <p class="banner" role="status">{ icon::warning() }<span>{ t::consent_needed(language) }</span></p>
            }
            <div class="field">
                <p class="label">{ t::login(language) }</p>
                <div class="fixed">
                    <span>{ who }</span>
                    <button type="button" class="link tall" onclick={window.request(Request::Cancel)}>
                        { t::change(language) }
                    </button>
                </div>
            </div>
            <div class="checks">
                if consent.is_some() { { checkbox(consent_box, flip(&consented)) } }
                if *two_factor { { checkbox(two_factor_box, flip(&enabled)) } }
            </div>
            { button::submit(t::sign_in(language), window.busy, false) }
            { message(window::PROBLEM, &window.words(), window.retry(submit)) }
        </form>
    }
}

/// The way to what is consented to: the very text, and the policy; and that it names nobody, where it does not.
pub(super) fn texts(language: Language, consent: Option<&ConsentText>) -> Html {
    let link = |path: String, text: &'static str| {
        html! {
            <a href={path} target="_blank" rel="noopener">{ text }{ " " }<span class="unseen">{ t::opens_in_new_tab(language) }</span></a>
        }
    };
    let text = consent
        .map_or_else(|| "/legal/consent".to_owned(), |consent| TextKind::Consent.page(&consent.version));
    html! {
        <>
            { link(text, t::consent_text(language)) }{ link("/legal/policy".to_owned(), t::policy(language)) }
            if consent.is_some_and(|consent| !consent.operator_named) {
                <p>{ linked(t::operator_unnamed(language)) }</p>
            }
        </>
    }
}
