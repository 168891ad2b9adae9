//! The form that changes a structure unit.

use shared::api::admin::structure_units::{ChangeStructureUnit, StructureUnit};
use yew::prelude::*;

use super::super::seances::{Draft, fields};
use crate::boss::desk::{Desk, Refusal};
use crate::boss::form::{self, use_held};
use crate::boss::modal::{buttons, modal};
use crate::boss::overtaken::overtaken;
use crate::boss::words;
use crate::components::message::message;
use crate::i18n::t;
use crate::platform::page;

/// What the form needs.
pub(super) struct Props {
    pub(super) desk: Desk,
    pub(super) unit: StructureUnit,
    /// Where the edge has it.
    pub(super) path: String,
    /// Called when it is over, with whether something was changed.
    pub(super) onclose: Callback<bool>,
}

fn draft_of(unit: &StructureUnit) -> Draft {
    Draft { name: unit.name.clone(), address: unit.address.clone(), seances: unit.seances.join("\n") }
}

/// Draws it.
#[hook]
pub(super) fn use_edit(props: &Props) -> Html {
    let Props { desk, unit, path, onclose } = props;
    let language = desk.language;
    let read = use_held(|| unit.clone());
    let draft = use_held(|| draft_of(unit));
    let tried = use_state(|| false);
    let busy = use_held(|| false);
    let problem = use_state(|| None::<Refusal>);
    let newer = use_state(|| None::<StructureUnit>);
    use_effect_with((), |()| page::focus("unit-name"));
    let act = {
        let (desk, path, onclose, draft, read) =
            (desk.clone(), path.clone(), onclose.clone(), draft.clone(), read.clone());
        let (tried, busy, problem, newer) = (tried.setter(), busy.clone(), problem.setter(), newer.setter());
        Callback::from(move |()| {
            tried.set(true);
            let (draft, read) = (draft.now(), read.now());
            if draft.name.trim().is_empty() || *busy.now() {
                return;
            }
            let request = ChangeStructureUnit {
                version: read.version,
                name: Some(draft.name.trim().to_owned()),
                address: Some(draft.address.trim().to_owned()),
                seances: Some(draft.seances()),
            };
            busy.set(true);
            let body = serde_json::to_string(&request).unwrap_or_default();
            let (desk_then, path_then, onclose) = (desk.clone(), path.clone(), onclose.clone());
            let (busy, problem, newer) = (busy.clone(), problem.clone(), newer.clone());
            desk.send_text("PATCH", &path, body, move |changed| {
                busy.set(false);
                match changed {
                    Ok(_) => onclose.emit(true),
                    Err(refusal) => {
                        if refusal.is("overtaken") {
                            desk_then
                                .get(&path_then, move |now: Result<StructureUnit, _>| newer.set(now.ok()));
                        }
                        problem.set(Some(refusal));
                    }
                }
            });
        })
    };
    let onload = {
        let (read, draft, newer, problem) = (read.clone(), draft.clone(), newer.clone(), problem.setter());
        Callback::from(move |()| {
            if let Some(now) = &*newer {
                draft.set(draft_of(now));
                read.set(now.clone());
            }
            newer.set(None);
            problem.set(None);
            page::focus("unit-name");
        })
    };
    let close = onclose.reform(|()| false);
    let told = match &*newer {
        Some(now) => {
            let read = read.now();
            let members = [
                (t::name(language), read.name.clone(), now.name.clone()),
                (t::address(language), read.address.clone(), now.address.clone()),
                (t::seances(language), read.seances.join(", "), now.seances.join(", ")),
            ];
            overtaken(language, &members, &onload)
        }
        None => message("edit-problem", &words::problem(language, problem.as_ref()), None),
    };
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            { fields(language, &draft, *tried) }
            <p class="explains">{ t::seances_lead(language) }</p>
            { told }
            { buttons(desk, t::save(language), *busy.now(), &close) }
        </form>
    };
    modal(desk, "edit-heading", &t::change_named(language, &unit.id), &close, body)
}
