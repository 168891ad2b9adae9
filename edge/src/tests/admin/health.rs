//! What support and operators are told of the installation.

use shared::api::admin::{Health, TokenKey};

use super::desk::{Desk, done};
use crate::features::admin::health::health;
use crate::tests::copies::Fate;

fn mail(desk: &Desk, id: &str, state: &str, at: i64) {
    let dead_at = if state == "dead" { "9" } else { "NULL" };
    desk.db.execute(&format!(
        "INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, created_at, next_at, attempts,
                             state, dead_at)
         VALUES (12036, '{id}', 'invitation', 'cashier@a.io', 'en', 'cashier', '', {at}, 9, 11, '{state}', {dead_at})"
    ));
}

#[test]
fn the_installation_tells_what_waits_how_big_it_is_and_which_keys_it_has() {
    let desk = Desk::new();
    for (id, state, at) in [("m1", "sent", 1), ("m2", "dead", 2), ("m3", "waiting", 4), ("m4", "waiting", 3)]
    {
        mail(&desk, id, state, at);
    }
    let told = done(health(&desk.ctx()));
    let [ours] = desk.ctx().config.keys.keys() else { panic!("one key") };
    let key = TokenKey { kid: ours.kid.clone(), state: "signing".to_owned(), since_ms: ours.since().0 };
    let expected = Health {
        database_bytes: 4096,
        oldest_waiting_mail_at_ms: Some(3),
        dead_mails: 1,
        copies_answer: true,
        token_keys: vec![key],
        pepper: desk.ctx().config.peppers.current().unwrap().id.clone(),
        seal_key: desk.ctx().config.seal_keys.current_id().to_owned(),
    };
    assert_eq!(told, expected);
    let text = serde_json::to_string(&told).unwrap();
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn a_store_of_copies_that_is_away_is_told_and_no_reason_to_be_silent() {
    let desk = Desk::new();
    assert_eq!(done(health(&desk.ctx())).oldest_waiting_mail_at_ms, None);
    desk.copies.fate.set(Fate::Failed);
    assert!(!done(health(&desk.ctx())).copies_answer);
}
