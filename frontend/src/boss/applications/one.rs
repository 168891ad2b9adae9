//! One application: its structure units, its live tokens, another password, its block.

mod acts;
mod rotate;

use shared::api::admin::applications::{self as wire, Application};
use shared::percent::encoded;
use shared::place::Kind;
use yew::prelude::*;

use crate::piece;

use super::Props;
use crate::boss::audit;
use crate::boss::desk::{Desk, Refusal};
use crate::boss::list::{self, Act};
use crate::boss::modal::{self, Question};
use crate::boss::parts;
use crate::boss::use_units::use_units;
use crate::boss::words;
use crate::components::message::told;
use crate::i18n::t;

/// What lies over the page.
#[derive(Clone, PartialEq)]
enum Over {
    Nothing,
    Rotating,
    Asking(Box<Question>),
}

/// Draws the page.
#[hook]
pub fn use_one(props: &Props) -> Html {
    let desk = &props.desk;
    let language = desk.language;
    let login = desk.address.place.name.clone();
    let path = [wire::PATH, "/", &encoded(&login)].concat();
    let held = use_state(|| None::<Result<Application, Refusal>>);
    let again = use_state(|| 0_u32);
    let over = use_state(|| Over::Nothing);
    let done = use_state(|| "");
    let units = use_units(desk);
    use_effect_with((path.clone(), *again), {
        let (desk, held) = (desk.clone(), held.setter());
        move |(path, _): &(String, u32)| {
            desk.get(path, move |reply| held.set(Some(reply)));
        }
    });
    let back = parts::back(desk, Kind::Applications, t::applications(language));
    let application = match &*held {
        Some(Ok(application)) => application,
        other => {
            let refusal = other.as_ref().and_then(|reply| reply.as_ref().err());
            return parts::waiting(desk, back, &login, refusal);
        }
    };
    let onask = {
        let (over, done) = (over.setter(), done.setter());
        Callback::from(move |question: Question| {
            done.set("");
            over.set(Over::Asking(Box::new(question)));
        })
    };
    let onrotate = {
        let (over, done) = (over.setter(), done.setter());
        Callback::from(move |_: MouseEvent| {
            done.set("");
            over.set(Over::Rotating);
        })
    };
    let onclose = {
        let (over, done, again) = (over.setter(), done.setter(), again.clone());
        Callback::from(move |is_done: bool| {
            over.set(Over::Nothing);
            if is_done {
                done.set(t::done(language));
                again.set(again.wrapping_add(1));
            }
        })
    };
    let onact = onask.reform(move |(_, jti): Act| acts::revoke(language, &jti));
    let agency = ["&agency=", &application.agency.to_string()].concat();
    html! {
        <>
            { back }
            { parts::heading(&application.login) }
            { facts(desk, application) }
            <div class="actions">
                { parts::second(t::rotate(language), onrotate) }
                { acts::buttons(desk, application, &path, &onask) }
            </div>
            { told("done", *done) }
            { parts::section("units", t::structure_units(language), acts::units(desk, application, &units, &path, &onask)) }
            { parts::section("tokens", t::live_tokens(language), html! {
                { piece!("tokens", list::use_list, list::Props {
                    onact: onact.clone(),
                    again: *again,
                    ..list::Props::of(desk, &acts::TOKENS, &[&path, "/tokens"].concat())
                }) }
            }) }
            { parts::section("events", t::last_events(language), html! {
                { piece!("events", list::use_list, list::Props {
                    again: *again,
                    fixed: ["limit=10&login=", &encoded(&application.login), &agency].concat(),
                    ..list::Props::of(desk, &audit::LAST, audit::PATH)
                }) }
            }) }
            { match &*over {
                Over::Nothing => Html::default(),
                Over::Rotating => piece!("rotate", rotate::use_rotate, rotate::Props {
                    desk: desk.clone(),
                    login: application.login.clone(),
                    path: path.clone(),
                    onclose: onclose.clone(),
                }),
                Over::Asking(question) => piece!("confirm", modal::use_confirm, modal::Props {
                    desk: desk.clone(),
                    question: (**question).clone(),
                    onclose: onclose.clone(),
                }),
            } }
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
