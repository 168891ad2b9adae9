//! Structure units: the list, and the form of a new one.

mod create;
pub mod one;
mod seances;

use shared::api::admin::structure_units::{self as wire, StructureUnit};
use shared::place::Kind;
use yew::prelude::*;

use crate::piece;

use super::address::Address;
use super::desk::Desk;
use super::list::{Act, Column, Filter, FilterKind, Row, Source, rows};
use super::list_page::{ListPage, use_list_page};
use super::words;
use crate::boss::parts;
use crate::i18n::{Language, digits, t};

/// The list of structure units.
pub static SOURCE: Source = Source {
    name: "structure-units",
    caption: t::structure_units,
    columns: &[
        Column { heading: t::name, sort: "" },
        Column { heading: t::structure_unit_id, sort: "" },
        Column { heading: t::address, sort: "" },
        Column { heading: t::seances, sort: "" },
        Column { heading: t::employees, sort: "" },
        Column { heading: t::applications, sort: "" },
        Column { heading: t::state, sort: "" },
    ],
    filters: &[Filter { name: "state", label: t::state, kind: FilterKind::Choice(states) }],
    search: Some(t::search_units),
    query: |address: &Address| address.members(&["search", "state", "cursor"]),
    read,
    empty: t::no_units,
};

/// States of what can only be blocked.
pub fn states(language: Language) -> Vec<(&'static str, &'static str)> {
    vec![("active", t::state_active(language)), ("blocked", t::state_blocked(language))]
}

/// A cell that says whether something is blocked.
pub fn state_cell(language: Language, is_blocked: bool) -> Html {
    let word = if is_blocked { "blocked" } else { "active" };
    html! { <span class="state" data-state={word}>{ words::blocked(language, is_blocked) }</span> }
}

fn read(text: &str, desk: &Desk, _: &Callback<Act>) -> Option<(Vec<Row>, Option<String>)> {
    let language = desk.language;
    rows(text, |it: StructureUnit| {
        let is_blocked = it.blocked_at_ms.is_some();
        let seances = it.seances.join(", ");
        let (staff, programs) = (digits(it.employees), digits(it.applications));
        let one = desk.of(Kind::StructureUnits, &it.id);
        let cells = vec![
            desk.link(one, parts::plain(&it.name)),
            parts::code(&it.id),
            parts::plain(&it.address),
            parts::plain(&seances),
            parts::plain(&staff),
            parts::plain(&programs),
            state_cell(language, is_blocked),
        ];
        let state = words::blocked(language, is_blocked).to_owned();
        let plain = vec![it.name, it.id.clone(), it.address, seances, staff, programs, state];
        Row { key: it.id, cells, plain }
    })
}

/// Draws it.
#[hook]
pub fn use_units(desk: &Desk) -> Html {
    let language = desk.language;
    let page = ListPage {
        source: &SOURCE,
        path: wire::PATH,
        fixed: desk.scope(),
        create: t::create_unit(language),
        form: |form| piece!("create", create::use_create, form),
    };
    use_list_page(desk, page)
}
