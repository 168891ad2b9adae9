//! The structure units of an agency, as forms offer them and pages call them.

use std::rc::Rc;

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

/// What structure units are called, one behind another.
pub fn all_named(units: &[StructureUnit], ids: &[String]) -> String {
    ids.iter().map(|id| named(units, id)).collect::<Vec<_>>().join(", ")
}

/// The active structure units of the agency at hand, by identifier, as many as a form shows.
#[hook]
pub fn use_units(desk: &Desk) -> Rc<Vec<StructureUnit>> {
    use_units_of(desk, "&state=active").unwrap_or_default()
}

/// The same page, which calls the structure units of its agency by their names. Of a larger agency it knows those of
/// the first part.
#[hook]
pub fn use_named_units(desk: &Desk) -> Desk {
    Desk { units: use_units_of(desk, ""), ..desk.clone() }
}

#[hook]
fn use_units_of(desk: &Desk, which: &'static str) -> Option<Rc<Vec<StructureUnit>>> {
    let units = use_state(|| None::<Rc<Vec<StructureUnit>>>);
    use_effect_with(desk.agency(), {
        let (desk, units) = (desk.clone(), units.setter());
        move |agency| {
            let path = [structure_units::PATH, "?limit=200", which, "&agency=", &digits(*agency)].concat();
            desk.get(&path, move |page: Result<Page<StructureUnit>, _>| {
                // Without their names they have their identifiers.
                units.set(Some(page.map(|page| Rc::new(page.items)).unwrap_or_default()));
            });
        }
    });
    (*units).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_has_its_name_beside_its_identifier_where_it_is_known() {
        let unit = StructureUnit {
            id: "12036_ALPHA".to_owned(),
            name: "Central office".to_owned(),
            address: String::new(),
            seances: Vec::new(),
            blocked_at_ms: None,
            employees: 0,
            applications: 0,
            version: 1,
        };
        let ids = ["12036_ALPHA", "12036_DELTA"].map(str::to_owned);
        assert_eq!(all_named(&[unit], &ids), "Central office (12036_ALPHA), 12036_DELTA");
    }
}
