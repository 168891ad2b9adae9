//! The account page: one's own password, second factor, sessions and consents.

mod code_form;
mod consents;
mod sessions;

use shared::api::account::Account as Facts;
use shared::api::state::SignedIn;
use yew::prelude::*;

use super::new_password::{self, Draft, NewPassword};
use super::problem;
use super::signed_in::{ends, who};
use super::window::{self, Window};
use crate::components::message::message;
use crate::flow::Request;
use crate::flow::account::{AccountEvent, Desk, Done, Errand, Form};
use crate::hooks::use_account::{Order, use_account};
use crate::i18n::t;
use crate::platform::{clock, page};
use crate::product::Product;
use code_form::CodeForm;
pub use sessions::device;

/// Id of the open form; what is typed into it must not get lost.
const FORM: &str = "account-form";
/// Where administration begins; whoever has none of it is told so there.
const ADMINISTRATION: &str = "/employees";

/// Whether something may be typed into the page.
pub fn has_form() -> bool {
    page::element(FORM).is_some()
}

const CHANGE: &str = "change-password";
const SECOND_FACTOR: &str = "account-second-factor";
const SESSIONS: &str = "account-sessions";

/// What the page needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What all windows need.
    pub window: Window,
    /// Who is signed in.
    pub facts: SignedIn,
    /// What leads back to the workspace, where there is one.
    pub onback: Option<Callback<MouseEvent>>,
}

/// Draws it.
#[component(Account)]
pub fn account(props: &Props) -> Html {
    let Props { window, facts, onback } = props;
    let language = window.language;
    let (desk, order) =
        use_account(facts.login.clone().into(), window.clock, window.send.reform(|()| Request::Refresh));
    let dispatcher = desk.dispatcher();
    let open = move |form: Option<Form>| {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_: MouseEvent| {
            dispatcher.dispatch(form.map_or(AccountEvent::Closed, AccountEvent::Opened));
        })
    };
    let before = use_mut_ref(|| (None, None));
    use_effect_with((desk.open, desk.done.clone()), move |now| {
        let before = before.replace(now.clone());
        if let Some(place) = next_focus(&before, now) {
            page::focus(place);
        }
    });
    html! {
        <>
            <h1 id={window::HEADING} tabindex="-1">{ t::personal_account(language) }</h1>
            <p class="lead">{ t::welcome(language) }</p>
            { who(window, facts) }
            <div class="actions">
                if window.product == Product::Boss {
                    <a class="second" href={ADMINISTRATION}>{ t::administration(language) }</a>
                }
                // Where an application has the place of the workspace.
                if facts.app_url.is_some() && facts.may_change_point_of_sale {
                    <button type="button" class="second" onclick={window.request(Request::ChangePointOfSale)}>
                        { t::change_point_of_sale(language) }
                    </button>
                }
                if let Some(onclick) = onback.clone() {
                    <button type="button" class="second" {onclick}>{ t::back_to_workspace(language) }</button>
                }
                <button type="button" class="second" onclick={window.request(Request::SignOut)}>
                    { t::sign_out(language) }
                </button>
            </div>
            { message(window::PROBLEM, &window.words(), window.retry(window.again())) }
            <p class="after">{ ends(window, facts) }</p>
            { password(window, facts, &desk, &order, &open) }
            if let Some(account) = &desk.account {
                { second_factor(window, account, &desk, &order, &open) }
                { sessions::sessions(window, account, &desk, &order, open(None)) }
                { consents::consents(account, language) }
            } else {
                { loading(window, &desk, &order) }
            }
        </>
    }
}

type Shown = (Option<Form>, Option<Done>);

/// Where the person goes on, after a form was opened or closed or something was done.
fn next_focus(before: &Shown, now: &Shown) -> Option<&'static str> {
    match (now, before) {
        ((Some(form), _), (was, _)) if *was != Some(*form) => Some(match form {
            Form::Password => new_password::CURRENT,
            Form::Reissue | Form::StepUp => code_form::FIELD,
        }),
        ((_, Some(done)), (_, was)) if was.as_ref() != Some(done) => Some(match done {
            Done::PasswordChanged => CHANGE,
            Done::Reissued(_) => SECOND_FACTOR,
            Done::Ended | Done::OthersEnded => SESSIONS,
        }),
        ((None, _), (Some(Form::Password), _)) => Some(CHANGE),
        ((None, _), (Some(Form::Reissue), _)) => Some(SECOND_FACTOR),
        ((None, _), (Some(Form::StepUp), _)) => Some(SESSIONS),
        _ => None,
    }
}

fn loading(window: &Window, desk: &Desk, order: &Callback<Order>) -> Html {
    let language = window.language;
    let words =
        desk.unread.as_ref().map(|it| problem::words(it, window.product, language, clock::time_of_day));
    let retry = desk.unread.as_ref().map(|_| (t::retry(language), order.reform(|()| Order::Read)));
    html! {
        <section key="loading">
            if desk.unread.is_none() { <p class="after waiting">{ t::loading(language) }</p> }
            { message("account-problem", &words.unwrap_or_default(), retry) }
        </section>
    }
}

fn password(
    window: &Window,
    facts: &SignedIn,
    desk: &Desk,
    order: &Callback<Order>,
    open: &impl Fn(Option<Form>) -> Callback<MouseEvent>,
) -> Html {
    let language = window.language;
    let onsave = order.reform(|Draft { current, password, .. }| Order::ChangePassword { current, password });
    let is_changed = desk.done == Some(Done::PasswordChanged);
    let may_reissue = desk.account.as_ref().is_some_and(|it| it.two_factor && it.may_reissue);
    html! {
        <section aria-labelledby={CHANGE}>
            <h2 id={CHANGE} tabindex="-1">{ t::password(language) }</h2>
            <p class="good" role="status">{ if is_changed { t::password_changed(language) } else { "" } }</p>
            if desk.open == Some(Form::Password) {
                <div id={FORM}>
                    <NewPassword product={window.product} {language} login={facts.login.clone()} asks_current=true
                        busy={desk.is_busy(&Errand::Form(Form::Password))}
                        problem={desk.problem(Form::Password).cloned()} {onsave} oncancel={open(None)} />
                </div>
            } else {
                if is_changed && may_reissue { <p class="explains">{ t::reissue_offer(language) }</p> }
                <p class="explains">{ t::change_password_hint(language) }</p>
                { opener(t::change_password(language), open(Some(Form::Password))) }
            }
        </section>
    }
}

fn second_factor(
    window: &Window,
    account: &Facts,
    desk: &Desk,
    order: &Callback<Order>,
    open: &impl Fn(Option<Form>) -> Callback<MouseEvent>,
) -> Html {
    let language = window.language;
    let sent_to = if let Some(Done::Reissued(sent_to)) = &desk.done { Some(sent_to) } else { None };
    let done =
        sent_to.map(|sent_to| [&t::reissue_mailed(language, sent_to), " ", t::check_spam(language)].concat());
    let what = match (account.two_factor, account.may_reissue) {
        (false, _) if sent_to.is_some() => Html::default(),
        (false, _) => html! { <p class="explains">{ t::two_factor_inactive(language) }</p> },
        (true, false) => html! { <p class="explains">{ t::reissue_elsewhere(language) }</p> },
        (true, true) if desk.open == Some(Form::Reissue) => {
            let problem = desk.problem(Form::Reissue).cloned();
            let busy = desk.is_busy(&Errand::Form(Form::Reissue));
            html! {
                <div id={FORM}>
                    <CodeForm product={window.product} {language} lead={t::reissue_lead(language)}
                        label={t::reissue(language)} {busy} {problem}
                        onsend={order.reform(Order::Reissue)} oncancel={open(None)} />
                </div>
            }
        }
        (true, true) => html! {
            <>
                <p class="explains">{ t::reissue_hint(language) }</p>
                { opener(t::reissue(language), open(Some(Form::Reissue))) }
            </>
        },
    };
    html! {
        <section aria-labelledby={SECOND_FACTOR}>
            <h2 id={SECOND_FACTOR} tabindex="-1">{ t::two_factor(language) }</h2>
            <p class="good" role="status">{ done.unwrap_or_default() }</p>
            { what }
        </section>
    }
}

/// A button that opens a form in its place.
fn opener(label: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" class="second short" {onclick}>{ label }</button> }
}

/// A heading of a list, as every section has one.
fn section(id: &'static str, heading: &'static str, content: Html) -> Html {
    html! {
        <section aria-labelledby={id}>
            <h2 {id} tabindex="-1">{ heading }</h2>
            { content }
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn the_focus_goes_to_what_was_opened_or_done_and_stays_otherwise() {
        let (password, code) = (Some(Form::Password), Some(Form::Reissue));
        let (changed, ended) = (Some(Done::PasswordChanged), Some(Done::Ended));
        for (before, now, place) in [
            ((None, None), (None, None), None),
            ((None, None), (password, None), Some(new_password::CURRENT)),
            ((None, changed.clone()), (code, None), Some(code_form::FIELD)),
            ((password, None), (None, None), Some(CHANGE)),
            ((code, None), (None, None), Some(SECOND_FACTOR)),
            ((password, None), (None, changed), Some(CHANGE)),
            ((code, None), (code, ended.clone()), Some(SESSIONS)),
            ((None, ended), (None, None), None),
        ] {
            assert_eq!(next_focus(&before, &now), place, "{before:?} to {now:?}");
        }
    }

    #[test]
    fn who_waits_for_a_new_qr_code_is_told_of_the_button_that_sends_the_email_again() {
        for language in [Language::English, Language::Russian] {
            let said = t::two_factor_inactive(language);
            assert!(said.contains(t::resend(language)), "{said}");
        }
    }
}
