//! Administration as a whole: who is signed in, where one is, and the page that stands there.

use std::cell::RefCell;
use std::rc::Rc;

use shared::api::admin::employees::{self, Employee, Role};
use shared::api::state::Step;
use shared::percent::encoded;
use shared::place::Kind;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::piece;

use super::address::Address;
use super::desk::{Desk, Refusal, Who};
use super::step_up;
use super::way_out::{is_left, leave, leave_reason, sign_out};
use super::{agency, applications, audit, employees as staff, shell, structure_units, way_back, words};
use crate::api::{STATE_PATH, state};
use crate::boss::parts;
use crate::components::message::message;
use crate::flow::Clock;
use crate::hooks::use_idle::use_idle;
use crate::hooks::use_language::use_language;
use crate::i18n::{Language, t};
use crate::pages::idle::idle_warning;
use crate::pages::window::HEADING;
use crate::platform::channel::{self, Channel, Word};
use crate::platform::question::Answer;
use crate::platform::{bridge, clock, deployment, history, http, language as choice, listener, page};
use crate::product::Product;

/// The own account.
const ACCOUNT: &str = "/account";

/// Id of the page at hand among the ways to every page.
const CURRENT: &str = "current-page";

/// What is known of whoever has opened the page.
#[derive(Clone, PartialEq)]
enum Known {
    Nothing,
    /// Signed in, with the moment when that ends for lack of input.
    Somebody(Rc<Who>, i64, Clock),
    /// Signed in, and not to administer.
    Nobody,
    Refused(Refusal),
}

/// Draws the page of the address.
#[component(Boss)]
pub fn boss() -> Html {
    use_administration(draw)
}

/// Draws all of administration around the page that `draw` makes of an address.
#[hook]
pub fn use_administration(draw: fn(&Desk) -> Html) -> Html {
    let (language, onlanguage) = use_language(choice::current());
    let known = use_state(|| Known::Nothing);
    let address = use_state(here);
    let asked = use_state(|| None::<(Answer, bool)>);
    let leave = Callback::from(|()| leave());
    let whose = use_mut_ref(String::new);

    use_effect_with((), {
        let (known, address, leave) = (known.setter(), address.setter(), leave.clone());
        move |()| {
            spawn_local({
                let (leave, whose) = (leave.clone(), whose.clone());
                async move { know(&known, &leave, &whose).await }
            });
            let moved = listener::on_window("popstate", move |_| address.set(here()));
            let handed_back = bridge::on_handed_back({
                let leave = leave.clone();
                move |text| {
                    leave_reason(&text, None);
                    leave.emit(());
                }
            });
            let seen = listener::on_visible({
                let (leave, whose) = (leave.clone(), whose.clone());
                move || spawn_local(look(leave.clone(), whose.clone()))
            });
            let channel = Channel::hear(move |word| {
                if word == Word::Moved {
                    spawn_local(look(leave.clone(), whose.clone()));
                }
            });
            move || drop((moved, handed_back, seen, channel))
        }
    });
    let session = match &*known {
        Known::Somebody(_, idle_at_ms, clock) => Some((*idle_at_ms, *clock)),
        Known::Nothing | Known::Nobody | Known::Refused(_) => None,
    };
    let stayed = use_state_eq(|| false);
    let onsignout = {
        let (stayed, leaves) = (stayed.setter(), use_mut_ref(|| false));
        Callback::from(move |_: MouseEvent| {
            if !leaves.replace(true) {
                sign_out(stayed.clone(), leaves.clone());
            }
        })
    };
    let leaving = leave.clone();
    let onend = Callback::from(move |text: Option<String>| {
        channel::tell(Word::Moved);
        leave_reason(&text.unwrap_or_default(), None);
        leaving.emit(());
    });
    let (idle_left, onstay) = use_idle(session, onend);

    let heading =
        (*address).as_ref().map_or_else(|| t::missing(language), |it| heading(language, it.place.kind));
    use_effect_with((heading, language), move |(heading, language)| {
        let title = [heading, " · ", t::brand(*language), " ", Product::Boss.name(*language)].concat();
        page::describe(language.tag(), &title);
    });
    let place = (*address).as_ref().map(|it| it.place.path());
    use_effect_with(place.clone(), {
        let (asked, stayed) = (asked.clone(), stayed.setter());
        // Whoever goes back has confirmed nothing of what was asked for here.
        move |_| {
            stayed.set(false);
            if let Some((answer, _)) = &*asked {
                answer.give(false);
                asked.set(None);
            }
        }
    });
    use_effect_with((place, session.is_some()), |(_, is_known)| {
        if *is_known {
            page::centre_in_list(CURRENT);
            page::recover_focus(&[HEADING]);
        }
    });

    let (nav, main) = match (&*known, &*address) {
        (Known::Nothing, _) => (Html::default(), loading(heading)),
        (Known::Refused(refusal), _) => {
            (Html::default(), stop(heading, &words::refusal(language, refusal), language))
        }
        (Known::Nobody, _) => (Html::default(), stop(heading, t::refused_right(language), language)),
        (Known::Somebody(who, ..), here) => {
            let desk = Desk {
                language,
                onlanguage: onlanguage.clone(),
                who: who.clone(),
                address: here.clone().unwrap_or_else(|| Address::of(None, Kind::Employees)),
                units: Some(Rc::default()),
                go: {
                    let address = address.setter();
                    Callback::from(move |(to, is_new): (Address, bool)| {
                        if is_elsewhere(&to) {
                            return page::go_to(&to.text());
                        }
                        let from = way_back::left(self::here(), &to, is_new);
                        history::visit(&to.text(), is_new);
                        if let Some(from) = from {
                            history::hold(&from);
                        }
                        address.set(Some(to));
                    })
                },
                ask_code: {
                    let asked = asked.setter();
                    Callback::from(move |question| asked.set(Some(question)))
                },
                leave: leave.clone(),
            };
            let main =
                if here.is_some() { draw(&desk) } else { stop(heading, t::missing_lead(language), language) };
            let dialog = (*asked).clone().map(|(answer, has_key)| {
                let asked = asked.setter();
                let onclose = Callback::from(move |yes| {
                    answer.give(yes);
                    asked.set(None);
                });
                piece!(
                    "step-up",
                    step_up::use_ask_code,
                    step_up::Props { desk: desk.clone(), has_key, onclose: onclose.clone() }
                )
            });
            (navigation(&desk, onsignout), html! { <>{ main }{ for dialog }</> })
        }
    };
    let main = html! {
        <>
            if *stayed { { message("stayed-problem", t::still_signed_in(language), None) } }
            { main }
            if let Some(left_ms) = idle_left { { idle_warning(language, left_ms, &onstay, &onlanguage) } }
        </>
    };
    shell::frame(language, &onlanguage, nav, main)
}

/// The page of an address.
fn draw(desk: &Desk) -> Html {
    let place = &desk.address.place;
    let key = place.path();
    match (place.kind, place.name.is_empty()) {
        (Kind::Employees, true) => piece!(key, staff::use_employees, desk.clone()),
        (Kind::Employees, false) => piece!(key, staff::one::use_one, desk.clone()),
        (Kind::StructureUnits, true) => {
            piece!(key, structure_units::use_units, desk.clone())
        }
        (Kind::StructureUnits, false) => {
            piece!(key, structure_units::one::use_one, desk.clone())
        }
        (Kind::Applications, true) => {
            piece!(key, applications::use_applications, desk.clone())
        }
        (Kind::Applications, false) => {
            piece!(key, applications::one::use_one, desk.clone())
        }
        (Kind::Agency, _) => piece!(key, agency::use_agency, desk.clone()),
        (Kind::Audit, _) => piece!(key, audit::use_log, desk.clone()),
        (Kind::Agencies | Kind::Mail | Kind::Texts, _) => missing(desk),
    }
}

/// Whether an address is one of the other module's.
fn is_elsewhere(to: &Address) -> bool {
    here().is_some_and(|here| here.place.kind.is_of_support() != to.place.kind.is_of_support())
}

/// What is said where there is no page, or none for whoever asks.
pub fn missing(desk: &Desk) -> Html {
    stop(t::missing(desk.language), t::missing_lead(desk.language), desk.language)
}

/// What a kind of pages is called.
fn heading(language: Language, kind: Kind) -> &'static str {
    match kind {
        Kind::Employees => t::employees(language),
        Kind::StructureUnits => t::structure_units(language),
        Kind::Applications => t::applications(language),
        Kind::Agency => t::agency(language),
        Kind::Audit => t::audit_log(language),
        Kind::Agencies => t::agencies(language),
        Kind::Mail => t::mail(language),
        Kind::Texts => t::texts_and_notices(language),
    }
}

/// The ways to every page, and out.
fn navigation(desk: &Desk, onclick: Callback<MouseEvent>) -> Html {
    let language = desk.language;
    let needs_agency = desk.is_support() && desk.address.place.agency.is_none();
    let at = desk.address.place.kind;
    let link = |kind: Kind| {
        let current = (kind == at).then_some("page");
        html! { <li id={current.map(|_| CURRENT)} aria-current={current}>{ desk.link(desk.of(kind, ""), html! { { heading(language, kind) } }) }</li> }
    };
    let kinds = Kind::ALL.into_iter().filter(|kind| match kind {
        Kind::Agencies | Kind::Mail | Kind::Texts => desk.is_support(),
        Kind::Employees | Kind::StructureUnits | Kind::Applications | Kind::Agency | Kind::Audit => {
            !needs_agency
        }
    });
    html! {
        <>
            <nav aria-label={t::administration(language)}><ul>{ for kinds.map(link) }</ul></nav>
            if let Some(code) = desk.address.place.agency {
                <p class="whose">{ t::agency(language) }{ " " }{ code }</p>
            }
            <p class="me">
                <a href={ACCOUNT}>{ desk.who.name.clone() }</a>
                <button type="button" class="link" {onclick}>{ t::sign_out(language) }</button>
            </p>
        </>
    }
}

/// Whether the address is that of an agency's page, and of no agency's.
fn needs_agency() -> bool {
    here().is_some_and(|it| it.place.agency.is_none() && it.place.kind.is_of_agency())
}

fn loading(heading: &'static str) -> Html {
    html! { <>{ parts::heading(heading) }{ shell::waiting() }</> }
}

/// A page that goes no further.
fn stop(heading: &'static str, text: &str, language: Language) -> Html {
    html! {
        <>
            { parts::heading(heading) }
            { message("boss-problem", text, None) }
            <p class="after"><a href={ACCOUNT}>{ t::personal_account(language) }</a></p>
        </>
    }
}

fn here() -> Option<Address> {
    let (path, query) = history::address();
    Address::parse(&path, &query)
}

/// Asks who is signed in, and as what.
async fn know(known: &UseStateSetter<Known>, leave: &Callback<()>, whose: &RefCell<String>) {
    let reply = http::send(STATE_PATH, None).await;
    let text = reply.filter(http::Response::is_ok).map(|reply| reply.text).unwrap_or_default();
    let Some(state) = state::read(&text) else {
        known.set(Known::Refused(Refusal::Lost));
        return;
    };
    let Step::SignedIn(facts) = &state.step else {
        leave_reason(&text, None);
        leave.emit(());
        return;
    };
    if deployment::reload_for(&state.app) {
        return;
    }
    whose.replace(facts.login.clone());
    let clock = Clock { edge_ms: state.now_ms, device_ms: clock::now() };
    let mut who = Who {
        login: facts.login.clone(),
        name: facts.employee.clone(),
        agency: facts.agency_code,
        agency_name: facts.agency.clone(),
        role: Role::Cashier,
    };
    let desk = Desk {
        language: choice::current(),
        onlanguage: Callback::noop(),
        who: Rc::new(who.clone()),
        address: Address::of(None, Kind::Employees),
        units: Some(Rc::default()),
        go: Callback::noop(),
        ask_code: Callback::noop(),
        leave: leave.clone(),
    };
    let (known, idle_at_ms) = (known.clone(), facts.idle_at_ms);
    desk.get(&[employees::PATH, "/", &encoded(&facts.login)].concat(), move |own: Result<Employee, _>| {
        known.set(match own {
            // Staff of MixVel chooses an agency first.
            Ok(own) if own.role == Role::Support && needs_agency() => {
                page::replace_with(&Address::of(None, Kind::Agencies).text());
                return;
            }
            Ok(own) => {
                who.role = own.role;
                Known::Somebody(Rc::new(who), idle_at_ms, clock)
            }
            Err(refusal) if refusal.is("not-allowed") => Known::Nobody,
            Err(refusal) => Known::Refused(refusal),
        });
    });
}

/// Asks whether the same person is still signed in. What stands here is not for anybody else, and nobody acts here in
/// another's name.
async fn look(leave: Callback<()>, whose: Rc<RefCell<String>>) {
    if is_left() {
        return;
    }
    let reply = http::send(STATE_PATH, None).await;
    let text = reply.filter(http::Response::is_ok).map(|reply| reply.text).unwrap_or_default();
    match state::read(&text).map(|state| state.step) {
        Some(Step::SignedIn(facts)) => {
            let whose = whose.borrow();
            if !whose.is_empty() && *whose != facts.login {
                page::reload();
            }
        }
        Some(_) => {
            leave_reason(&text, None);
            leave.emit(());
        }
        None => (),
    }
}
