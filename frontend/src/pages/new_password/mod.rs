//! The form of a new password, typed twice: for links of mails and for the account page.

pub mod rules;
mod slip;

use shared::api::state::ConsentText;
use yew::prelude::*;

use super::problem;
use super::requirements::texts;
use crate::api::Problem;
use crate::components::button;
use crate::components::checkbox::{Checkbox, checkbox};
use crate::components::field::{Field, field};
use crate::components::icon;
use crate::components::message::message;
use crate::components::password_field::PasswordField;
use crate::i18n::{Language, t};
use crate::platform::{clock, page};
use crate::product::Product;
use rules::Rules;
use slip::Slip;

/// Id of the field of the new password.
pub const NEW: &str = "new-password";
/// Id of the field of the current password.
pub const CURRENT: &str = "current-password";
const REPEATED: &str = "repeat-password";
const CONSENT: &str = "consent";
const REISSUE: &str = "reissue";
const RULES: &str = "password-rules";

/// What the form needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whose page it is.
    pub product: Product,
    /// The language at hand.
    pub language: Language,
    /// Whose password it is.
    pub login: AttrValue,
    /// Whether the current password is asked for.
    #[prop_or_default]
    pub asks_current: bool,
    /// The text to consent to, with a first password.
    #[prop_or_default]
    pub consent: Option<ConsentText>,
    /// Whether the QR code may be issued again as well.
    #[prop_or_default]
    pub may_reissue: bool,
    /// Whether the password is on its way.
    pub busy: bool,
    /// Why the last one was not saved.
    pub problem: Option<Problem>,
    /// Called with what was typed, once nothing is wrong with it here.
    pub onsave: Callback<Draft>,
    /// Called when nothing is to be changed after all.
    #[prop_or_default]
    pub oncancel: Option<Callback<MouseEvent>>,
}

/// What was typed and ticked.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// The password of now, where it is asked for.
    pub current: String,
    /// The new one.
    pub password: String,
    /// Whether the QR code is to be issued again.
    pub reissue: bool,
}

/// Draws it. The browser keeps what is typed, whatever is refused.
#[component(NewPassword)]
pub fn new_password(props: &Props) -> Html {
    let Props { product, language, login, asks_current, may_reissue, busy, .. } = props;
    let (product, language, asks_current, may_reissue) = (*product, *language, *asks_current, *may_reissue);
    let kept = use_state(Rules::default);
    // At most one a field, in the order of the fields.
    let slips = use_state(Vec::<Slip>::new);
    let consented = use_state(|| false);
    let reissue = use_state(|| false);
    {
        let (slips, consented) = (slips.setter(), consented.setter());
        use_effect_with(props.problem.clone(), move |problem| {
            let found = problem.as_ref().and_then(Slip::of);
            if let Some(found) = found {
                if found == Slip::ConsentRenewed {
                    consented.set(false);
                }
                if found.field() == CURRENT {
                    page::set_value(CURRENT, "");
                }
                page::focus(found.field());
                slips.set(vec![found]);
            }
        });
    }
    let submit = {
        let (login, onsave, slips) = (login.clone(), props.onsave.clone(), slips.setter());
        let (unticked, reissue) = (props.consent.is_some() && !*consented, *reissue && may_reissue);
        let busy = *busy;
        Callback::from(move |()| {
            let (current, password) = (page::value(CURRENT), page::value(NEW));
            let [typed, repeated] = rules::slips(&password, &page::value(REPEATED), &login);
            let found = [
                (asks_current && current.is_empty()).then_some(Slip::NoCurrent),
                typed.map(Slip::Typed),
                repeated.map(Slip::Typed),
                unticked.then_some(Slip::NoConsent),
            ];
            let first = found.into_iter().flatten().next();
            slips.set(found.into_iter().flatten().collect());
            match first {
                Some(found) => page::focus(found.field()),
                None if busy => (),
                None => onsave.emit(Draft { current, password, reissue }),
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
    // What is typed into a field answers what was said about it.
    let oninput = |of: &'static str| {
        let (slips, kept, login) = (slips.clone(), kept.setter(), login.clone());
        Callback::from(move |()| {
            let now = Rules::of(&page::value(NEW), &page::value(REPEATED), &login);
            kept.set(now);
            let stands = |slip: &Slip| slip.field() != of && !(now.same && slip.field() == REPEATED);
            if !slips.iter().all(stands) {
                slips.set(slips.iter().copied().filter(stands).collect());
            }
        })
    };
    let flip = |state: &UseStateHandle<bool>| {
        let state = state.clone();
        Callback::from(move |_: Event| state.set(!*state))
    };
    let slip = |of: &'static str| slips.iter().find(|slip| slip.field() == of);
    let note =
        |of: &'static str| AttrValue::from(slip(of).map(|slip| slip.words(language)).unwrap_or_default());
    let password =
        |id: &'static str, label: &'static str, autocomplete: &'static str, note_id: &'static str| {
            let described_by = if id == NEW { RULES } else { "" };
            html! {
                <PasswordField {language} {id} {label} {autocomplete} {note_id} note={note(id)} {described_by}
                    oninput={oninput(id)} />
            }
        };
    let problem = props.problem.as_ref().filter(|problem| Slip::of(problem).is_none());
    let words = problem.map(|it| problem::words(it, product, language, clock::time_of_day));
    let retry = problem.is_some_and(problem::can_retry).then(|| (t::retry(language), submit));
    let consent_box = Checkbox {
        id: CONSENT,
        label: t::consent(language),
        ticked: *consented,
        note_id: "consent-note",
        note: slip(CONSENT).map_or("", |slip| slip.constant(language)),
        explanation: texts(language, props.consent.as_ref()),
    };
    let reissue_box = Checkbox {
        id: REISSUE,
        label: t::reissue_box(language),
        ticked: *reissue,
        note_id: "reissue-note",
        note: "",
        explanation: html! { { t::reissue_box_hint(language) } },
    };
    html! {
        <form novalidate=true {onsubmit}>
            { whose(login, language) }
            if asks_current {
                { password(CURRENT, t::current_password(language), "current-password", "current-note") }
            }
            { password(NEW, t::new_password(language), "new-password", "new-note") }
            { password(REPEATED, t::repeat_password(language), "new-password", "repeat-note") }
            { list(*kept, language) }
            if props.consent.is_some() || may_reissue {
                <div class="checks">
                    if props.consent.is_some() { { checkbox(consent_box, flip(&consented)) } }
                    if may_reissue { { checkbox(reissue_box, flip(&reissue)) } }
                </div>
            }
            <div class="actions">
                { button::submit(t::save(language), *busy, false) }
                if let Some(onclick) = props.oncancel.clone() {
                    <button type="button" class="second" {onclick}>{ t::cancel(language) }</button>
                }
            </div>
            { message("password-problem", &words.unwrap_or_default(), retry) }
        </form>
    }
}

/// The login, for the person and for password managers.
fn whose(login: &AttrValue, language: Language) -> Html {
    let input = html! {
        <input id="whose" type="email" name="username" autocomplete="username" readonly=true value={login} />
    };
    let note = AttrValue::default();
    field(Field { id: "whose", label: t::login(language), note_id: "whose-note", note, hint: true }, input)
}

/// The rules, ticked while somebody types.
fn list(kept: Rules, language: Language) -> Html {
    let rule = |is_met: bool, text: &'static str| {
        let state = if is_met { t::rule_met(language) } else { t::rule_unmet(language) };
        html! {
            <li data-met={is_met.then_some("")}>
                { icon::tick() }
                <span>{ text }{ " " }<span class="unseen">{ state }</span></span>
            </li>
        }
    };
    html! {
        <div class="rules" id={RULES}>
            <ul>
                { rule(kept.length, t::rule_length(language)) }
                { rule(kept.login, t::rule_login(language)) }
                { rule(kept.same, t::rule_same(language)) }
            </ul>
            <p>{ t::rules_more(language) }</p>
        </div>
    }
}
