//! The structure units of an agency, as forms offer them.

use shared::api::admin::Page;
use shared::api::admin::structure_units::{self, StructureUnit};
use yew::prelude::*;

use super::desk::Desk;
use crate::i18n::digits;

/// What a structure unit is called among others: its name and identifier, or the latter alone where it is not known.
pub fn named(units: &[StructureUnit], id: &str) -> String {
    let known = units.iter().find(|unit| unit.id == id);
    known.map_or_else(|| id.to_owned(), |unit| [&unit.name, " (", id, ")"].concat())
}

/// The active structure units of the agency at hand, by identifier, as many as a form shows.
#[hook]
pub fn use_units(desk: &Desk) -> UseStateHandle<Vec<StructureUnit>> {
    let units = use_state(Vec::new);
    use_effect_with(desk.agency(), {
        let (desk, units) = (desk.clone(), units.setter());
        move |agency| {
            let path = [structure_units::PATH, "?limit=200&state=active&agency=", &digits(*agency)].concat();
            desk.get(&path, move |page: Result<Page<StructureUnit>, _>| {
                if let Ok(page) = page {
                    units.set(page.items);
                }
            });
        }
    });
    units
}
