//! One application: its structure units, its live tokens, another password, its block.

mod acts;
mod rotate;

use shared::api::admin::applications::{self as wire, Application};
use shared::percent::encoded;
use shared::place::Kind;
use yew::prelude::*;

use crate::piece;

use crate::boss::audit;
use crate::boss::desk::Desk;
use crate::boss::list::{self, Act};
use crate::boss::one_page::use_one_page;
use crate::boss::parts;
use crate::boss::use_units::use_units;
use crate::boss::words;
use crate::components::message::told;
use crate::i18n::t;

/// Draws the page.
#[hook]
pub fn use_one(desk: &Desk) -> Html {
    let language = desk.language;
    let login = desk.address.place.name.clone();
    let path = [wire::PATH, "/", &encoded(&login)].concat();
    let one = use_one_page::<Application>(desk, &path);
    let units = use_units(desk);
    let back = parts::back(desk, Kind::Applications, t::applications(language));
    let (application, over) = match one.read(desk, back.clone(), &login) {
        Ok(read) => read,
        Err(waiting) => return waiting,
    };
    let onask = over.onask();
    let onact = onask.reform(move |(_, jti): Act| acts::revoke(language, &jti));
    let agency = ["&agency=", &application.agency.to_string()].concat();
    html! {
        <>
            { back }
            { parts::heading(&application.login) }
            { facts(desk, application) }
            <div class="actions">
                { parts::second(t::rotate(language), over.onform()) }
                { acts::buttons(desk, application, &path, &onask) }
            </div>
            { told("done", over.done()) }
            { parts::section("units", t::structure_units(language), acts::units(desk, application, &units, &path, &onask)) }
            { parts::section("tokens", t::live_tokens(language), html! {
                { piece!("tokens", list::use_list, list::Props {
                    onact: onact.clone(),
                    again: over.again(),
                    ..list::Props::of(desk, &acts::TOKENS, &[&path, "/tokens"].concat())
                }) }
            }) }
            { parts::section("events", t::last_events(language), html! {
                { piece!("events", list::use_list, list::Props {
                    again: over.again(),
                    fixed: ["limit=10&login=", &encoded(&application.login), &agency].concat(),
                    ..list::Props::of(desk, &audit::LAST, audit::PATH)
                }) }
            }) }
            { over.shown(desk, |onclose| piece!("rotate", rotate::use_rotate, rotate::Props {
                    desk: desk.clone(),
                    login: application.login.clone(),
                    path: path.clone(),
                    onclose: onclose.clone(),
                })) }
        </>
    }
}

/// What is known.
fn facts(desk: &Desk, application: &Application) -> Html {
    let language = desk.language;
    let row = |term: &'static str, value: String| html! { <div><dt>{ term }</dt><dd>{ value }</dd></div> };
    let moment = |at| words::moment(language, at);
    let state = match (application.blocked_at_ms, application.agency_blocked) {
        (Some(at), _) => [words::blocked(language, true), ", ", &moment(Some(at))].concat(),
        (None, true) => t::agency_is_blocked(language).to_owned(),
        (None, false) => words::blocked(language, false).to_owned(),
    };
    html! {
        <dl class="facts">
            { row(t::state(language), state) }
            { row(t::last_login(language), moment(application.last_login_at_ms)) }
            { row(t::created_at(language), moment(Some(application.created_at_ms))) }
            { row(t::rotations(language), crate::i18n::digits(application.rotations)) }
        </dl>
    }
}
