//! The second module: every window after the credentials, drawn from the state that the first one handed over.

mod account_page;

use std::rc::Rc;

use shared::api::state::{SignedIn as SignedInFacts, State, Step};
use shared::way_back;
use yew::prelude::*;

use crate::components::layout::{Frame, Stand, layout};
use crate::components::message::RETRY;
use crate::flow::{Flow, Request};
use crate::hooks::use_flow::{hand_back, use_flow};
use crate::hooks::use_history::use_history;
use crate::hooks::use_idle::use_idle;
use crate::hooks::use_language::use_language;
use crate::hooks::use_session::use_session;
use crate::i18n::{Language, t};
use crate::pages::account::{self as account_window, Account};
use crate::pages::code::Code;
use crate::pages::idle::idle_warning;
use crate::pages::point_of_sale::PointOfSale;
use crate::pages::requirements::Requirements;
use crate::pages::seance::Seance;
use crate::pages::signed_in::signed_in;
use crate::pages::window::{HEADING, PROBLEM, Window};
use crate::platform::{bridge, deployment, history, language as choice, page, storage};
use crate::product::Product;
use account_page::{AccountPage, use_account_page};

/// The state that the first module handed over.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where the sign-in stands.
    pub state: Rc<State>,
}

/// Draws the window of the step at hand.
#[component(Steps)]
pub fn steps(props: &Props) -> Html {
    let (language, onlanguage) = use_language(choice::current());
    let (flow, send) = use_flow(props.state.clone());
    use_session(flow.dispatcher());
    let product = Product::of(&flow.state.product);
    let step = &flow.state.step;

    let account = use_account_page(facts(step).is_some());
    let onback = {
        let (account, send, is_open) = (account.clone(), send.clone(), account.is_open(step));
        Callback::from(move |()| if is_open { account.close() } else { send.emit(Request::Back) })
    };
    let has_account = account.is_open(step) || (facts(step).is_some() && product == Product::Boss);
    // Where the sign-in is over, whoever takes the windows away leaves their entries.
    let is_over = matches!(step, Step::Credentials { .. });
    let is_still = flow.is_busy() || is_over;
    use_history(depth(&flow) + account.depth(step), account.path(step), is_still, onback);
    let session = facts(step).map(|facts| (facts.idle_at_ms, flow.clock));
    let onend = {
        let state = flow.state.clone();
        Callback::from(move |text: Option<String>| end(&state, text.as_deref()))
    };
    let went_back = use_direction(depth(&flow) + account.depth(step), std::mem::discriminant(step));
    let (idle_left, onstay) = use_idle(session, onend);

    let heading = if has_account { t::personal_account(language) } else { heading(step, language) };
    use_effect_with((heading, language), move |(heading, language)| {
        let title = [heading, " · ", t::brand(*language), " ", product.name(*language)].concat();
        page::describe(language.tag(), &title);
    });
    use_effect_with((std::mem::discriminant(step), has_account), {
        let (is_code, has_dialog) = (matches!(step, Step::Code { .. }), just_sent(step));
        move |_| {
            if is_over {
                return;
            }
            storage::write(storage::RESUME, "1");
            if !has_dialog {
                page::focus(if is_code { "code" } else { HEADING });
            }
        }
    });
    // The button that tries again is drawn anew, should that fail as well.
    use_effect_with(flow.failed.clone(), |failed| {
        if failed.is_some() {
            page::recover_focus(&[RETRY, HEADING]);
            // On a small screen it may be below all that is seen.
            page::reveal(PROBLEM);
        }
    });
    // Between windows nothing is typed, and a workspace holds nothing: an old page makes room for the new one. The
    // dialog about a mail is told once, and the first module has its own way.
    let renewed = (std::mem::discriminant(step), facts(step).map(|_| flow.state.app.clone()));
    use_effect_with(renewed, {
        let stays = just_sent(step) || is_over || account_window::has_form();
        let app = flow.state.app.clone();
        move |_| {
            if !stays {
                deployment::reload_for(&app);
            }
        }
    });
    let is_there = facts(step).is_some() && !account.is_open(step);
    use_effect_with((is_there, elsewhere(step)), |(is_there, app_url)| {
        // Whoever was sent to the sign-in goes on to where they were.
        let to = is_there.then(|| storage::take(storage::RETURN).or_else(|| app_url.clone()));
        if let Some(path) = to.flatten() {
            page::replace_with(&path);
        }
    });

    let window = Window {
        product,
        language,
        busy: flow.is_busy(),
        failed: flow.failed.clone(),
        clock: flow.clock,
        onlanguage: onlanguage.clone(),
        send,
    };
    let stand = Stand { version: flow.state.version.clone(), is_demo: flow.state.stand == "demo" };
    let frame = Frame {
        product,
        language,
        stand: &stand,
        onlanguage: &onlanguage,
        wide: matches!(step, Step::SignedIn(_)),
        back: went_back,
    };
    // `if` keeps its place when there is nothing to show; a list that grew would have the window drawn anew.
    let window = html! {
        <>
            { draw(step, window, has_account, &account) }
            if let Some(left_ms) = idle_left { { idle_warning(language, left_ms, &onstay, &onlanguage) } }
        </>
    };
    layout(&frame, window)
}

fn draw(step: &Step, window: Window, has_account: bool, account: &AccountPage) -> Html {
    match step.clone() {
        // The first module has the page again.
        Step::Credentials { .. } => Html::default(),
        Step::Requirements { who, consent, two_factor } => {
            html! { <Requirements {window} {who} {consent} {two_factor} /> }
        }
        Step::Code { who, setup, .. } => html! { <Code {window} {who} {setup} /> },
        Step::PointOfSale { who, choices, selected, fixed, changing } => {
            html! { <PointOfSale {window} {who} {choices} {selected} {fixed} {changing} /> }
        }
        Step::Seance { who, point_of_sale, choices, selected, changing } => {
            html! { <Seance {window} {who} {point_of_sale} {choices} {selected} {changing} /> }
        }
        Step::SignedIn(facts) if has_account => {
            let onback = (window.product == Product::Cashier).then(|| account.closing());
            // What somebody has begun to fill in is nobody else's.
            let key = facts.login.clone();
            html! { <Account {key} {window} facts={*facts} {onback} /> }
        }
        Step::SignedIn(facts) => signed_in(&window, &facts, account.opening()),
    }
}

/// What the window is called.
fn heading(step: &Step, language: Language) -> &'static str {
    match step {
        Step::Credentials { .. } | Step::Requirements { .. } => t::authorization(language),
        Step::Code { .. } => t::authentication_code(language),
        Step::PointOfSale { .. } => t::point_of_sale(language),
        Step::Seance { .. } => t::session(language),
        Step::SignedIn(_) => t::workspace(language),
    }
}

/// How many history entries the window is deep. One is enough for all whose way back leads to the credentials.
fn depth(flow: &Flow) -> u32 {
    match flow.state.step {
        Step::Credentials { .. } | Step::SignedIn(_) => 0,
        Step::Requirements { .. } | Step::Code { .. } | Step::PointOfSale { .. } => 1,
        Step::Seance { .. } => 2,
    }
}

/// Whether the window at hand was come to by going back.
#[hook]
fn use_direction(depth: u32, step: std::mem::Discriminant<Step>) -> bool {
    let last = use_mut_ref(|| (depth, step, false));
    let (before, was, went_back) = *last.borrow();
    let went_back = if (before, was) == (depth, step) { went_back } else { depth < before && depth > 0 };
    *last.borrow_mut() = (depth, step, went_back);
    went_back
}

fn just_sent(step: &Step) -> bool {
    matches!(step, Step::Code { setup: Some(setup), .. } if setup.just_sent)
}

/// Where the workspace stays although an application is there.
const WORKSPACE: &str = "/workspace";

/// Where a finished sign-in goes, when that is another page: to where somebody came from, or to the application's own.
fn elsewhere(step: &Step) -> Option<String> {
    let app_url = facts(step)?.app_url.clone()?;
    (history::path() != WORKSPACE).then(|| way_back::asked(&history::query(), &app_url).unwrap_or(app_url))
}

fn facts(step: &Step) -> Option<&SignedInFacts> {
    if let Step::SignedIn(facts) = step { Some(facts) } else { None }
}

/// Sixty minutes without input: the login window says why, even offline.
fn end(state: &State, text: Option<&str>) {
    match text {
        Some(text) => bridge::hand_back(text),
        None => hand_back(state, storage::IDLE),
    }
}

/// Forgets that a later window was open; called when the first module has the page.
pub fn forget() {
    storage::remove(storage::RESUME);
}
