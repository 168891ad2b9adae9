//! Applications: the list, and the form of a new one.

mod create;
mod curl;
pub mod one;
mod secret;

use shared::api::admin::applications::{self as wire, Application};
use shared::place::Kind;
use yew::prelude::*;

use crate::piece;

use super::address::Address;
use super::desk::Desk;
use super::list::{Act, Column, Filter, FilterKind, Row, Source, rows};
use super::list_page::{ListPage, use_list_page};
use super::structure_units::{state_cell, states};
use super::use_units::{all_named, use_named_units};
use super::words;
use crate::boss::parts;
use crate::i18n::{digits, t};

/// The list of applications.
pub static SOURCE: Source = Source {
    name: "applications",
    caption: t::applications,
    columns: &[
        Column { heading: t::login, sort: "" },
        Column { heading: t::structure_units, sort: "" },
        Column { heading: t::state, sort: "" },
        Column { heading: t::live_tokens, sort: "" },
        Column { heading: t::last_login, sort: "" },
    ],
    filters: &[Filter { name: "state", label: t::state, kind: FilterKind::Choice(states) }],
    search: Some(t::search_applications),
    query: |address: &Address| address.members(&["search", "state", "cursor"]),
    read,
    empty: t::no_applications,
};

fn read(text: &str, desk: &Desk, _: &Callback<Act>) -> Option<(Vec<Row>, Option<String>)> {
    let language = desk.language;
    rows(text, |it: Application| {
        let is_blocked = it.blocked_at_ms.is_some() || it.agency_blocked;
        let units = all_named(desk.known_units(), &it.units);
        let tokens = digits(it.live_tokens);
        let last = words::moment(language, it.last_login_at_ms);
        let one = desk.of(Kind::Applications, &it.login);
        let cells = vec![
            desk.link(one, parts::plain(&it.login)),
            parts::plain(&units),
            state_cell(language, is_blocked),
            parts::plain(&tokens),
            parts::plain(&last),
        ];
        let state = words::blocked(language, is_blocked).to_owned();
        let plain = vec![it.login.clone(), units, state, tokens, words::moment_in_file(it.last_login_at_ms)];
        Row { key: it.login, cells, plain }
    })
}

/// Draws it.
#[hook]
pub fn use_applications(desk: &Desk) -> Html {
    let desk = &use_named_units(desk);
    let language = desk.language;
    let page = ListPage {
        source: &SOURCE,
        path: wire::PATH,
        fixed: desk.scope(),
        create: t::create_application(language),
        form: |form| piece!("create", create::use_create, form),
    };
    use_list_page(desk, page)
}
