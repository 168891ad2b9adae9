//! What the account page's own reader makes of an account, and how sessions are listed.

use frontend::api::account::{read, read_reissued};
use frontend::api::recovery::{read_link, read_saved};
use shared::api::account::{Account, GivenConsent, OwnSession, Reissued};
use shared::api::recovery::{PasswordLink, PasswordSaved, Purpose};
use shared::api::state::ConsentText;
use wasm_bindgen_test::wasm_bindgen_test;

fn session(current: bool) -> OwnSession {
    let known = |text: &str| current.then(|| text.to_owned());
    OwnSession {
        id: "s-1".into(),
        current,
        product: "boss".into(),
        opened_at_ms: 1_700_000_000_123,
        active_at_ms: 1_700_000_000_456,
        country: known("RU"),
        address: known("192.0.2.1"),
        user_agent: "Mozilla/5.0".into(),
        point_of_sale: known("Касса 1"),
    }
}

#[wasm_bindgen_test]
fn an_account_is_read_as_the_contract_writes_it() {
    let consent =
        GivenConsent { product: "cashier".into(), version: "f00".into(), given_at_ms: 7, current: true };
    for (sessions, consents, flag) in
        [(vec![session(true), session(false)], vec![consent], true), (vec![], vec![], false)]
    {
        let account = Account { now_ms: 5, sessions, consents, two_factor: flag, may_reissue: !flag };
        assert_eq!(read(&serde_json::to_string(&account).unwrap()), Some(account));
    }
    for text in ["", "{}", r#"{"now_ms":5,"sessions":[{}],"consents":[]}"#] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[wasm_bindgen_test]
fn answers_about_links_and_codes_are_read_as_the_contract_writes_them() {
    for (purpose, consent) in [
        (Purpose::Reset, None),
        (Purpose::Invitation, Some(ConsentText { version: "f00".into(), operator_named: true })),
    ] {
        let may_reissue = consent.is_none();
        let link = PasswordLink { purpose, login: "a@b.c".into(), may_reissue, consent };
        assert_eq!(read_link(&serde_json::to_string(&link).unwrap()), Some(link));
    }
    for reissued in [true, false] {
        let saved = PasswordSaved { reissued };
        assert_eq!(read_saved(&serde_json::to_string(&saved).unwrap()), saved);
    }
    let reissued = Reissued { sent_to: "a•••@b.c".into() };
    assert_eq!(read_reissued(&serde_json::to_string(&reissued).unwrap()), Some(reissued));
}
