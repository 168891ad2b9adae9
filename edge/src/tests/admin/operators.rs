//! Operators and their keys.

use shared::api::admin::operators::CreateOperator;
use shared::code::Code;

use super::desk::{Desk, done, operator, refused};
use crate::features::admin::{actor, operators};
use crate::route::admin::Admin;
use crate::secret::SecretHash;
use crate::tests::harness::NOW;

const KEY: &str = "mvop_key";

fn create(name: &str, key: &str) -> CreateOperator {
    CreateOperator { name: name.to_owned(), key_hash: SecretHash::of(key).as_str().to_owned() }
}

#[test]
fn a_key_counts_until_its_owner_is_removed() {
    let desk = Desk::new();
    refused(actor::of_key(&desk.ctx(), Some(KEY), Admin::Agencies), Code::TokenRefused);
    refused(actor::of_key(&desk.ctx(), None, Admin::Agencies), Code::TokenRefused);
    done(operators::create(&desk.ctx(), &operator(), &create("ivan", KEY)));
    let who = done(actor::of_key(&desk.ctx(), Some(KEY), Admin::Agencies));
    assert_eq!(who.name, "operator:ivan");
    refused(operators::remove(&desk.ctx(), &who, "ivan"), Code::OwnAccount);
    assert!(done(operators::remove(&desk.ctx(), &operator(), "ivan")).changed);
    assert!(!done(operators::remove(&desk.ctx(), &operator(), "ivan")).changed);
    refused(actor::of_key(&desk.ctx(), Some(KEY), Admin::Agencies), Code::TokenRefused);
    refused(operators::remove(&desk.ctx(), &operator(), "nobody"), Code::NotFound);
}

#[test]
fn a_key_ends_by_itself_after_180_days() {
    let desk = Desk::new();
    let made = done(operators::create(&desk.ctx(), &operator(), &create("ivan", KEY)));
    assert_eq!(made.expires_at_ms, NOW.0 + 180 * 86_400_000);
    let mut later = desk.ctx();
    later.now = NOW.plus_ms(operators::KEY_MS - 1);
    done(actor::of_key(&later, Some(KEY), Admin::Agencies));
    later.now = NOW.plus_ms(operators::KEY_MS);
    refused(actor::of_key(&later, Some(KEY), Admin::Agencies), Code::TokenRefused);
    done(operators::create(&later, &operator(), &create("ivan", "mvop_next")));
    done(actor::of_key(&later, Some("mvop_next"), Admin::Agencies));
}

#[test]
fn a_name_in_use_and_a_known_key_are_refused() {
    let desk = Desk::new();
    done(operators::create(&desk.ctx(), &operator(), &create("ivan", KEY)));
    refused(operators::create(&desk.ctx(), &operator(), &create("ivan", "mvop_b")), Code::AlreadyExists);
    refused(operators::create(&desk.ctx(), &operator(), &create("olga", KEY)), Code::AlreadyExists);
    for wrong in ["", "Ivan", "i van", &"i".repeat(65)] {
        refused(operators::create(&desk.ctx(), &operator(), &create(wrong, "k")), Code::MalformedRequest);
    }
    let no_digest = CreateOperator { name: "olga".to_owned(), key_hash: KEY.to_owned() };
    refused(operators::create(&desk.ctx(), &operator(), &no_digest), Code::MalformedRequest);
    assert_eq!(desk.audited(), ["operator.created|operator:olga|operator:ivan|"]);
    assert_eq!(done(operators::list(&desk.ctx())).items.len(), 1);
}

#[test]
fn wrong_keys_use_up_their_address_before_storage_is_asked_and_right_ones_go_on() {
    let desk = Desk::new();
    done(operators::create(&desk.ctx(), &operator(), &create("ivan", KEY)));
    done(actor::of_key(&desk.ctx(), Some(KEY), Admin::Agencies));
    for _ in 0..59 {
        refused(actor::of_key(&desk.ctx(), Some("mvop_wrong"), Admin::Agencies), Code::TokenRefused);
    }
    let asked = desk.db.batches.get();
    refused(actor::of_key(&desk.ctx(), Some("mvop_wrong"), Admin::Agencies), Code::TooManyRequests);
    assert_eq!(desk.db.batches.get(), asked);
    done(actor::of_key(&desk.ctx(), Some(KEY), Admin::Agencies));
    let refusals = "SELECT count(*) FROM audit WHERE event = 'operator.refused'";
    assert_eq!(desk.db.query(refusals), ["1"]);
}
