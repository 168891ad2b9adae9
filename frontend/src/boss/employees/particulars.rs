//! What one is called, may do and where: the part that the forms of a new employee and of a change share.

use shared::api::admin::employees::Role;
use shared::api::admin::structure_units::StructureUnit;
use yew::prelude::*;

use crate::boss::desk::Desk;
use crate::boss::form::{self, Held, Text};
use crate::boss::use_units::named;
use crate::boss::words;
use crate::components::select::select;
use crate::i18n::t;
use crate::platform::page;
use crate::platform::timer::Timeout;
use crate::product::Product;

/// What a form holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) products: Vec<String>,
    pub(super) units: Vec<String>,
}

impl Draft {
    /// Whether nothing is missing.
    pub(super) fn is_whole(&self) -> bool {
        !self.name.trim().is_empty() && !self.products.is_empty() && !self.needs_unit()
    }

    /// Whether a point of sale is missing: Cashier is used at one.
    fn needs_unit(&self) -> bool {
        self.units.is_empty() && self.products.iter().any(|word| word == Product::Cashier.word())
    }
}

const NAME: &str = "employee-name";
const ADD: &str = "add-point-of-sale";

/// The fields; `tried` says that the form was sent, so that what is missing is told.
pub(super) fn fields(
    desk: &Desk,
    held: &Held<Draft>,
    units: &[StructureUnit],
    tried: bool,
    is_own: bool,
) -> Html {
    let language = desk.language;
    let draft = held.now();
    let missing = |is_missing: bool, said: &'static str| if tried && is_missing { said } else { "" };
    let roles = if draft.role == Role::Support {
        vec![Role::Support]
    } else {
        vec![Role::Cashier, Role::Administrator]
    };
    let onrole = form::put(held, |draft, value| draft.role = Role::parse(&value).unwrap_or(draft.role));
    let choices =
        roles.iter().map(|role| (role.as_str().to_owned(), words::role(language, *role).to_owned()));
    let flip = |word: &'static str| {
        let held = held.clone();
        Callback::from(move |()| held.change(|draft| form::flip(&mut draft.products, word)))
    };
    let product = |product: Product| {
        let ticked = draft.products.iter().any(|word| word == product.word());
        form::tick(product.name(language), ticked, flip(product.word()))
    };
    html! {
        <>
            { form::text(Text {
                id: NAME, label: t::person_name(language), note_id: "employee-name-note",
                note: missing(draft.name.trim().is_empty(), t::name_missing(language)),
                value: &draft.name, most: "100",
            }, form::put(held, |draft, value| draft.name = value)) }
            if !is_own {
                { select("employee-role", t::role(language), choices, draft.role.as_str(), &onrole) }
            }
            <fieldset>
                <legend>{ t::products(language) }</legend>
                { for Product::ALL.into_iter().map(product) }
                <p class="note" aria-live="polite">
                    { missing(draft.products.is_empty(), t::products_missing(language)) }
                </p>
            </fieldset>
            { places(desk, held, units, missing(draft.needs_unit(), t::points_of_sale_missing(language))) }
        </>
    }
}

/// The points of sale in order, of which the first is one's own.
fn places(desk: &Desk, held: &Held<Draft>, units: &[StructureUnit], said: &'static str) -> Html {
    let language = desk.language;
    let draft = held.now();
    let name = |id: &str| named(units, id);
    let change = |act: fn(&mut Vec<String>, usize), index: usize| {
        let held = held.clone();
        Callback::from(move |_: MouseEvent| {
            held.change(|draft| act(&mut draft.units, index));
            // What was pressed may be gone once this is drawn.
            Timeout::new(0, || page::recover_focus(&[ADD, NAME])).forget();
        })
    };
    let item = |(index, id): (usize, &String)| {
        let called = name(id);
        let first = change(
            |units, index| {
                let unit = units.remove(index);
                units.insert(0, unit);
            },
            index,
        );
        let away = change(|units, index| drop(units.remove(index)), index);
        html! {
            <li key={id.clone()}>
                <div>
                    <p>{ called.clone() }</p>
                    if index == 0 { <p>{ t::own_point_of_sale(language) }</p> }
                </div>
                if index > 0 {
                    <button type="button" class="link tall" onclick={first} aria-label={t::make_first_named(language, &called)}>
                        { t::make_first(language) }
                    </button>
                }
                <button type="button" class="link tall" onclick={away} aria-label={t::take_away_named(language, &called)}>
                    { t::take_away(language) }
                </button>
            </li>
        }
    };
    let free: Vec<_> = units.iter().filter(|unit| !draft.units.contains(&unit.id)).collect();
    let onadd = {
        let held = held.clone();
        Callback::from(move |id: String| {
            held.change(|draft| draft.units.push(id));
            Timeout::new(0, || page::recover_focus(&[NAME])).forget();
        })
    };
    let option =
        |unit: &&StructureUnit| html! { <option value={unit.id.clone()}>{ name(&unit.id) }</option> };
    let choices = html! { <>{ for free.iter().map(option) }</> };
    html! {
        <fieldset>
            <legend>{ t::points_of_sale(language) }</legend>
            if !draft.units.is_empty() {
                <ol class="list">{ for draft.units.iter().enumerate().map(item) }</ol>
            }
            if !free.is_empty() {
                { form::taker(ADD, t::add_point_of_sale(language), t::add(language), choices, onadd) }
            }
            <p class="note" aria-live="polite">{ said }</p>
        </fieldset>
    }
}
