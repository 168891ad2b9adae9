//! Agencies, for support: the list from which one is chosen, and the form of a new one.

use shared::api::admin::agencies::{self as wire, Agency, CreateAgency};
use shared::place::Kind;
use shared::value::agency_code::AgencyCode;
use yew::prelude::*;

use crate::boss::address::Address;
use crate::boss::desk::Desk;
use crate::boss::form::{self, Text, use_held};
use crate::boss::list::{Act, Column, Row, Source, rows};
use crate::boss::list_page::{FormProps, ListPage, use_list_page};
use crate::boss::modal::{buttons, modal};
use crate::boss::sending::use_sending;
use crate::boss::structure_units::state_cell;
use crate::boss::{parts, words};
use crate::i18n::{digits, t};
use crate::piece;
use crate::platform::page;

/// The list of agencies.
static SOURCE: Source = Source {
    name: "agencies",
    caption: t::agencies,
    columns: &[
        Column { heading: t::name, sort: "" },
        Column { heading: t::agency_code, sort: "" },
        Column { heading: t::state, sort: "" },
    ],
    filters: &[],
    search: Some(t::search_agencies),
    query: |address: &Address| address.members(&["search", "cursor"]),
    read,
    empty: t::no_agencies,
};

fn read(text: &str, desk: &Desk, _: &Callback<Act>) -> Option<(Vec<Row>, Option<String>)> {
    let language = desk.language;
    rows(text, |it: Agency| {
        let is_blocked = it.blocked_at_ms.is_some();
        let code = digits(it.code);
        let cells = vec![
            desk.link(Address::of(Some(it.code), Kind::Employees), parts::plain(&it.name)),
            parts::plain(&code),
            state_cell(language, is_blocked),
        ];
        let state = words::blocked(language, is_blocked).to_owned();
        Row { key: code.clone(), cells, plain: vec![it.name, code, state] }
    })
}

/// Draws it.
#[hook]
pub(super) fn use_agencies(desk: &Desk) -> Html {
    let language = desk.language;
    let page = ListPage {
        source: &SOURCE,
        path: wire::PATH,
        fixed: String::new(),
        create: t::create_agency(language),
        form: |form| piece!("create", use_create, form),
    };
    use_list_page(desk, page)
}

/// The form of a new agency.
#[hook]
fn use_create(props: &FormProps) -> Html {
    let FormProps { desk, onclose } = props;
    let language = desk.language;
    let code = use_held(String::new);
    let name = use_held(String::new);
    let sending = use_sending();
    use_effect_with((), |()| page::focus("agency-name"));
    let parsed = AgencyCode::parse(code.now().trim());
    let act = {
        let (desk, onclose, name, code) = (desk.clone(), onclose.clone(), name.clone(), code.clone());
        let sending = sending.clone();
        Callback::from(move |()| {
            let may = sending.begin();
            let name = name.now();
            let parsed = AgencyCode::parse(code.now().trim());
            let Some(code) = parsed.filter(|_| !name.trim().is_empty() && may) else { return };
            let request = CreateAgency { code: code.as_number(), name: name.trim().to_owned() };
            let onclose = onclose.clone();
            sending.send(&desk, wire::PATH, &request, move |created: Agency| {
                onclose.emit(Some(Address::of(Some(created.code), Kind::Agency)));
            });
        })
    };
    let close = sending.closing(onclose, None);
    let missing =
        if sending.is_tried() && name.now().trim().is_empty() { t::name_missing(language) } else { "" };
    let malformed =
        if sending.is_tried() && parsed.is_none() { t::agency_code_malformed(language) } else { "" };
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            { form::text(Text {
                id: "agency-name", label: t::name(language), note_id: "agency-name-note", note: missing,
                value: &name.now(), most: "100",
            }, form::put(&name, |name, value| *name = value)) }
            { form::text(Text {
                id: "agency-code", label: t::agency_code(language), note_id: "agency-code-note", note: malformed,
                value: &code.now(), most: "5",
            }, form::put(&code, |code, value| *code = value)) }
            { sending.said(desk, "create-problem", t::agency_taken(language)) }
            { buttons(desk, t::create(language), sending.is_busy(), &close) }
        </form>
    };
    modal(desk, "create-heading", t::create_agency(language), &close, body)
}
