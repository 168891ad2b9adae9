//! One structure unit: tabs Data, Seances, Employees and Applications; edit and block.

mod edit;

use shared::api::admin::applications;
use shared::api::admin::employees;
use shared::api::admin::structure_units::{self as wire, StructureUnit};
use shared::percent::encoded;
use shared::place::Kind;
use yew::prelude::*;

use crate::piece;

use super::state_cell;
use crate::boss::desk::Desk;
use crate::boss::list;
use crate::boss::modal::Question;
use crate::boss::one_page::use_one_page;
use crate::boss::parts;
use crate::boss::use_units::use_named_units;
use crate::boss::{applications as programs, copy, employees as staff, words};
use crate::components::message::told;
use crate::i18n::{digits, t};

/// Draws the page.
#[hook]
pub fn use_one(desk: &Desk) -> Html {
    let desk = &use_named_units(desk);
    let language = desk.language;
    let id = desk.address.place.name.clone();
    let path = [wire::PATH, "/", &encoded(&id)].concat();
    let one = use_one_page::<StructureUnit>(desk, &path);
    let back = parts::back(desk, Kind::StructureUnits, t::structure_units(language));
    let (unit, over) = match one.read(desk, back.clone(), &id) {
        Ok(read) => read,
        Err(waiting) => return waiting,
    };
    let block = Question::block(
        language,
        &unit.name,
        t::block_unit_lead(language),
        &path,
        unit.blocked_at_ms.is_some(),
    );
    html! {
        <>
            { back }
            { parts::heading(&unit.name) }
            { tabs(desk) }
            { match desk.address.get("tab") {
                "employees" => {
                    list::shown(desk, &staff::SOURCE, employees::PATH, ["unit=", &unit.id].concat(), Html::default())
                }
                "applications" => {
                    let fixed = ["unit=", &unit.id].concat();
                    list::shown(desk, &programs::SOURCE, applications::PATH, fixed, Html::default())
                }
                "seances" => html! {
                    <>
                        { seances(desk, unit) }
                        <div class="actions">{ parts::second(t::change(language), over.onform()) }</div>
                        { told("done", over.done()) }
                    </>
                },
                _ => html! {
                    <>
                        { data(desk, unit) }
                        <div class="actions">
                            { parts::second(t::change(language), over.onform()) }
                            { block.button(&over.onask()) }
                        </div>
                        { told("done", over.done()) }
                    </>
                },
            } }
            { over.shown(desk, |onclose| piece!("edit", edit::use_edit, edit::Props {
                    desk: desk.clone(),
                    unit: unit.clone(),
                    path: path.clone(),
                    onclose: onclose.clone(),
                })) }
        </>
    }
}

/// The tabs, each an address.
fn tabs(desk: &Desk) -> Html {
    let language = desk.language;
    let now = desk.address.get("tab");
    let tab = |(word, label): (&'static str, &'static str)| {
        // A list of another tab begins anew.
        let to = desk.of(Kind::StructureUnits, &desk.address.place.name).with("tab", word);
        html! { <li aria-current={(word == now).then_some("page")}>{ desk.link(to, html! { { label } }) }</li> }
    };
    let all = [
        ("", t::data(language)),
        ("seances", t::seances(language)),
        ("employees", t::employees(language)),
        ("applications", t::applications(language)),
    ];
    html! { <nav class="tabs" aria-label={t::parts(language)}><ul>{ for all.into_iter().map(tab) }</ul></nav> }
}

/// The tab Seances; the form of a change adds and removes them, and says what ends.
fn seances(desk: &Desk, unit: &StructureUnit) -> Html {
    let item = |name: &String| html! { <li>{ name.clone() }</li> };
    if unit.seances.is_empty() {
        return html! { <p class="nothing">{ t::no_seances(desk.language) }</p> };
    }
    html! { <ul class="list">{ for unit.seances.iter().map(item) }</ul> }
}

/// The tab Data.
fn data(desk: &Desk, unit: &StructureUnit) -> Html {
    let language = desk.language;
    let id = html! {
        <span class="copied">{ parts::code(&unit.id) }
            { copy::button(language, &unit.id, t::copy_id(language)) }</span>
    };
    let blocked = unit.blocked_at_ms.map(|at| words::moment(language, Some(at)));
    let state =
        html! { <>{ state_cell(language, blocked.is_some()) }{ " " }{ blocked.unwrap_or_default() }</> };
    let seances =
        if unit.seances.is_empty() { t::no_seances(language).to_owned() } else { unit.seances.join(", ") };
    html! {
        <dl class="facts">
            { parts::fact(t::structure_unit_id(language), id) }
            { parts::fact(t::name(language), parts::plain(&unit.name)) }
            { parts::fact(t::address(language), parts::plain(&unit.address)) }
            { parts::fact(t::seances(language), html! { { seances } }) }
            { parts::fact(t::employees(language), html! { { digits(unit.employees) } }) }
            { parts::fact(t::applications(language), html! { { digits(unit.applications) } }) }
            { parts::fact(t::state(language), state) }
        </dl>
    }
}
