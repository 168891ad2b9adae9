//! The form that changes a structure unit.

use shared::api::admin::structure_units::{ChangeStructureUnit, StructureUnit};
use yew::prelude::*;

use super::super::seances::{Draft, fields};
use crate::boss::change::use_change;
use crate::boss::desk::Desk;
use crate::boss::form;
use crate::boss::modal::{buttons, modal};
use crate::boss::overtaken::Difference;
use crate::i18n::{Language, t};

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

fn request(draft: &Draft, read: &StructureUnit) -> Option<ChangeStructureUnit> {
    let name = draft.name.trim();
    (!name.is_empty()).then(|| ChangeStructureUnit {
        version: read.version,
        name: Some(name.to_owned()),
        address: Some(draft.address.trim().to_owned()),
        seances: Some(draft.seances()),
    })
}

/// Draws it.
#[hook]
pub(super) fn use_edit(props: &Props) -> Html {
    let Props { desk, unit, path, onclose } = props;
    let language = desk.language;
    let change = use_change(unit, draft_of, "unit-name");
    let close = change.sending.closing(onclose, false);
    let body = html! {
        <form onsubmit={form::submitting(change.onsend(desk, path, onclose, request))}>
            { fields(language, &change.draft, change.sending.is_tried()) }
            <p class="explains">{ t::seances_lead(language) }</p>
            { change.said(desk, differences) }
            { buttons(desk, t::save(language), change.sending.is_busy(), &close) }
        </form>
    };
    modal(desk, "edit-heading", &t::change_named(language, &unit.id), &close, body)
}

fn differences(language: Language, read: &StructureUnit, now: &StructureUnit) -> Vec<Difference> {
    vec![
        (t::name(language), read.name.clone(), now.name.clone()),
        (t::address(language), read.address.clone(), now.address.clone()),
        (t::seances(language), read.seances.join(", "), now.seances.join(", ")),
    ]
}
