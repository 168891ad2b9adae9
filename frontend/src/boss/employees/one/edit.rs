//! The form that changes an employee. What somebody else has changed meanwhile is told, and never overwritten.

use shared::api::admin::employees::{ChangeEmployee, Employee};
use yew::prelude::*;

use super::super::particulars::{Draft, fields};
use crate::boss::change::use_change;
use crate::boss::desk::Desk;
use crate::boss::form;
use crate::boss::modal::{buttons, modal};
use crate::boss::overtaken::Difference;
use crate::boss::use_units::use_units;
use crate::boss::words;
use crate::i18n::{Language, t};

/// What the form needs.
pub(super) struct Props {
    pub(super) desk: Desk,
    pub(super) employee: Employee,
    /// Where the edge has it.
    pub(super) path: String,
    /// Called when it is over, with whether something was changed.
    pub(super) onclose: Callback<bool>,
}

fn draft_of(employee: &Employee) -> Draft {
    Draft {
        name: employee.name.clone(),
        role: employee.role,
        products: employee.products.clone(),
        units: employee.points_of_sale.clone(),
    }
}

fn request(draft: &Draft, read: &Employee) -> Option<ChangeEmployee> {
    draft.is_whole().then(|| ChangeEmployee {
        version: read.version,
        name: Some(draft.name.trim().to_owned()),
        role: (draft.role != read.role).then_some(draft.role),
        products: Some(draft.products.clone()),
        points_of_sale: Some(draft.units.clone()),
    })
}

/// Draws it.
#[hook]
pub(super) fn use_edit(props: &Props) -> Html {
    let Props { desk, employee, path, onclose } = props;
    let language = desk.language;
    let units = use_units(desk);
    let change = use_change(employee, draft_of, "employee-name");
    let close = change.sending.closing(onclose, false);
    let is_own = employee.login == desk.who.login;
    let kept = change.draft.now().units.clone();
    let ends = employee.sessions > 0 && employee.points_of_sale.iter().any(|id| !kept.contains(id));
    let body = html! {
        <form onsubmit={form::submitting(change.onsend(desk, path, onclose, request))}>
            { fields(desk, &change.draft, &units, change.sending.is_tried(), is_own) }
            <p class="ends" aria-live="polite">{ if ends { t::taken_points_end(language) } else { "" } }</p>
            { change.said(desk, differences) }
            { buttons(desk, t::save(language), change.sending.is_busy(), &close) }
        </form>
    };
    modal(desk, "edit-heading", &t::change_named(language, &employee.login), &close, body)
}

fn differences(language: Language, read: &Employee, now: &Employee) -> Vec<Difference> {
    let products = |it: &Employee| words::products(language, &it.products);
    let role = |it: &Employee| words::role(language, it.role).to_owned();
    vec![
        (t::person_name(language), read.name.clone(), now.name.clone()),
        (t::role(language), role(read), role(now)),
        (t::products(language), products(read), products(now)),
        (t::points_of_sale(language), read.points_of_sale.join(", "), now.points_of_sale.join(", ")),
    ]
}
