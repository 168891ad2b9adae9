//! One's own sessions: where they were opened, when they were last used, and the way to end them.

use shared::api::account::{Account, OwnSession};
use shared::user_agent;
use yew::prelude::*;

use super::code_form::CodeForm;
use super::{FORM, SESSIONS, section};
use crate::components::message::message;
use crate::flow::account::{Desk, Done, Errand, Form};
use crate::hooks::use_account::Order;
use crate::i18n::{Language, t};
use crate::pages::problem;
use crate::pages::signed_in::{ms, place};
use crate::pages::window::Window;
use crate::platform::clock;
use crate::product::Product;

/// The section.
pub(super) fn sessions(
    window: &Window,
    account: &Account,
    desk: &Desk,
    order: &Callback<Order>,
    oncancel: Callback<MouseEvent>,
) -> Html {
    let language = window.language;
    let done = match desk.done {
        Some(Done::Ended) => t::session_ended(language),
        Some(Done::OthersEnded) => t::sessions_ended(language),
        Some(Done::PasswordChanged | Done::Reissued(_)) | None => "",
    };
    let failed = desk.failed.as_ref().and_then(|(errand, problem)| Some((ending(errand)?, problem)));
    let wanted = desk.wanted.as_ref().and_then(ending);
    let words = failed
        .as_ref()
        .map(|(_, problem)| problem::words(problem, window.product, language, clock::time_of_day));
    let retry = failed
        .filter(|(_, problem)| problem::can_retry(problem))
        .map(|(again, _)| (t::retry(language), order.reform(move |()| again.clone())));
    let items = account.sessions.iter().map(|session| item(session, window, account.now_ms, desk, order));
    let has_others = account.sessions.iter().any(|session| !session.current);
    let onothers = order.reform(|_: MouseEvent| Order::EndOthers);
    let busy = desk.is_busy(&Errand::EndOthers).then_some("true");
    let content = html! {
        <>
            <p class="good" role="status">{ done }</p>
            <ul class="list">{ for items }</ul>
            { message("sessions-problem", &words.unwrap_or_default(), retry) }
            if let Some(wanted) = wanted {
                <div id={FORM}>
                    <CodeForm product={window.product} {language} lead={t::step_up_lead(language)}
                        label={t::confirm(language)} busy={desk.is_busy(&Errand::Form(Form::StepUp))}
                        problem={desk.problem(Form::StepUp).cloned()} {oncancel}
                        onsend={order.reform(move |code| Order::StepUp { code, then: Box::new(wanted.clone()) })} />
                </div>
            } else if has_others {
                <button type="button" class="second" onclick={onothers} aria-busy={busy}>
                    <span>{ t::end_others(language) }</span>
                    <span class="spinner" aria-hidden="true"></span>
                </button>
            }
        </>
    };
    section(SESSIONS, t::where_signed_in(language), content)
}

/// What ends the sessions that an errand was about.
fn ending(errand: &Errand) -> Option<Order> {
    match errand {
        Errand::End(id) => Some(Order::End(id.clone())),
        Errand::EndOthers => Some(Order::EndOthers),
        Errand::Form(_) => None,
    }
}

fn item(session: &OwnSession, window: &Window, now_ms: i64, desk: &Desk, order: &Callback<Order>) -> Html {
    let language = window.language;
    let device = device(&session.user_agent, language);
    let opened = clock::date_and_time(ms(session.opened_at_ms), language);
    let product = Product::of(&session.product).name(language);
    let whence = place(session.country.as_deref(), session.address.as_deref(), language);
    let end = (!session.current).then(|| {
        let id = session.id.clone();
        let busy = desk.is_busy(&Errand::End(id.clone())).then_some("true");
        let onclick = order.reform(move |_: MouseEvent| Order::End(id.clone()));
        html! {
            <button type="button" class="second end" {onclick} aria-busy={busy}>
                { t::end(language) }{ " " }<span class="unseen">{ t::end_which(language, &device, &opened) }</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        }
    });
    html! {
        <li key={session.id.clone()}>
            <div>
                <p><b>{ device.clone() }</b>{ " " }if session.current { <span class="badge">{ t::session_here(language) }</span> }</p>
                <p>
                    { product }
                    if let Some(place) = &session.point_of_sale { { ", " }{ place.clone() } }
                </p>
                <p>{ whence }</p>
                <p>{ t::session_opened(language, &opened) }</p>
                <p>{ activity(now_ms, session.active_at_ms, language) }</p>
            </div>
            { for end }
        </li>
    }
}

/// A browser and its system in words.
/// A browser and its system, as far as they are known.
pub fn device(agent: &str, language: Language) -> String {
    let device = user_agent::device(agent);
    match (device.browser, device.system) {
        (Some(browser), Some(system)) => t::browser_on_system(language, browser, system),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => t::browser_unknown(language).to_owned(),
    }
}

/// How long ago somebody worked there. After an hour without input there is no session, so minutes will do.
fn activity(now_ms: i64, active_ms: i64, language: Language) -> String {
    match u32::try_from(now_ms.saturating_sub(active_ms) / 60_000).unwrap_or_default() {
        0 => t::session_active_now(language).to_owned(),
        minutes => t::session_active(language, &t::minutes(language, minutes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_told_as_far_as_it_is_known() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(device(chrome, Language::English), "Chrome on Windows");
        assert_eq!(device(chrome, Language::Russian), "Chrome на Windows");
        assert_eq!(device("Linux", Language::English), "Linux");
        assert_eq!(device("", Language::Russian), "Неизвестный браузер");
    }

    #[test]
    fn activity_is_told_in_minutes() {
        let told = |ago_ms: i64, language| activity(1_000_000_000, 1_000_000_000 - ago_ms, language);
        assert_eq!(told(59_999, Language::English), "Active just now");
        assert_eq!(told(60_000, Language::English), "Active 1 minute ago");
        assert_eq!(told(42 * 60_000, Language::Russian), "Активность: 42 минуты назад");
        assert_eq!(told(-5000, Language::English), "Active just now", "the clock of another machine");
    }
}
