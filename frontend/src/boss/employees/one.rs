//! One employee: what is known, what can be done, sessions, consents and last events.

mod acts;
mod edit;
mod lists;

use shared::api::admin::employees::{self as wire, Employee, State};
use shared::percent::encoded;
use shared::place::Kind;
use yew::prelude::*;

use crate::piece;

use crate::boss::audit;
use crate::boss::desk::Desk;
use crate::boss::list::{self, Act};
use crate::boss::one_page::use_one_page;
use crate::boss::parts;
use crate::boss::use_units::{named, use_named_units};
use crate::boss::words;
use crate::components::message::told;
use crate::i18n::t;

/// Draws the page.
#[hook]
pub fn use_one(desk: &Desk) -> Html {
    let desk = &use_named_units(desk);
    let language = desk.language;
    let login = desk.address.place.name.clone();
    let path = [wire::PATH, "/", &encoded(&login)].concat();
    let one = use_one_page::<Employee>(desk, &path);
    let back = parts::back(desk, Kind::Employees, t::employees(language));
    let (employee, over) = match one.read(desk, back.clone(), &login) {
        Ok(read) => read,
        Err(waiting) => return waiting,
    };
    let onask = over.onask();
    let onact = {
        let (onask, path) = (onask.clone(), path.clone());
        Callback::from(move |(_, id): Act| onask.emit(acts::end_session(language, &path, &id)))
    };
    let agency = ["agency=", &employee.agency.to_string()].concat();
    html! {
        <>
            { back }
            { parts::heading(&employee.name) }
            { facts(desk, employee) }
            <div class="actions">
                { parts::second(t::change(language), over.onform()) }
                { acts::buttons(desk, employee, &path, &onask) }
            </div>
            { told("done", over.done()) }
            { parts::section("sessions", t::sessions(language), html! {
                { piece!("sessions", list::use_list, list::Props {
                    onact: onact.clone(),
                    again: over.again(),
                    ..list::Props::of(desk, &lists::SESSIONS, &[&path, "/sessions"].concat())
                }) }
            }) }
            { parts::section("consents", t::consents_given(language), html! {
                { piece!("consents", list::use_list, list::Props {
                    again: over.again(),
                    ..list::Props::of(desk, &lists::CONSENTS, &[&path, "/consents"].concat())
                }) }
            }) }
            { parts::section("events", t::last_events(language), html! {
                <>
                    { piece!("events", list::use_list, list::Props {
                        again: over.again(),
                        fixed: ["limit=10&login=", &encoded(&employee.login), "&", &agency].concat(),
                        ..list::Props::of(desk, &audit::LAST, audit::PATH)
                    }) }
                    <p class="after">
                        { desk.link(desk.of(Kind::Audit, "").with("login", &employee.login), html! { { t::all_events(language) } }) }
                    </p>
                </>
            }) }
            { over.shown(desk, |onclose| piece!("edit", edit::use_edit, edit::Props {
                    desk: desk.clone(),
                    employee: employee.clone(),
                    path: path.clone(),
                    onclose: onclose.clone(),
                })) }
        </>
    }
}

/// What is known.
fn facts(desk: &Desk, employee: &Employee) -> Html {
    let language = desk.language;
    let state = match (employee.state, employee.blocked_at_ms) {
        (State::Blocked, at) => [
            words::state(language, employee.state),
            ", ",
            &words::moment(language, at),
            employee.blocked_reason.as_deref().map_or("", |reason| if reason.is_empty() { "" } else { ": " }),
            employee.blocked_reason.as_deref().unwrap_or_default(),
        ]
        .concat(),
        _ => words::standing(language, employee).to_owned(),
    };
    let locked = match employee.locked_devices {
        0 => String::new(),
        locked => [", ", &t::locked_browsers(language, locked)].concat(),
    };
    let two_factor = match employee.two_factor.as_str() {
        "active" => t::two_factor_active(language),
        "pending" => t::two_factor_pending(language),
        _ => t::two_factor_none(language),
    };
    let units = employee.points_of_sale.iter().map(|id| {
        html! { <p>{ desk.link(desk.of(Kind::StructureUnits, id), parts::plain(&named(desk.known_units(), id))) }</p> }
    });
    html! {
        <dl class="facts">
            { parts::fact(t::login(language), parts::plain(&employee.login)) }
            { parts::fact(t::state(language), html! { <span class="state" data-state={employee.state.as_str()}>{ state }</span> }) }
            { parts::fact(t::role(language), html! { { words::role(language, employee.role) } }) }
            { parts::fact(t::products(language), html! { { words::products(language, &employee.products) } }) }
            { parts::fact(t::points_of_sale(language), html! { <>{ for units }</> }) }
            { parts::fact(t::two_factor(language), html! { { two_factor } }) }
            { parts::fact(t::known_browsers(language), html! { <>{ employee.devices }{ locked }</> }) }
            { parts::fact(t::last_sign_in(language), html! { { words::moment(language, employee.last_sign_in_at_ms) } }) }
        </dl>
    }
}
