//! Mails that were given up, and the audit log.

use shared::api::admin::audit::KeyMove;
use shared::code::Code;

use super::desk::{Desk, administrator, done, operator, refused, support};
use crate::features::admin::query::Query;
use crate::features::admin::{audit, mails};

/// Mails in every state.
fn post(desk: &Desk) {
    for (id, state, at, dead_at) in [
        ("m1", "dead", 1, "5"),
        ("m2", "dead", 2, "6"),
        ("m3", "waiting", 3, "NULL"),
        ("m4", "sent", 4, "NULL"),
    ] {
        desk.db.execute(&format!(
            "INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, created_at, next_at,
                                 attempts, state, dead_at, error)
             VALUES (12036, '{id}', 'invitation', 'cashier@a.io', 'en', 'cashier', '', {at}, 9, 11, '{state}', {dead_at},
                     'RCPT: 550 nobody here')"
        ));
    }
}

fn ids(desk: &Desk, text: &str) -> Vec<String> {
    let query = Query::parse(text, &mails::TAKES).unwrap();
    done(mails::list(&desk.ctx(), &support(), &query)).items.into_iter().map(|mail| mail.id).collect()
}

#[test]
fn mails_that_wait_or_were_given_up_are_listed_newest_first_and_no_others() {
    let desk = Desk::new();
    post(&desk);
    assert_eq!(ids(&desk, ""), ["m3", "m2", "m1"]);
    assert_eq!(ids(&desk, "state=dead"), ["m2", "m1"]);
    assert_eq!(ids(&desk, "state=waiting&agency=12036"), ["m3"]);
    assert_eq!(ids(&desk, "agency=12345"), [] as [&str; 0]);
    let query = Query::parse("limit=2", &mails::TAKES).unwrap();
    let page = done(mails::list(&desk.ctx(), &support(), &query));
    assert_eq!((page.items[0].next_at_ms, page.items[1].next_at_ms), (Some(9), None));
    assert_eq!(ids(&desk, &format!("cursor={}", page.next.unwrap())), ["m1"]);
}

#[test]
fn a_mail_that_was_given_up_is_as_new_once_it_is_retried() {
    let desk = Desk::new();
    post(&desk);
    let mail = done(mails::retry(&desk.ctx(), &support(), "m1"));
    assert_eq!((mail.state.as_str(), mail.attempts, mail.error.as_str()), ("waiting", 0, ""));
    assert_eq!(done(mails::retry(&desk.ctx(), &support(), "m1")).state, "waiting");
    assert_eq!(done(mails::retry(&desk.ctx(), &support(), "m4")).state, "sent");
    refused(mails::retry(&desk.ctx(), &support(), "none"), Code::NotFound);
    assert_eq!(done(mails::retry_all(&desk.ctx(), &operator())).mails, 1);
    assert_eq!(done(mails::retry_all(&desk.ctx(), &operator())).mails, 0);
    assert_eq!(
        desk.audited(),
        ["mail.retried|boss@a.io|cashier@a.io|m1", "mail.retried|operator:olga|all|mails 1"]
    );
}

fn log(desk: &Desk, text: &str) -> Vec<String> {
    let query = Query::parse(text, &audit::TAKES).unwrap();
    let page = done(audit::list(&desk.ctx(), &operator(), &query));
    page.items.into_iter().map(|row| format!("{}@{}", row.subject, row.at_ms)).collect()
}

fn write(desk: &Desk) {
    for (agency, at, event, actor, subject) in [
        (12036, 1, "sign_in.refused", "anonymous", "anna"),
        (12036, 2, "employee.blocked", "anna", "boris"),
        (12345, 3, "employee.blocked", "vera", "anna"),
        (0, 4, "sign_in.refused", "anonymous", "nobody"),
    ] {
        desk.db.execute(&format!(
            "INSERT INTO audit (agency_code, at, audit_id, event, actor, subject)
             VALUES ({agency}, {at}, 'row-{at}', '{event}', '{actor}', '{subject}')"
        ));
    }
}

#[test]
fn the_log_is_read_newest_first_by_person_kind_and_time() {
    let desk = Desk::new();
    write(&desk);
    assert_eq!(log(&desk, ""), ["nobody@4", "anna@3", "boris@2", "anna@1"]);
    assert_eq!(log(&desk, "login=ANNA"), ["anna@3", "boris@2", "anna@1"]);
    assert_eq!(log(&desk, "login=anna&agency=12036"), ["boris@2", "anna@1"]);
    assert_eq!(log(&desk, "agency=0"), ["nobody@4"]);
    assert_eq!(log(&desk, "event=employee.blocked"), ["anna@3", "boris@2"]);
    assert_eq!(log(&desk, "event=employee.blocked&agency=12345"), ["anna@3"]);
    assert_eq!(log(&desk, "since=2&until=4"), ["anna@3", "boris@2"]);
    let query = |text: &str| Query::parse(text, &audit::TAKES).unwrap();
    let page = done(audit::list(&desk.ctx(), &operator(), &query("login=anna&limit=2")));
    assert_eq!(log(&desk, &format!("login=anna&cursor={}", page.next.unwrap())), ["anna@1"]);
    refused(audit::list(&desk.ctx(), &operator(), &query("event=none")), Code::MalformedRequest);
}

#[test]
fn an_administrator_reads_the_log_of_the_own_agency_alone() {
    let desk = Desk::new();
    write(&desk);
    let (boss, query) = (administrator(12036), |text: &str| Query::parse(text, &audit::TAKES).unwrap());
    let rows = done(audit::list(&desk.ctx(), &boss, &query("login=anna"))).items;
    assert_eq!(rows.iter().map(|row| row.at_ms).collect::<Vec<_>>(), [2, 1]);
    refused(audit::list(&desk.ctx(), &boss, &query("agency=12345")), Code::NotFound);
    refused(audit::list(&desk.ctx(), &boss, &query("agency=0")), Code::NotFound);
}

#[test]
fn a_move_of_the_key_ring_is_recorded_under_the_name_of_the_operator() {
    let desk = Desk::new();
    let moved = |event: &str, kid: &str| KeyMove { event: event.to_owned(), kid: kid.to_owned() };
    done(audit::record_key_move(&desk.ctx(), &operator(), &moved("key.added", "k2")));
    assert_eq!(desk.audited(), ["key.added|operator:olga|k2|"]);
    for wrong in [moved("token.issued", "k2"), moved("key.added", ""), moved("key.added", "two words")] {
        refused(audit::record_key_move(&desk.ctx(), &operator(), &wrong), Code::MalformedRequest);
    }
}
