//! Agencies, for support: the list from which one is chosen, and the form of a new one.

use shared::api::admin::agencies::{self as wire, Agency, CreateAgency};
use shared::place::Kind;
use shared::value::agency_code::AgencyCode;
use yew::prelude::*;

use crate::piece;

use super::address::Address;
use super::desk::{Desk, Refusal};
use super::form::{self, Text, use_held};
use super::list::{Act, Column, Row, Source, rows, shown};
use super::modal::{buttons, modal};
use super::structure_units::state_cell;
use super::words;
use crate::boss::parts;
use crate::components::message::message;
use crate::i18n::{digits, t};
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
    // Whoever came for a page of an agency goes on to it.
    let kind = desk.address.place.kind;
    let kind = if kind.is_of_agency() { kind } else { Kind::Employees };
    rows(text, |it: Agency| {
        let is_blocked = it.blocked_at_ms.is_some();
        let code = digits(it.code);
        let cells = vec![
            desk.link(Address::of(Some(it.code), kind), parts::plain(&it.name)),
            parts::plain(&code),
            state_cell(language, is_blocked),
        ];
        let state = words::blocked(language, is_blocked).to_owned();
        Row { key: code.clone(), cells, plain: vec![it.name, code, state] }
    })
}

/// What the page needs.
pub struct Props {
    /// What every page has.
    pub desk: Desk,
}

/// Draws it.
#[hook]
pub fn use_agencies(props: &Props) -> Html {
    let desk = &props.desk;
    let language = desk.language;
    let is_open = use_state(|| false);
    let onopen = {
        let is_open = is_open.setter();
        Callback::from(move |_: MouseEvent| is_open.set(true))
    };
    let onclose = {
        let (is_open, desk) = (is_open.setter(), desk.clone());
        Callback::from(move |created: Option<u32>| {
            is_open.set(false);
            if created.is_some() {
                desk.go.emit((Address::of(created, Kind::Agency), true));
            }
        })
    };
    html! {
        <>
            { parts::heading(t::agencies(language)) }
            { shown(desk, &SOURCE, wire::PATH, String::new(), html! {
                <button type="button" class="main" onclick={onopen}>{ t::create_agency(language) }</button>
            }) }
            if *is_open { { piece!("create", use_create, CreateProps { desk: desk.clone(), onclose: onclose.clone() }) } }
        </>
    }
}

struct CreateProps {
    desk: Desk,
    /// Called when it is over, with the code of what was created.
    onclose: Callback<Option<u32>>,
}

/// The form of a new agency.
#[hook]
fn use_create(props: &CreateProps) -> Html {
    let CreateProps { desk, onclose } = props;
    let language = desk.language;
    let code = use_held(String::new);
    let name = use_held(String::new);
    let tried = use_state(|| false);
    let busy = use_held(|| false);
    let problem = use_state(|| None::<Refusal>);
    use_effect_with((), |()| page::focus("agency-name"));
    let parsed = AgencyCode::parse(code.now().trim());
    let act = {
        let (desk, onclose, name, code) = (desk.clone(), onclose.clone(), name.clone(), code.clone());
        let (tried, busy, problem) = (tried.setter(), busy.clone(), problem.setter());
        Callback::from(move |()| {
            tried.set(true);
            let name = name.now();
            let parsed = AgencyCode::parse(code.now().trim());
            let Some(code) = parsed.filter(|_| !name.trim().is_empty() && !*busy.now()) else { return };
            let request = CreateAgency { code: code.as_number(), name: name.trim().to_owned() };
            busy.set(true);
            let onclose = onclose.clone();
            let (busy, problem) = (busy.clone(), problem.clone());
            desk.send("POST", wire::PATH, &request, move |created: Result<Agency, _>| {
                busy.set(false);
                match created {
                    Ok(created) => onclose.emit(Some(created.code)),
                    Err(refusal) => problem.set(Some(refusal)),
                }
            });
        })
    };
    let close = onclose.reform(|()| None);
    let missing = if *tried && name.now().trim().is_empty() { t::name_missing(language) } else { "" };
    let malformed = if *tried && parsed.is_none() { t::agency_code_malformed(language) } else { "" };
    let told = match &*problem {
        Some(refusal) if refusal.is("already-exists") => t::agency_taken(language).to_owned(),
        refusal => words::problem(language, refusal.as_ref()),
    };
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
            { message("create-problem", &told, None) }
            { buttons(desk, t::create(language), *busy.now(), &close) }
        </form>
    };
    modal(desk, "create-heading", t::create_agency(language), &close, body)
}
