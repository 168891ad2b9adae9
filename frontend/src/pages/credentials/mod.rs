//! The login window: login and password. Its inputs are the browser's own, since they are typed into before the app
//! is live.

mod hints;

use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::problem;
use crate::api::Problem;
use crate::components::button;
use crate::components::field::{Field, field};
use crate::components::icon;
use crate::components::message::message;
use crate::i18n::{Language, t};
use crate::platform::{clock, page};
use crate::product::Product;

/// Id of the window's heading.
pub const HEADING: &str = "login-heading";
/// Id of the field of the login.
pub const LOGIN: &str = "login";
/// Id of the field of the password.
pub const PASSWORD: &str = "password";
/// Id of the form.
pub const FORM: &str = "login-form";
const PROBLEM: &str = "login-problem";

/// Why the last sign-in ended, as `shared::api::state::Notice` writes it.
pub fn notice(word: &str, language: Language) -> Option<&'static str> {
    match word {
        "idle" => Some(t::notice_idle(language)),
        "absolute" => Some(t::notice_absolute(language)),
        "ended" => Some(t::notice_ended(language)),
        "sign_in_expired" => Some(t::notice_sign_in_expired(language)),
        _ => None,
    }
}

/// What the window needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whose page it is.
    pub product: Product,
    /// The language at hand.
    pub language: Language,
    /// Why the last sign-in ended; empty when there was none.
    pub notice: AttrValue,
    /// Why the last request was not carried out.
    pub problem: Option<Problem>,
    /// Whether a request is under way.
    pub busy: bool,
    /// Called with login and password.
    pub onsubmit: Callback<(String, String)>,
}

/// A field that the person has to look at, found before anything was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slip {
    NoLogin,
    NotALogin,
    NoPassword,
}

/// Draws it.
#[component(Credentials)]
pub fn credentials(props: &Props) -> Html {
    let language = props.language;
    let slip = use_state(|| None::<Slip>);
    let shown = use_state(|| false);
    let caps_lock = use_state(|| false);
    let cyrillic = use_state(|| false);

    let submit = {
        let (slip, onsubmit, busy) = (slip.clone(), props.onsubmit.clone(), props.busy);
        Callback::from(move |()| {
            let (login, password) = (value(LOGIN), value(PASSWORD));
            let login = login.trim().to_owned();
            let found = check(&login, &password);
            slip.set(found);
            match found {
                Some(Slip::NoPassword) => page::focus(PASSWORD),
                Some(Slip::NoLogin | Slip::NotALogin) => page::focus(LOGIN),
                None if busy => (),
                None => onsubmit.emit((login, password)),
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
    let onkey = {
        let caps_lock = caps_lock.setter();
        Callback::from(move |event: KeyboardEvent| caps_lock.set(event.get_modifier_state("CapsLock")))
    };
    let onpassword = {
        let (cyrillic, slip) = (cyrillic.setter(), slip.clone());
        move |event: InputEvent| {
            let typed = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value());
            cyrillic.set(typed.is_some_and(|typed| hints::has_cyrillic(&typed)));
            if *slip == Some(Slip::NoPassword) {
                slip.set(None);
            }
        }
    };
    let onlogin = {
        let slip = slip.clone();
        move |_: InputEvent| {
            if matches!(*slip, Some(Slip::NoLogin | Slip::NotALogin)) {
                slip.set(None);
            }
        }
    };
    let onshow = {
        let shown = shown.clone();
        move |_: MouseEvent| shown.set(!*shown)
    };

    let login_note = match *slip {
        Some(Slip::NoLogin) => t::login_missing(language),
        Some(Slip::NotALogin) => t::login_malformed(language),
        Some(Slip::NoPassword) | None => "",
    };
    let password_slip = *slip == Some(Slip::NoPassword);
    let password_note = match (password_slip, *cyrillic, *caps_lock) {
        (true, ..) => t::password_missing(language),
        (false, true, _) => t::cyrillic(language),
        (false, false, true) => t::caps_lock(language),
        (false, false, false) => "",
    };
    let said =
        props.problem.as_ref().map(|it| problem::words(it, props.product, language, clock::time_of_day));
    let said = said.or_else(|| notice(&props.notice, language).map(str::to_owned)).unwrap_or_default();
    let retry = props.problem.as_ref().is_some_and(problem::can_retry);
    let wrong = props.problem.as_ref().is_some_and(|it| it.is("invalid-credentials"));

    let login_input = html! {
        <input id={LOGIN} name="username" type="email" autocomplete="username" autocapitalize="none"
            spellcheck="false" autofocus=true maxlength="254" oninput={onlogin}
            aria-describedby="login-note login-problem"
            aria-invalid={(wrong || !login_note.is_empty()).then_some("true")} />
    };
    let password_input = html! {
        <div class="with-button">
            <input id={PASSWORD} name="password" type={if *shown { "text" } else { "password" }}
                autocomplete="current-password" autocapitalize="none" spellcheck="false" maxlength="512"
                oninput={onpassword} onkeydown={onkey.clone()} onkeyup={onkey}
                aria-describedby="password-note login-problem"
                aria-invalid={(wrong || password_slip).then_some("true")} />
            <button type="button" class="inside" onclick={onshow} aria-pressed={if *shown { "true" } else { "false" }}>
                { icon::eye(*shown) }
                <span class="unseen">{ t::show_password(language) }</span>
            </button>
        </div>
    };
    let login_field =
        Field { id: LOGIN, label: t::login(language), note_id: "login-note", note: login_note, hint: false };
    let password_field = Field {
        id: PASSWORD,
        label: t::password(language),
        note_id: "password-note",
        note: password_note,
        hint: !password_slip,
    };
    html! {
        <form id={FORM} method="post" novalidate=true {onsubmit}>
            <h1 id={HEADING} tabindex="-1">{ t::authorization(language) }</h1>
            <p class="lead">{ t::authorization_lead(language) }</p>
            { field(login_field, login_input) }
            { field(password_field, password_input) }
            { message(PROBLEM, said, retry.then(|| (t::retry(language), submit))) }
            { button::submit(t::sign_in(language), props.busy, false) }
            <p class="after">{ t::forgotten(language) }</p>
        </form>
    }
}

/// Whether something stands in a field.
pub fn is_touched() -> bool {
    [LOGIN, PASSWORD].iter().any(|id| !value(id).is_empty())
}

/// What an input holds.
fn value(id: &str) -> String {
    let input = page::element(id).and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    input.map(|input| input.value()).unwrap_or_default()
}

fn check(login: &str, password: &str) -> Option<Slip> {
    if login.is_empty() {
        Some(Slip::NoLogin)
    } else if !hints::looks_like_login(login) {
        Some(Slip::NotALogin)
    } else if password.is_empty() {
        Some(Slip::NoPassword)
    } else {
        None
    }
}
