//! `POST /api/Accounts/introspect` (RFC 7662).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use shared::time::DAY_MS;

use super::harness::{App, answered, header, text};
use crate::http::answer::Answer;

fn introspect(app: &App, credentials: &str, body: &str) -> Answer {
    let basic = format!("Basic {}", STANDARD.encode(credentials));
    let headers = [("Authorization", basic.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    answered(app.send("POST", "/api/Accounts/introspect", &headers, body))
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&text(answer)).unwrap()
}

#[test]
fn a_gateway_learns_who_holds_a_live_token() {
    let app = App::new();
    let answer = introspect(
        &app,
        "gw:s3cret+of the/gateway",
        &format!("token={}&token_type_hint=access_token", app.log_in()),
    );
    let found = json(&answer);
    assert_eq!((found["active"].as_bool(), found["token_type"].as_str()), (Some(true), Some("Bearer")));
    assert_eq!(found["username"], "testuser.auth@mixvel.com");
    assert_eq!(found["structure_unit"], "12036_ALPHA");
    assert_eq!(found["exp"].as_i64().unwrap() - found["iat"].as_i64().unwrap(), 86_400);
}

#[test]
fn any_other_token_is_inactive_and_nothing_else_is_said() {
    let app = App::new();
    let token = app.log_in();
    assert_eq!(text(&introspect(&app, "gw:s3cret+of the/gateway", "token=garbage")), r#"{"active":false}"#);
    app.execute("UPDATE token SET revoked_at = 1");
    assert_eq!(
        text(&introspect(&app, "gw:s3cret+of the/gateway", &format!("token={token}"))),
        r#"{"active":false}"#
    );
    app.pass_ms(DAY_MS);
    assert_eq!(
        text(&introspect(&app, "gw:s3cret+of the/gateway", &format!("token={token}"))),
        r#"{"active":false}"#
    );
}

#[test]
fn a_stranger_learns_nothing() {
    let app = App::new();
    let answer = introspect(&app, "gw:wrong", &format!("token={}", app.log_in()));
    assert_eq!(answer.status, 401);
    assert!(header(&answer, "WWW-Authenticate").is_some_and(|challenge| challenge.starts_with("Basic ")));
    assert_eq!(json(&answer)["error"], "invalid_client");
    assert_eq!(app.audit().last().unwrap(), &("client.refused", "invalid-client".to_owned()));
}

#[test]
fn credentials_are_taken_form_encoded() {
    let app = App::new();
    let answer = introspect(&app, "gw:s3cret%2Bof+the%2Fgateway", "token=garbage");
    assert_eq!(text(&answer), r#"{"active":false}"#);
}

#[test]
fn guesses_are_limited_and_a_right_one_is_not_told_while_a_wait_runs() {
    let app = App::new();
    let status = |credentials: &str| introspect(&app, credentials, "token=x").status;
    let guesses: Vec<_> = (0..8).map(|guess| status(&format!("gw{guess}:wrong"))).collect();
    // The sixth wrong one begins a wait.
    assert_eq!(guesses, [401, 401, 401, 401, 401, 429, 429, 429]);
    let waiting = introspect(&app, "gw:s3cret+of the/gateway", "token=x");
    assert_eq!((waiting.status, header(&waiting, "Retry-After")), (429, Some("1")));
    app.pass_ms(1_000);
    assert_eq!(status("gw:s3cret+of the/gateway"), 200);
}

#[test]
fn a_form_without_a_token_says_what_is_missing() {
    let app = App::new();
    let answer = introspect(&app, "gw:s3cret+of the/gateway", "tokens=x");
    assert_eq!(answer.status, 400);
    assert!(json(&answer)["detail"].as_str().unwrap().contains("`token`"));
    assert_eq!(header(&answer, "Content-Type"), Some("application/problem+json"));
}
