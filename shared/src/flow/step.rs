//! Which step of a sign-in follows from the facts: derived on every request and never stored, so that no order
//! of requests can skip one (norm A2).

use super::demands::Demands;
use crate::value::product::Product;
use crate::value::structure_unit_id::StructureUnitId;

/// The second factor of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// There is none, or a set-up was left alone for too long.
    Missing,
    /// Its key is waiting for the first right code.
    Pending,
    /// Its codes are asked for.
    Active,
}

/// A point of sale that the employee may work at now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointOfSale {
    /// Which one.
    pub id: StructureUnitId,
    /// The seances open to it, in the order of the list.
    pub seances: Vec<String>,
}

/// Everything that decides the step once a password was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where the employee signs in.
    pub product: Product,
    /// What the product's version demands.
    pub demands: Demands,
    /// Whether the current text has been consented to.
    pub consented: bool,
    /// The second factor of the account.
    pub factor: Factor,
    /// Whether this sign-in has brought a right code.
    pub code_passed: bool,
    /// Where the employee may work now, the first assigned first.
    pub points_of_sale: Vec<PointOfSale>,
    /// Whether the employee may choose among them.
    pub may_choose: bool,
    /// The point of sale that was selected.
    pub point_of_sale: Option<StructureUnitId>,
    /// The seance that was selected.
    pub seance: Option<String>,
}

/// What a sign-in needs next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Consent, a second factor or both are missing.
    Requirements {
        /// Whether consent is.
        consent: bool,
        /// Whether the second factor is.
        two_factor: bool,
    },
    /// A code.
    Code,
    /// A choice among several points of sale.
    PointOfSale,
    /// A choice among the seances of a point of sale, which may have none.
    Seance(PointOfSale),
    /// Nothing: a session may be opened.
    Done {
        /// Where and in which seance (Cashier).
        place: Option<(StructureUnitId, String)>,
    },
    /// Nothing can be done: no point of sale is left.
    Nowhere,
}

/// The step that follows from the facts.
pub fn step(facts: &Facts) -> Step {
    let consent = facts.demands.consent && !facts.consented;
    let two_factor = facts.demands.two_factor && facts.factor == Factor::Missing;
    if consent || two_factor {
        return Step::Requirements { consent, two_factor };
    }
    let asked = match facts.factor {
        Factor::Active => true,
        Factor::Pending => facts.demands.two_factor,
        Factor::Missing => false,
    };
    // A pending key becomes active with its first right code, so a code passed before belongs to an older key.
    if asked && !(facts.code_passed && facts.factor == Factor::Active) {
        return Step::Code;
    }
    match facts.product {
        Product::Boss => Step::Done { place: None },
        Product::Cashier => place(facts),
    }
}

/// Where the employee may choose to work: all points of sale, or the first assigned one alone.
pub fn choices(facts: &Facts) -> &[PointOfSale] {
    let count = if facts.may_choose { facts.points_of_sale.len() } else { 1 };
    facts.points_of_sale.get(..count).unwrap_or_default()
}

fn place(facts: &Facts) -> Step {
    let chosen = match facts.points_of_sale.as_slice() {
        [] => return Step::Nowhere,
        [only] => Some(only),
        _ => choices(facts).iter().find(|found| Some(&found.id) == facts.point_of_sale.as_ref()),
    };
    let Some(point_of_sale) = chosen else { return Step::PointOfSale };
    let seance = match point_of_sale.seances.as_slice() {
        [only] => Some(only),
        seances => seances.iter().find(|found| Some(*found) == facts.seance.as_ref()),
    };
    match seance {
        Some(seance) => Step::Done { place: Some((point_of_sale.id.clone(), seance.clone())) },
        None => Step::Seance(point_of_sale.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOTHING: Demands = Demands { consent: false, two_factor: false };
    const BOTH: Demands = Demands { consent: true, two_factor: true };

    fn point(id: &str, seances: &[&str]) -> PointOfSale {
        let id = StructureUnitId::parse(id).unwrap();
        PointOfSale { id, seances: seances.iter().map(|&seance| seance.to_owned()).collect() }
    }

    fn facts(demands: Demands) -> Facts {
        Facts {
            product: Product::Cashier,
            demands,
            consented: false,
            factor: Factor::Missing,
            code_passed: false,
            points_of_sale: vec![
                point("12036_ALPHA", &["Charter", "Regular"]),
                point("12036_DELTA", &["Regular"]),
            ],
            may_choose: true,
            point_of_sale: None,
            seance: None,
        }
    }

    #[test]
    fn a_first_sign_in_takes_every_step_in_its_order() {
        let mut facts = facts(BOTH);
        assert_eq!(step(&facts), Step::Requirements { consent: true, two_factor: true });
        facts.consented = true;
        assert_eq!(step(&facts), Step::Requirements { consent: false, two_factor: true });
        facts.factor = Factor::Pending;
        assert_eq!(step(&facts), Step::Code);
        (facts.factor, facts.code_passed) = (Factor::Active, true);
        assert_eq!(step(&facts), Step::PointOfSale);
        facts.point_of_sale = StructureUnitId::parse("12036_ALPHA");
        assert!(matches!(step(&facts), Step::Seance(_)));
        facts.seance = Some("Regular".to_owned());
        let place = Some((StructureUnitId::parse("12036_ALPHA").unwrap(), "Regular".to_owned()));
        assert_eq!(step(&facts), Step::Done { place });
    }

    #[test]
    fn an_active_key_is_asked_for_whatever_the_version_and_a_pending_one_is_not() {
        let facts = Facts { factor: Factor::Active, ..facts(NOTHING) };
        assert_eq!(step(&facts), Step::Code);
        assert_eq!(step(&Facts { factor: Factor::Pending, ..facts }), Step::PointOfSale);
    }

    #[test]
    fn one_point_of_sale_and_one_seance_pass_by_themselves() {
        let facts = Facts { points_of_sale: vec![point("12036_DELTA", &["Regular"])], ..facts(NOTHING) };
        assert!(matches!(step(&facts), Step::Done { place: Some(_) }));
        let boss = Facts { product: Product::Boss, points_of_sale: vec![], ..facts };
        assert_eq!(step(&boss), Step::Done { place: None });
    }

    #[test]
    fn without_the_switch_only_the_first_point_of_sale_can_be_selected() {
        let other = StructureUnitId::parse("12036_DELTA");
        let facts = Facts { may_choose: false, point_of_sale: other, ..facts(NOTHING) };
        assert_eq!(step(&facts), Step::PointOfSale);
        assert_eq!(choices(&facts).len(), 1);
        let own = Facts { point_of_sale: StructureUnitId::parse("12036_ALPHA"), ..facts };
        assert!(matches!(step(&own), Step::Seance(_)));
    }

    #[test]
    fn a_point_of_sale_without_seances_waits_at_the_seance_and_none_at_all_is_nowhere() {
        let empty = Facts { points_of_sale: vec![point("12036_DELTA", &[])], ..facts(NOTHING) };
        assert_eq!(step(&empty), Step::Seance(point("12036_DELTA", &[])));
        assert_eq!(step(&Facts { points_of_sale: vec![], ..empty }), Step::Nowhere);
    }

    prop_compose! {
        fn any_facts()(
            cashier: bool, consent: bool, two_factor: bool, consented: bool, factor in 0..3u8, code_passed: bool,
            points in 0..3usize, may_choose: bool, chosen in 0..4usize, seance in 0..3usize,
        ) -> Facts {
            let all = [
                point("12036_ALPHA", &["Charter", "Regular"]), point("12036_DELTA", &["Regular"]),
                point("12036_GAMMA", &[]),
            ];
            Facts {
                product: if cashier { Product::Cashier } else { Product::Boss },
                demands: Demands { consent, two_factor },
                consented,
                factor: [Factor::Missing, Factor::Pending, Factor::Active][usize::from(factor)],
                code_passed,
                points_of_sale: all[..points].to_vec(),
                may_choose,
                point_of_sale: all.get(chosen).map(|point| point.id.clone()),
                seance: ["Charter", "Regular"].get(seance).map(|&name| name.to_owned()),
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_the_facts_nobody_is_done_without_what_is_demanded(facts in any_facts()) {
            if let Step::Done { place } = step(&facts) {
                prop_assert!(facts.consented || !facts.demands.consent);
                prop_assert!(facts.factor == Factor::Active || !facts.demands.two_factor);
                prop_assert!(facts.code_passed || facts.factor != Factor::Active);
                if let Some((id, seance)) = place {
                    let found = choices(&facts).iter().find(|point| point.id == id);
                    prop_assert!(found.is_some_and(|point| point.seances.contains(&seance)));
                } else {
                    prop_assert_eq!(facts.product, Product::Boss);
                }
            }
        }
    }
}
