//! `POST /api/Accounts/introspect` (RFC 7662) on the real runtime.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::agent::Agent;
use tests::connection::{Request, Response};
use tests::server::Server;
use tests::settings::GATEWAY;

const PATH: &str = "/api/Accounts/introspect";
const FORM: &str = "application/x-www-form-urlencoded";

fn introspect(agent: &Agent<'_>, credentials: (&str, &str), form: &str) -> Response {
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", credentials.0, credentials.1)));
    let request = Request::post(PATH, FORM, form).field("Authorization", &basic);
    Server::shared().send(&request.from(&agent.address))
}

fn json(answer: &Response) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

#[test]
fn a_gateway_learns_of_a_live_token_and_no_more_once_it_is_revoked() {
    let agent = Agent::new(Server::shared());
    let form = format!("token={}&token_type_hint=access_token", agent.log_in());
    let live = introspect(&agent, GATEWAY, &form);
    let said = json(&live);
    assert_eq!((live.status, live.field("cache-control")), (200, Some("no-store")));
    assert_eq!((&said["active"], &said["token_type"]), (&json!(true), &json!("Bearer")));
    assert_eq!((&said["username"], &said["structure_unit"]), (&json!(agent.login), &json!(agent.unit)));

    Server::shared().sql("UPDATE agency SET blocked_at = 1 WHERE agency_code = ?1", &[json!(agent.agency)]);
    assert_eq!(json(&introspect(&agent, GATEWAY, &form)), json!({ "active": false }));
    // A gateway's question is no use of the token: one row of its issue, none of a refusal.
    assert_eq!(agent.audit(), [("token.issued".to_owned(), agent.unit.clone())]);
}

#[test]
fn a_token_that_is_none_is_inactive() {
    let agent = Agent::unknown(Server::shared());
    for token in ["x", "a.b.c", "%00", "%zz"] {
        let answer = introspect(&agent, GATEWAY, &format!("token={token}"));
        assert_eq!(json(&answer), json!({ "active": false }), "{token}");
    }
}

#[test]
fn a_caller_that_is_no_gateway_learns_nothing_and_is_audited() {
    let agent = Agent::new(Server::shared());
    let form = format!("token={}", agent.log_in());
    for credentials in [(GATEWAY.0, "wrong"), ("stranger", GATEWAY.1), ("", "")] {
        let answer = introspect(&agent, credentials, &form);
        assert_eq!((answer.status, &json(&answer)["error"]), (401, &json!("invalid_client")));
        assert!(answer.field("www-authenticate").is_some_and(|value| value.starts_with("Basic ")));
    }
    let bare = Server::shared().send(&Request::post(PATH, FORM, form).from(&agent.address));
    assert_eq!(bare.status, 401);
    // The fourth refusal may fall into another minute, which has a row of its own.
    let rows = agent.audited("client.refused", "invalid-client");
    assert!((1..=2).contains(&rows), "{:?}", agent.audit());
}

#[test]
fn a_request_that_is_no_form_is_told_what_is_wrong() {
    let agent = Agent::unknown(Server::shared());
    let missing = introspect(&agent, GATEWAY, "tokens=x");
    assert_eq!((missing.status, missing.field("content-type")), (400, Some("application/problem+json")));
    assert!(json(&missing)["detail"].as_str().is_some_and(|detail| detail.contains("`token`")));
    let long = introspect(&agent, GATEWAY, &format!("token={}", "x".repeat(70_000)));
    assert_eq!(long.status, 413);
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", GATEWAY.0, GATEWAY.1)));
    let wrong = Request::post(PATH, "application/json", "{}").field("Authorization", &basic);
    assert_eq!(Server::shared().send(&wrong).status, 415);
    let get = Server::shared().send(&Request::get(PATH));
    assert_eq!((get.status, get.field("allow")), (405, Some("POST, OPTIONS")));
}
