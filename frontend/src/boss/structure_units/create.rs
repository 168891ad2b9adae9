//! The form of a new structure unit, whose identifier is suggested.

use shared::api::admin::structure_units::{self as wire, CreateStructureUnit, StructureUnit, Suggestion};
use shared::place::Kind;
use shared::value::structure_unit_id::StructureUnitId;
use yew::prelude::*;

use super::seances::{Draft, fields};
use crate::boss::desk::Desk;
use crate::boss::form::{self, Held, Text, use_held};
use crate::boss::list_page::FormProps;
use crate::boss::modal::{buttons, modal};
use crate::boss::sending::use_sending;
use crate::i18n::{digits, t};
use crate::platform::page;

/// Draws it.
#[hook]
pub(super) fn use_create(props: &FormProps) -> Html {
    let FormProps { desk, onclose } = props;
    let language = desk.language;
    let id = use_held(String::new);
    let draft = use_held(Draft::default);
    let sending = use_sending();
    use_effect_with((), {
        let (desk, id) = (desk.clone(), id.clone());
        move |()| {
            page::focus("unit-name");
            let path = [wire::SUGGESTION_PATH, "?agency=", &digits(desk.agency())].concat();
            desk.get(&path, move |suggestion: Result<Suggestion, _>| {
                // What was typed meanwhile stays.
                if let Some(suggestion) = suggestion.ok().filter(|_| page::value("unit-id").is_empty()) {
                    id.set(suggestion.id);
                }
            });
        }
    });
    let parse = |desk: &Desk, id: &Held<String>| {
        StructureUnitId::parse(id.now().trim()).filter(|id| id.agency().as_number() == desk.agency())
    };
    let parsed = parse(desk, &id);
    let act = {
        let (desk, onclose, id, draft) = (desk.clone(), onclose.clone(), id.clone(), draft.clone());
        let sending = sending.clone();
        Callback::from(move |()| {
            let may = sending.begin();
            let draft = draft.now();
            let Some(id) = parse(&desk, &id).filter(|_| !draft.name.trim().is_empty() && may) else {
                return;
            };
            let request = CreateStructureUnit {
                id: id.to_string(),
                name: draft.name.trim().to_owned(),
                address: draft.address.trim().to_owned(),
                seances: draft.seances(),
            };
            let (onclose, page_of) = (onclose.clone(), desk.clone());
            sending.send(&desk, wire::PATH, &request, move |created: StructureUnit| {
                onclose.emit(Some(page_of.of(Kind::StructureUnits, &created.id)));
            });
        })
    };
    let close = sending.closing(onclose, None);
    let note = if sending.is_tried() && parsed.is_none() { t::unit_id_malformed(language) } else { "" };
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            { fields(language, &draft, sending.is_tried()) }
            { form::text(Text {
                id: "unit-id", label: t::structure_unit_id(language), note_id: "unit-id-note", note,
                value: &id.now(), most: "22",
            }, form::put(&id, |id, value| *id = value.to_ascii_uppercase())) }
            <p class="explains">{ t::unit_id_lead(language) }</p>
            { sending.said(desk, "create-problem", t::unit_taken(language)) }
            { buttons(desk, t::create(language), sending.is_busy(), &close) }
        </form>
    };
    modal(desk, "create-heading", t::create_unit(language), &close, body)
}
