//! Agencies.

use shared::api::admin::Ending;
use shared::api::admin::agencies::{ChangeAgency, CreateAgency};
use shared::code::Code;

use super::desk::{Desk, administrator, done, operator, query, refused, support};
use crate::features::admin::agencies;

fn codes(desk: &Desk, text: &str) -> Vec<u32> {
    let page = done(agencies::list(&desk.ctx(), &operator(), &query(text)));
    page.items.into_iter().map(|agency| agency.code).collect()
}

#[test]
fn agencies_are_found_by_code_and_by_any_word_of_the_name() {
    let desk = Desk::new();
    done(agencies::create(&desk.ctx(), &operator(), &create(7, "Ёлка и Шишка")));
    assert_eq!(codes(&desk, ""), [7, 12036, 12345]);
    assert_eq!(codes(&desk, "search=TRAV"), [12036]);
    assert_eq!(codes(&desk, "search=123"), [12345]);
    assert_eq!(codes(&desk, "search=%D0%A8%D0%98%D0%A8"), [7]);
    assert_eq!(codes(&desk, "search=ravel"), [] as [u32; 0]);
}

#[test]
fn a_list_goes_on_where_it_broke_off() {
    let desk = Desk::new();
    let first = done(agencies::list(&desk.ctx(), &operator(), &query("limit=1")));
    assert_eq!(first.items[0].code, 12036);
    let next = format!("limit=1&cursor={}", first.next.unwrap());
    let next = done(agencies::list(&desk.ctx(), &operator(), &query(&next)));
    assert_eq!((next.items[0].code, next.next), (12345, None));
}

#[test]
fn an_administrator_sees_the_own_agency_alone() {
    let desk = Desk::new();
    let page = done(agencies::list(&desk.ctx(), &administrator(12345), &query("")));
    assert_eq!(page.items.len(), 1);
    assert_eq!(done(agencies::read(&desk.ctx(), &administrator(12345), "12345")).name, "Meridian");
    refused(agencies::read(&desk.ctx(), &administrator(12345), "12036"), Code::NotFound);
    refused(agencies::read(&desk.ctx(), &administrator(12345), "99"), Code::NotFound);
    refused(agencies::read(&desk.ctx(), &administrator(1), "1"), Code::NotFound);
}

#[test]
fn an_agency_is_created_once() {
    let desk = Desk::new();
    let agency = done(agencies::create(&desk.ctx(), &operator(), &create(7, " New ")));
    assert_eq!((agency.name.as_str(), agency.version), ("New", 1));
    refused(agencies::create(&desk.ctx(), &operator(), &create(7, "Other")), Code::AlreadyExists);
    refused(agencies::create(&desk.ctx(), &operator(), &create(0, "Zero")), Code::MalformedRequest);
    refused(agencies::create(&desk.ctx(), &operator(), &create(8, " ")), Code::MalformedRequest);
    assert_eq!(desk.audited(), ["agency.created|operator:olga|7|New"]);
}

#[test]
fn a_change_is_written_once_and_never_over_that_of_another() {
    let desk = Desk::new();
    let wish = ChangeAgency {
        version: 1,
        name: Some("Beta".to_owned()),
        may_change_point_of_sale: Some(true),
        reissue_by_administrator: None,
    };
    let boss = administrator(12036);
    let agency = done(agencies::change(&desk.ctx(), &boss, "12036", &wish));
    assert_eq!((agency.name.as_str(), agency.may_change_point_of_sale, agency.version), ("Beta", true, 2));
    refused(agencies::change(&desk.ctx(), &boss, "12036", &wish), Code::Overtaken);
    let same = ChangeAgency { version: 2, ..wish };
    assert_eq!(done(agencies::change(&desk.ctx(), &boss, "12036", &same)).version, 2);
    let told = "name was Alpha Travel, is Beta; may_change_point_of_sale is 1";
    assert_eq!(desk.audited(), [format!("agency.changed|boss@a.io|12036|{told}")]);
    assert_eq!(codes(&desk, "search=beta"), [12036]);
}

#[test]
fn a_block_ends_what_its_preview_has_counted_and_counts_it() {
    let desk = Desk::new();
    desk.work();
    let expected = Ending { sessions: 2, sign_ins: 1, tokens: 1, changed: false };
    assert_eq!(done(agencies::ending(&desk.ctx(), &operator(), "12036")), expected);
    let ended = done(agencies::block(&desk.ctx(), &support(), "12036"));
    assert_eq!(ended, Ending { changed: true, ..expected });
    assert_eq!(desk.db.query("SELECT count(*) FROM session WHERE ended_at IS NULL"), ["0"]);
    assert_eq!(desk.db.query("SELECT count(*) FROM token WHERE revoked_at IS NULL"), ["0"]);
    assert_eq!(done(agencies::block(&desk.ctx(), &support(), "12036")), Ending::default());
    assert!(done(agencies::unblock(&desk.ctx(), &support(), "12036")).changed);
    assert!(!done(agencies::unblock(&desk.ctx(), &support(), "12036")).changed);
    let rows = [
        "agency.blocked|boss@a.io|12036|sessions 2, sign-ins 1, tokens 1",
        "agency.unblocked|boss@a.io|12036|",
    ];
    assert_eq!(desk.audited(), rows);
}

#[test]
fn support_does_not_block_its_own_agency() {
    let desk = Desk::new();
    done(agencies::create(&desk.ctx(), &operator(), &create(1, "MixVel")));
    refused(agencies::block(&desk.ctx(), &support(), "1"), Code::OwnAccount);
    assert!(done(agencies::block(&desk.ctx(), &operator(), "1")).changed);
}

fn create(code: u32, name: &str) -> CreateAgency {
    CreateAgency { code, name: name.to_owned() }
}
