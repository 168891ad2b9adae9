//! The login window: login and password. Its inputs are the browser's own, since they are typed into before the app
//! is live.

pub(crate) mod hints;

use yew::prelude::*;

use super::problem;
use crate::api::Problem;
use crate::components::button;
use crate::components::field::{Field, field};
use crate::components::icon;
use crate::components::message::{message, told};
use crate::i18n::{Language, t};
use crate::platform::{clock, page, storage};
use crate::product::Product;

/// Id of the window's heading.
pub const HEADING: &str = "login-heading";
/// Id of the field of the login.
pub const LOGIN: &str = "login";
/// Id of the field of the password.
pub const PASSWORD: &str = "password";
pub const PROBLEM: &str = "login-problem";
/// Where a new password is to be had (`shared::api::recovery::RequestReset::PAGE`). The page's own script carries the
/// login over.
const RESET_PAGE: &str = "/reset";

/// Why the last sign-in ended, as `shared::api::state::Notice` writes it, "back" when the person went there, or `SIGNED_OUT`.
pub fn notice(word: &str, language: Language) -> Option<&'static str> {
    match word {
        "idle" => Some(t::notice_idle(language)),
        "absolute" => Some(t::notice_absolute(language)),
        "back" => Some(t::notice_back(language)),
        "ended" => Some(t::notice_ended(language)),
        storage::SIGNED_OUT => Some(t::notice_signed_out(language)),
        "point_of_sale_taken" => Some(t::notice_point_of_sale_taken(language)),
        "sign_in_expired" => Some(t::notice_sign_in_expired(language)),
        "code_locked" => Some(t::account_locked(language)),
        _ => None,
    }
}

/// What the window shows.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// Whose page it is.
    pub product: Product,
    /// The language at hand.
    pub language: Language,
    /// Why the last sign-in ended; empty when there was none.
    pub notice: &'a str,
    /// Why the last request was not carried out.
    pub problem: Option<&'a Problem>,
    /// Whether a request is under way.
    pub busy: bool,
    /// The form.
    pub form: Form,
}

/// What the form knows besides what is typed into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// What was found before sending.
    pub slip: Option<Slip>,
    /// Whether the password can be read.
    pub shown: bool,
    caps_lock: bool,
    oddity: Option<Oddity>,
}

/// What is unlikely to be meant in a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Oddity {
    Cyrillic,
    OuterSpaces,
}

/// A field that the person has to look at, found before anything was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// No login.
    NoLogin,
    /// A login that is no address.
    NotALogin,
    /// No password.
    NoPassword,
}

/// What the person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormEvent {
    /// The login changes.
    Login,
    /// The password changes to this.
    Password(String),
    /// A key goes up; whether Caps Lock is on.
    Key(bool),
    /// The password is to be seen, or no longer.
    Show,
    /// The form is sent.
    Submit,
}

impl Form {
    /// An untouched form.
    pub fn new(shown: bool) -> Self {
        Self { shown, ..Self::default() }
    }

    /// Takes an event in, and tells whether it changed anything.
    pub fn step(&mut self, event: FormEvent) -> bool {
        let before = *self;
        match event {
            FormEvent::Login if self.slip != Some(Slip::NoPassword) => self.slip = None,
            FormEvent::Password(typed) => {
                let spaces = (typed.trim() != typed).then_some(Oddity::OuterSpaces);
                self.oddity = if hints::has_cyrillic(&typed) { Some(Oddity::Cyrillic) } else { spaces };
                if self.slip == Some(Slip::NoPassword) {
                    self.slip = None;
                }
            }
            FormEvent::Key(caps_lock) => self.caps_lock = caps_lock,
            FormEvent::Show => self.shown = !self.shown,
            FormEvent::Login | FormEvent::Submit => (),
        }
        *self != before
    }

    /// What stands below the password, and whether it is a mere hint.
    fn password_note(self, language: Language) -> (&'static str, bool) {
        match self {
            Self { slip: Some(Slip::NoPassword), .. } => (t::password_missing(language), false),
            Self { oddity: Some(Oddity::Cyrillic), .. } => (t::cyrillic(language), true),
            Self { oddity: Some(Oddity::OuterSpaces), .. } => (t::outer_spaces(language), true),
            Self { caps_lock: true, .. } => (t::caps_lock(language), true),
            _ => ("", true),
        }
    }
}

/// Draws it.
pub fn credentials(view: &View<'_>, on: &Callback<FormEvent>) -> Html {
    let View { product, language, notice: ended, problem, busy, form } = *view;
    let onsubmit = on.reform(|event: SubmitEvent| {
        event.prevent_default();
        FormEvent::Submit
    });
    let onlogin = on.reform(|_: InputEvent| FormEvent::Login);
    let onpassword = on.reform(|_: InputEvent| FormEvent::Password(page::value(PASSWORD)));
    let onkeyup = on.reform(|event: KeyboardEvent| FormEvent::Key(event.get_modifier_state("CapsLock")));
    let onshow = on.reform(|_: MouseEvent| FormEvent::Show);

    let login_note = match form.slip {
        Some(Slip::NoLogin) => t::login_missing(language),
        Some(Slip::NotALogin) => t::login_malformed(language),
        Some(Slip::NoPassword) | None => "",
    };
    let (password_note, hint) = form.password_note(language);
    let said = match (problem, notice(ended, language)) {
        (Some(it), _) => {
            let words = problem::words(it, product, language, clock::time_of_day);
            let retry =
                problem::can_retry(it).then(|| (t::retry(language), on.reform(|()| FormEvent::Submit)));
            message(PROBLEM, &words, retry)
        }
        (None, Some(notice)) => told(PROBLEM, notice),
        (None, None) => message(PROBLEM, "", None),
    };
    let wrong = problem.is_some_and(|it| it.is("invalid-credentials"));
    let (kind, pressed) = if form.shown { ("text", "true") } else { ("password", "false") };

    let login_input = html! {
        <input id={LOGIN} name="username" type="email" autocomplete="username" autocapitalize="none"
            spellcheck="false" autofocus=true maxlength="254" oninput={onlogin}
            aria-describedby="login-note login-problem"
            aria-invalid={(wrong || !login_note.is_empty()).then_some("true")} />
    };
    let password_input = html! {
        <div class="with-button">
            <input id={PASSWORD} name="password" type={kind}
                autocomplete="current-password" autocapitalize="none" spellcheck="false" maxlength="512"
                oninput={onpassword} {onkeyup}
                aria-describedby="password-note login-problem"
                aria-invalid={(wrong || !hint).then_some("true")} />
            <button type="button" class="inside" onclick={onshow} aria-pressed={pressed}>
                { icon::eye() }
                <span class="unseen">{ t::show_password(language) }</span>
            </button>
        </div>
    };
    let login_field = Field {
        id: LOGIN,
        label: t::login(language),
        note_id: "login-note",
        note: login_note.into(),
        hint: false,
    };
    let password_field = Field {
        id: PASSWORD,
        label: t::password(language),
        note_id: "password-note",
        note: password_note.into(),
        hint,
    };
    html! {
        <form method="post" novalidate=true {onsubmit}>
            <h1 id={HEADING} tabindex="-1">{ t::authorization(language) }</h1>
            <p class="lead">{ t::authorization_lead(language) }</p>
            { field(login_field, login_input) }
            { field(password_field, password_input) }
            { button::submit(t::sign_in(language), busy, false) }
            <p class="onward"><a class="link" href={RESET_PAGE}>{ reset(product, language) }</a></p>
            { said }
        </form>
    }
}

/// What the way to a new password is called.
pub fn reset(product: Product, language: Language) -> &'static str {
    match product {
        Product::Cashier => t::reset_password(language),
        Product::Boss => t::reset_password_boss(language),
    }
}

/// Gives the field that comes next the focus, when that is nowhere.
pub fn recover_focus() {
    page::recover_focus(&[if page::value(LOGIN).is_empty() { LOGIN } else { PASSWORD }]);
}

/// Whether something stands in a field.
pub fn is_touched() -> bool {
    [LOGIN, PASSWORD].iter().any(|id| !page::value(id).is_empty())
}

/// What is wrong with what was typed, if anything is.
pub fn check(login: &str, password: &str) -> Option<Slip> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_goes_when_its_own_field_is_typed_into() {
        let mut form = Form { slip: Some(Slip::NoPassword), ..Form::default() };
        assert!(!form.step(FormEvent::Login), "the password is still missing");
        assert!(form.step(FormEvent::Password("x".to_owned())));
        assert_eq!(form, Form::default());
        form.slip = check("cashier", "x");
        assert!(form.step(FormEvent::Login));
        assert_eq!(form.slip, None);
    }

    #[test]
    fn the_missing_password_is_said_before_hints_and_the_layout_before_caps_lock() {
        let mut form = Form::default();
        form.step(FormEvent::Key(true));
        assert_eq!(form.password_note(Language::English), ("Caps Lock is on", true));
        form.step(FormEvent::Password("пароль".to_owned()));
        assert_eq!(form.password_note(Language::English), (t::cyrillic(Language::English), true));
        form.slip = check("a@b.c", "");
        assert_eq!(form.password_note(Language::English), ("Enter your password", false));
    }

    #[test]
    fn a_key_that_changes_nothing_draws_nothing() {
        assert!(!Form::default().step(FormEvent::Key(false)));
    }
}
