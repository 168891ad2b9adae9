//! Employees: the list, and the form of a new one.

mod create;
pub mod one;
mod particulars;

use shared::api::admin::employees::{self as wire, Employee, Role, State};
use shared::place::Kind;
use yew::prelude::*;

use crate::piece;

use super::address::Address;
use super::desk::Desk;
use super::list::{Act, Column, Filter, FilterKind, Row, Source, rows};
use super::list_page::{ListPage, use_list_page};
use super::use_units::{all_named, use_named_units};
use super::words;
use crate::boss::parts;
use crate::i18n::{Language, t};

/// The list of employees.
pub static SOURCE: Source = Source {
    name: "employees",
    caption: t::employees,
    columns: &[
        Column { heading: t::person_name, sort: "name" },
        Column { heading: t::login, sort: "login" },
        Column { heading: t::role, sort: "" },
        Column { heading: t::products, sort: "" },
        Column { heading: t::points_of_sale, sort: "" },
        Column { heading: t::state, sort: "" },
        Column { heading: t::last_sign_in, sort: "last-sign-in" },
    ],
    filters: &[
        Filter { name: "role", label: t::role, kind: FilterKind::Choice(roles) },
        Filter { name: "product", label: t::product, kind: FilterKind::Choice(products) },
        Filter { name: "state", label: t::state, kind: FilterKind::Choice(states) },
    ],
    search: Some(t::search_employees),
    query: |address: &Address| address.members(&["search", "role", "product", "state", "sort", "cursor"]),
    read,
    empty: t::no_employees,
};

fn roles(language: Language) -> Vec<(&'static str, &'static str)> {
    let roles = [Role::Cashier, Role::Administrator];
    roles.into_iter().map(|role| (role.as_str(), words::role(language, role))).collect()
}

fn products(language: Language) -> Vec<(&'static str, &'static str)> {
    crate::product::Product::ALL.into_iter().map(|it| (it.word(), it.name(language))).collect()
}

fn states(language: Language) -> Vec<(&'static str, &'static str)> {
    State::ALL.into_iter().map(|state| (state.as_str(), words::state(language, state))).collect()
}

fn read(text: &str, desk: &Desk, _: &Callback<Act>) -> Option<(Vec<Row>, Option<String>)> {
    let language = desk.language;
    rows(text, |it: Employee| {
        let products = words::products(language, &it.products);
        let state = words::standing(language, &it);
        let seen = words::moment(language, it.last_sign_in_at_ms);
        let role = words::role(language, it.role);
        let units = all_named(desk.known_units(), &it.points_of_sale);
        let one = desk.of(Kind::Employees, &it.login);
        let cells = vec![
            desk.link(one, parts::plain(&it.name)),
            parts::plain(&it.login),
            html! { { role } },
            parts::plain(&products),
            parts::plain(&units),
            html! {
                <>
                    <span class="state" data-state={it.state.as_str()}>{ state }</span>
                    if it.locked_devices > 0 { <small>{ t::locked_browsers(language, it.locked_devices) }</small> }
                </>
            },
            parts::plain(&seen),
        ];
        let plain = vec![
            it.name,
            it.login.clone(),
            role.into(),
            products,
            units,
            state.into(),
            words::moment_in_file(it.last_sign_in_at_ms),
        ];
        Row { key: it.login, cells, plain }
    })
}

/// Draws it.
#[hook]
pub fn use_employees(desk: &Desk) -> Html {
    let desk = &use_named_units(desk);
    let language = desk.language;
    let page = ListPage {
        source: &SOURCE,
        path: wire::PATH,
        fixed: desk.scope(),
        create: t::invite_employee(language),
        form: |form| piece!("create", create::use_create, form),
    };
    use_list_page(desk, page)
}
