//! The form that changes an employee. What somebody else has changed meanwhile is told, and never overwritten.

use shared::api::admin::employees::{ChangeEmployee, Employee};
use yew::prelude::*;

use super::super::particulars::{Draft, fields};
use crate::boss::desk::Desk;
use crate::boss::form::{self, use_held};
use crate::boss::modal::{buttons, modal};
use crate::boss::overtaken::{Difference, overtaken};
use crate::boss::sending::use_sending;
use crate::boss::use_units::use_units;
use crate::boss::words;
use crate::i18n::{Language, t};
use crate::platform::page;

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

/// Draws it.
#[hook]
pub(super) fn use_edit(props: &Props) -> Html {
    let Props { desk, employee, path, onclose } = props;
    let language = desk.language;
    let units = use_units(desk);
    let read = use_held(|| employee.clone());
    let draft = use_held(|| draft_of(employee));
    let sending = use_sending();
    let newer = use_state(|| None::<Employee>);
    use_effect_with((), |()| page::focus("employee-name"));
    let act = {
        let (desk, path, onclose, draft, read) =
            (desk.clone(), path.clone(), onclose.clone(), draft.clone(), read.clone());
        let (sending, newer) = (sending.clone(), newer.setter());
        Callback::from(move |()| {
            let may = sending.begin();
            let (draft, read) = (draft.now(), read.now());
            if !draft.is_whole() || !may {
                return;
            }
            let request = ChangeEmployee {
                version: read.version,
                name: Some(draft.name.trim().to_owned()),
                role: (draft.role != read.role).then_some(draft.role),
                products: Some(draft.products.clone()),
                points_of_sale: Some(draft.units.clone()),
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
            page::focus("employee-name");
        })
    };
    let close = sending.closing(onclose, false);
    let is_own = employee.login == desk.who.login;
    let told = match &*newer {
        Some(now) => overtaken(language, &differences(language, &read.now(), now), &onload),
        None => sending.said(desk, "edit-problem", ""),
    };
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            { fields(desk, &draft, &units, sending.is_tried(), is_own) }
            { told }
            { buttons(desk, t::save(language), sending.is_busy(), &close) }
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
