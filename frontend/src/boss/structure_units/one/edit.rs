//! The form that changes a structure unit.

use shared::api::admin::structure_units::{ChangeStructureUnit, StructureUnit};
use yew::prelude::*;

use super::super::seances::{Draft, fields};
use crate::boss::desk::Desk;
use crate::boss::form::{self, use_held};
use crate::boss::modal::{buttons, modal};
use crate::boss::overtaken::overtaken;
use crate::boss::sending::use_sending;
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
    let sending = use_sending();
    let newer = use_state(|| None::<StructureUnit>);
    use_effect_with((), |()| page::focus("unit-name"));
    let act = {
        let (desk, path, onclose, draft, read) =
            (desk.clone(), path.clone(), onclose.clone(), draft.clone(), read.clone());
        let (sending, newer) = (sending.clone(), newer.setter());
        Callback::from(move |()| {
            let may = sending.begin();
            let (draft, read) = (draft.now(), read.now());
            if draft.name.trim().is_empty() || !may {
                return;
            }
            let request = ChangeStructureUnit {
                version: read.version,
                name: Some(draft.name.trim().to_owned()),
                address: Some(draft.address.trim().to_owned()),
                seances: Some(draft.seances()),
            };
            let onclose = onclose.clone();
            sending.change(&desk, &path, &request, newer.clone(), move || onclose.emit(true));
        })
    };
    let onload = {
        let (read, draft, newer, sending) = (read.clone(), draft.clone(), newer.clone(), sending.clone());
        Callback::from(move |()| {
            if let Some(now) = &*newer {
                draft.set(draft_of(now));
                read.set(now.clone());
            }
            newer.set(None);
            sending.forget();
            page::focus("unit-name");
        })
    };
    let close = sending.closing(onclose, false);
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
        None => sending.said(desk, "edit-problem", ""),
    };
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            { fields(language, &draft, sending.is_tried()) }
            <p class="explains">{ t::seances_lead(language) }</p>
            { told }
            { buttons(desk, t::save(language), sending.is_busy(), &close) }
        </form>
    };
    modal(desk, "edit-heading", &t::change_named(language, &unit.id), &close, body)
}
