//! Structure units.

use shared::api::admin::Ending;
use shared::api::admin::structure_units::{ChangeStructureUnit, CreateStructureUnit};
use shared::code::Code;

use super::desk::{Desk, administrator, done, operator, query, refused};
use crate::features::admin::structure_units as units;

fn ids(desk: &Desk, text: &str) -> Vec<String> {
    let page = done(units::list(&desk.ctx(), &administrator(12036), &query(text)));
    page.items.into_iter().map(|unit| unit.id).collect()
}

#[test]
fn units_are_listed_with_what_works_there() {
    let desk = Desk::new();
    let page = done(units::list(&desk.ctx(), &administrator(12036), &query("")));
    let [alpha, delta] = <[_; 2]>::try_from(page.items).unwrap();
    assert_eq!((alpha.id.as_str(), alpha.employees, alpha.applications), ("12036_ALPHA", 1, 1));
    assert_eq!(alpha.seances, ["Charter", "Regular"]);
    assert_eq!((delta.id.as_str(), delta.employees), ("12036_DELTA", 0));
    assert_eq!(ids(&desk, "search=air"), ["12036_DELTA"]);
    assert_eq!(ids(&desk, "search=alp"), ["12036_ALPHA"]);
    done(units::block(&desk.ctx(), &operator(), "12036_DELTA"));
    assert_eq!(ids(&desk, "state=blocked"), ["12036_DELTA"]);
    assert_eq!(ids(&desk, "state=active&limit=1"), ["12036_ALPHA"]);
}

#[test]
fn foreign_and_missing_units_look_the_same() {
    let desk = Desk::new();
    let boss = administrator(12036);
    for id in ["12345_MNPQR", "12036_NEVER", "nonsense"] {
        refused(units::read(&desk.ctx(), &boss, id), Code::NotFound);
        refused(units::block(&desk.ctx(), &boss, id), Code::NotFound);
        refused(units::unblock(&desk.ctx(), &boss, id), Code::NotFound);
        refused(units::ending(&desk.ctx(), &boss, id), Code::NotFound);
        let change = ChangeStructureUnit { version: 1, ..ChangeStructureUnit::default() };
        refused(units::change(&desk.ctx(), &boss, id, &change), Code::NotFound);
    }
    refused(units::list(&desk.ctx(), &boss, &query("agency=12345")), Code::NotFound);
    refused(units::list(&desk.ctx(), &operator(), &query("")), Code::MalformedRequest);
    refused(units::create(&desk.ctx(), &boss, &create("12345_ABC")), Code::NotFound);
    refused(units::create(&desk.ctx(), &operator(), &create("999_ABC")), Code::NotFound);
}

#[test]
fn a_unit_is_created_once_with_its_seances() {
    let desk = Desk::new();
    let boss = administrator(12036);
    let unit = done(units::create(&desk.ctx(), &boss, &create("12036_BETA")));
    assert_eq!((unit.seances, unit.version), (vec!["A".to_owned(), "B".to_owned()], 1));
    refused(units::create(&desk.ctx(), &boss, &create("12036_BETA")), Code::AlreadyExists);
    refused(units::create(&desk.ctx(), &boss, &create("12036_LOOK")), Code::MalformedRequest);
    assert_eq!(desk.audited(), ["structure_unit.created|boss@a.io|12036_BETA|Desk"]);
}

#[test]
fn sessions_at_a_seance_that_goes_end_and_others_live() {
    let desk = Desk::new();
    desk.work();
    let wish = ChangeStructureUnit {
        version: 1,
        seances: Some(vec!["Regular".to_owned(), "New".to_owned()]),
        ..ChangeStructureUnit::default()
    };
    let unit = done(units::change(&desk.ctx(), &operator(), "12036_ALPHA", &wish));
    assert_eq!((unit.seances, unit.version), (vec!["New".to_owned(), "Regular".to_owned()], 2));
    let live = "SELECT secret_hash FROM session WHERE ended_at IS NULL AND created_at > 1";
    assert_eq!(desk.db.query(live), ["s2"]);
    refused(units::change(&desk.ctx(), &operator(), "12036_ALPHA", &wish), Code::Overtaken);
    let same = ChangeStructureUnit { version: 2, ..wish };
    assert_eq!(done(units::change(&desk.ctx(), &operator(), "12036_ALPHA", &same)).version, 2);
    let told = "seances was Charter, Regular, is New, Regular";
    assert_eq!(desk.audited(), [format!("structure_unit.changed|operator:olga|12036_ALPHA|{told}")]);
}

#[test]
fn an_overtaken_change_takes_no_seance() {
    let desk = Desk::new();
    desk.work();
    let wish = ChangeStructureUnit { version: 9, seances: Some(Vec::new()), ..Default::default() };
    refused(units::change(&desk.ctx(), &operator(), "12036_ALPHA", &wish), Code::Overtaken);
    assert_eq!(desk.db.query("SELECT count(*) FROM seance WHERE unit = 'ALPHA'"), ["2"]);
    assert_eq!(desk.audited(), [] as [&str; 0]);
}

#[test]
fn a_block_ends_sessions_and_tokens_of_the_unit_and_leaves_sign_ins() {
    let desk = Desk::new();
    desk.work();
    let expected = Ending { sessions: 2, sign_ins: 0, tokens: 1, changed: false };
    assert_eq!(done(units::ending(&desk.ctx(), &operator(), "12036_ALPHA")), expected);
    let ended = done(units::block(&desk.ctx(), &operator(), "12036_ALPHA"));
    assert_eq!(ended, Ending { changed: true, ..expected });
    assert_eq!(desk.db.query("SELECT count(*) FROM session WHERE ended_at IS NULL"), ["0"]);
    assert_eq!(desk.db.query("SELECT count(*) FROM sign_in WHERE ended_at IS NULL"), ["1"]);
    assert_eq!(done(units::block(&desk.ctx(), &operator(), "12036_ALPHA")), Ending::default());
    assert!(done(units::unblock(&desk.ctx(), &operator(), "12036_ALPHA")).changed);
    assert_eq!(desk.audited().len(), 2);
}

#[test]
fn a_suggested_identifier_is_free_and_has_five_letters_without_o() {
    let desk = Desk::new();
    let first = done(units::suggest(&desk.ctx(), &administrator(12036), &query(""))).id;
    assert_eq!(first, "12036_BAAAA");
    let desk = Desk::new();
    desk.db.execute("INSERT INTO structure_unit (agency_code, unit, name) VALUES (12036, 'BAAAA', 'B')");
    let next = done(units::suggest(&desk.ctx(), &administrator(12036), &query(""))).id;
    assert_eq!(next, "12036_CAAAA");
}

fn create(id: &str) -> CreateStructureUnit {
    CreateStructureUnit {
        id: id.to_owned(),
        name: "Desk".to_owned(),
        address: String::new(),
        seances: ["B", "A", "B"].map(str::to_owned).into(),
    }
}
