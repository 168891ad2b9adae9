//! The form of a new structure unit, whose identifier is suggested.

use shared::api::admin::structure_units::{self as wire, CreateStructureUnit, StructureUnit, Suggestion};
use shared::value::structure_unit_id::StructureUnitId;
use yew::prelude::*;

use super::seances::{Draft, fields};
use crate::boss::desk::{Desk, Refusal};
use crate::boss::form::{self, Held, Text, use_held};
use crate::boss::modal::{buttons, modal};
use crate::boss::words;
use crate::components::message::message;
use crate::i18n::{digits, t};
use crate::platform::page;

/// What the form needs.
pub(super) struct Props {
    pub(super) desk: Desk,
    /// Called when it is over, with what was created.
    pub(super) onclose: Callback<Option<String>>,
}

/// Draws it.
#[hook]
pub(super) fn use_create(props: &Props) -> Html {
    let Props { desk, onclose } = props;
    let language = desk.language;
    let id = use_held(String::new);
    let draft = use_held(Draft::default);
    let tried = use_state(|| false);
    let busy = use_held(|| false);
    let problem = use_state(|| None::<Refusal>);
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
        let (tried, busy, problem) = (tried.setter(), busy.clone(), problem.setter());
        Callback::from(move |()| {
            tried.set(true);
            let draft = draft.now();
            let Some(id) = parse(&desk, &id).filter(|_| !draft.name.trim().is_empty() && !*busy.now()) else {
                return;
            };
            let request = CreateStructureUnit {
                id: id.to_string(),
                name: draft.name.trim().to_owned(),
                address: draft.address.trim().to_owned(),
                seances: draft.seances(),
            };
            busy.set(true);
            let onclose = onclose.clone();
            let (busy, problem) = (busy.clone(), problem.clone());
            desk.send("POST", wire::PATH, &request, move |created: Result<StructureUnit, _>| {
                busy.set(false);
                match created {
                    Ok(created) => onclose.emit(Some(created.id)),
                    Err(refusal) => problem.set(Some(refusal)),
                }
            });
        })
    };
    let close = onclose.reform(|()| None);
    let told = match &*problem {
        Some(refusal) if refusal.is("already-exists") => t::unit_taken(language).to_owned(),
        refusal => words::problem(language, refusal.as_ref()),
    };
    let note = if *tried && parsed.is_none() { t::unit_id_malformed(language) } else { "" };
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            { fields(language, &draft, *tried) }
            { form::text(Text {
                id: "unit-id", label: t::structure_unit_id(language), note_id: "unit-id-note", note,
                value: &id.now(), most: "22",
            }, form::put(&id, |id, value| *id = value.to_ascii_uppercase())) }
            <p class="explains">{ t::unit_id_lead(language) }</p>
            { message("create-problem", &told, None) }
            { buttons(desk, t::create(language), *busy.now(), &close) }
        </form>
    };
    modal(desk, "create-heading", t::create_unit(language), &close, body)
}
