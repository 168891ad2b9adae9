//! Answers about one's own account, read with the browser's own JSON; `shared::api::account` says what they are.

use shared::api::account::{Account, GivenConsent, KeyRevealed, OwnSession, Reissued};
use wasm_bindgen::JsValue;

use super::state::moment;
use crate::platform::json;

/// Reads an account; nothing when the text is none.
pub fn read(text: &str) -> Option<Account> {
    let account = json::parse(text);
    Some(Account {
        now_ms: moment(&account, "now_ms")?,
        sessions: json::list(&account, "sessions").map(|it| session(&it)).collect::<Option<_>>()?,
        consents: json::list(&account, "consents").map(|it| consent(&it)).collect::<Option<_>>()?,
        two_factor: json::flag(&account, "two_factor"),
        may_reissue: json::flag(&account, "may_reissue"),
    })
}

/// Reads where the mail with the new QR code goes.
pub fn read_reissued(text: &str) -> Option<Reissued> {
    Some(Reissued { sent_to: json::text(&json::parse(text), "sent_to")? })
}

/// Reads a revealed key.
pub fn read_key(text: &str) -> Option<KeyRevealed> {
    let key = json::parse(text);
    Some(KeyRevealed {
        uri: json::text(&key, "uri")?,
        key: json::text(&key, "key")?,
        login: json::text(&key, "login")?,
    })
}

fn session(session: &JsValue) -> Option<OwnSession> {
    Some(OwnSession {
        id: json::text(session, "id")?,
        current: json::flag(session, "current"),
        product: json::text(session, "product")?,
        opened_at_ms: moment(session, "opened_at_ms")?,
        active_at_ms: moment(session, "active_at_ms")?,
        country: json::text(session, "country"),
        address: json::text(session, "address"),
        user_agent: json::text(session, "user_agent")?,
        point_of_sale: json::text(session, "point_of_sale"),
    })
}

fn consent(consent: &JsValue) -> Option<GivenConsent> {
    Some(GivenConsent {
        product: json::text(consent, "product")?,
        version: json::text(consent, "version")?,
        given_at_ms: moment(consent, "given_at_ms")?,
        current: json::flag(consent, "current"),
    })
}
