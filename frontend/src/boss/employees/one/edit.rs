//! The form that changes an employee. What somebody else has changed meanwhile is told, and never overwritten.

use shared::api::admin::employees::{ChangeEmployee, Employee, EmployeeSession};
use shared::api::admin::{Ending, Page};
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

/// Whether a point of sale or a product is taken away.
fn takes(draft: &Draft, employee: &Employee) -> bool {
    employee.points_of_sale.iter().any(|id| !draft.units.contains(id))
        || employee.products.iter().any(|product| !draft.products.contains(product))
}

/// The sessions that end with what is taken away.
fn ending(draft: &Draft, sessions: &[EmployeeSession]) -> Ending {
    let ends = |session: &&EmployeeSession| {
        !draft.products.contains(&session.product)
            || session.point_of_sale.as_ref().is_some_and(|id| !draft.units.contains(id))
    };
    let sessions = u32::try_from(sessions.iter().filter(ends).count()).unwrap_or(u32::MAX);
    Ending { sessions, ..Ending::default() }
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
    let sessions = use_state(|| None::<Vec<EmployeeSession>>);
    use_effect_with((), {
        let (desk, sessions) = (desk.clone(), sessions.setter());
        let path = [path, "/sessions?limit=200"].concat();
        move |()| {
            desk.get(&path, move |page: Result<Page<EmployeeSession>, _>| {
                if let Ok(page) = page {
                    sessions.set(Some(page.items));
                }
            });
        }
    });
    let ends = match &*sessions {
        _ if !takes(&change.draft.now(), employee) => String::new(),
        None => t::counting(language).to_owned(),
        Some(sessions) => words::ending(language, &ending(&change.draft.now(), sessions)),
    };
    let body = html! {
        <form onsubmit={form::submitting(change.onsend(desk, path, onclose, request))}>
            { fields(desk, &change.draft, &units, change.sending.is_tried(), is_own) }
            <p class="ends" aria-live="polite">{ ends }</p>
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

#[cfg(test)]
mod tests {
    use super::*;

    fn session(product: &str, unit: Option<&str>) -> EmployeeSession {
        EmployeeSession {
            id: String::new(),
            product: product.to_owned(),
            point_of_sale: unit.map(str::to_owned),
            opened_at_ms: 0,
            active_at_ms: 0,
            address: String::new(),
            country: None,
            user_agent: String::new(),
        }
    }

    #[test]
    fn a_change_ends_the_sessions_at_what_it_takes_away_and_no_others() {
        let sessions =
            [session("cashier", Some("1_A")), session("cashier", Some("1_B")), session("boss", None)];
        let ends = |products: &[&str], units: &[&str]| {
            let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
            let (name, role) = (String::new(), shared::api::admin::employees::Role::Cashier);
            let draft = Draft { name, role, products: owned(products), units: owned(units) };
            ending(&draft, &sessions).sessions
        };
        assert_eq!(ends(&["cashier", "boss"], &["1_A", "1_B", "1_C"]), 0);
        assert_eq!(ends(&["cashier", "boss"], &["1_B"]), 1);
        assert_eq!(ends(&["boss"], &["1_A"]), 2);
        assert_eq!(ends(&["cashier"], &["1_A", "1_B"]), 1);
    }
}
