//! The guard: bearer tokens at `verify` and in front of every other method.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use shared::time::{DAY_MS, SECOND_MS};

use super::browser::{ADMIN, BOSS, Browser, CASHIER, KEY};
use super::harness::{App, answered, forwarded, header, refusal, text};
use crate::config::Texts;
use crate::config::tests::{texts, upstreams};
use crate::storage::sqlite::Break;

const CONFUSED: [&str; 6] = [
    "",
    "a.b.c",
    "not a token",
    // alg none, norm J1
    "eyJhbGciOiJub25lIiwidHlwIjoiSldUIiwia2lkIjoiazEifQ.eyJzdWIiOiJ4In0.",
    // alg HS256 under our kid
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0.eyJzdWIiOiJ4In0.c2ln",
    // HS512 without kid
    "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ4In0.c2ln",
];

#[test]
fn who_is_signed_in_behind_an_address_that_proves_nothing_goes_on_and_random_cookies_do_not() {
    let app = App::new();
    app.make_ready(ADMIN);
    let admin = Browser::at(&app, BOSS);
    admin.log_in(ADMIN);
    admin.code(&app.shown_code(KEY));
    assert_eq!(admin.step(), "signed_in");
    let state = |n: usize| {
        let cookie = format!("__Host-session={}", ["A", "B", "C", "D"][n % 4].repeat(43));
        answered(app.send_to(CASHIER, "GET", "/api/auth/state", &[("Cookie", &cookie)], "")).status
    };
    let told: Vec<_> = (0..200).map(state).collect();
    assert_eq!(told.iter().filter(|status| **status == 200).count(), 120);
    assert_eq!(told[150], 429);
    assert_eq!(admin.step(), "signed_in", "whoever has proved to be somebody goes on");
}

#[test]
fn an_address_that_proves_nothing_is_refused_without_storage_and_tokens_of_ours_go_on() {
    let app = App::new();
    let token = app.log_in();
    for _ in 0..120 {
        assert_eq!(app.verify("no.such.token").status, 401);
    }
    app.platform.batches.borrow_mut().clear();
    let refused = app.verify("no.such.token");
    assert_eq!((refused.status, header(&refused, "Retry-After").is_some()), (429, true));
    assert!(text(&refused).contains("MIX-100100900"), "{}", text(&refused));
    let browser =
        app.send_to("cashier.localhost", "GET", "/api/auth/state", &[("Cookie", "__Host-session=x")], "");
    assert_eq!(answered(browser).status, 429);
    assert!(app.platform.batches.borrow().is_empty(), "storage was asked");
    assert_eq!(app.verify(&token).status, 204);
    app.address.set("192.0.2.200");
    assert_eq!(app.verify("no.such.token").status, 401);
}

#[test]
fn a_live_token_is_confirmed_with_its_sender() {
    let app = App::new();
    let answer = app.verify(&app.log_in());
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(header(&answer, "X-Auth-Application"), Some("testuser.auth@mixvel.com"));
    assert_eq!(header(&answer, "X-Auth-Agency"), Some("12036"));
    assert_eq!(header(&answer, "X-Auth-Structure-Unit"), Some("12036_ALPHA"));
    assert!(header(&answer, "X-Auth-Token-Id").is_some_and(|jti| jti.len() == 36));
}

#[test]
fn without_a_token_the_challenge_has_no_error() {
    let app = App::new();
    let answer = answered(app.send("GET", "/api/Accounts/verify", &[], ""));
    assert_eq!(refusal(&answer), (401, "MIX-100100002".to_owned(), "AuthenticationFailed".to_owned()));
    assert_eq!(header(&answer, "WWW-Authenticate"), Some(r#"Bearer realm="mixvel""#));
    assert_eq!(app.audit(), [("token.refused", "missing".to_owned())]);
}

#[test]
fn credentials_of_another_scheme_are_told_that_the_scheme_is_wrong() {
    let app = App::new();
    let answer = answered(app.send("GET", "/api/Accounts/verify", &[("Authorization", "Basic YTpi")], ""));
    assert_eq!(refusal(&answer).0, 401);
    let told = String::from_utf8(answer.body).unwrap();
    assert!(told.contains("the scheme of the header field `Authorization` is wrong"), "{told}");
    assert_eq!(app.audit(), [("token.refused", "other-scheme".to_owned())]);
}

#[test]
fn tokens_of_other_shapes_and_algorithms_are_refused() {
    for token in CONFUSED {
        let answer = App::new().verify(token);
        assert_eq!(refusal(&answer).0, 401, "{token}");
    }
}

#[test]
fn a_token_changed_in_any_place_is_refused() {
    let app = App::new();
    let token = app.log_in();
    for place in (0..token.len()).step_by(7) {
        let mut bytes = token.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert_eq!(app.verify(&changed).status, 401, "byte {place}");
    }
    let answer = app.verify(&token[..token.len() - 1]);
    assert_eq!(header(&answer, "WWW-Authenticate"), Some(r#"Bearer realm="mixvel", error="invalid_token""#));
}

#[test]
fn a_token_ends_after_exactly_24_hours_without_leeway() {
    let app = App::new();
    let token = app.log_in();
    app.pass_ms(DAY_MS - 1);
    assert_eq!(app.verify(&token).status, 204);
    app.pass_ms(1);
    let answer = app.verify(&token);
    assert_eq!(refusal(&answer).0, 401);
    assert!(text(&answer).contains("expired"));
    assert_eq!(app.audit().last().unwrap(), &("token.refused", "expired".to_owned()));
}

#[test]
fn a_token_is_not_valid_before_it_was_issued() {
    let app = App::new();
    let token = app.log_in();
    app.pass_ms(-SECOND_MS);
    assert_eq!(app.verify(&token).status, 401);
}

#[test]
fn a_token_of_another_environment_is_refused() {
    let demo = App::with(Texts { token_issuer: "https://api-test.mixvel.com".to_owned(), ..texts() });
    let app = App::new();
    assert_eq!(app.verify(&demo.log_in()).status, 401);
    assert_eq!(app.audit(), [("token.refused", "foreign".to_owned())]);
}

#[test]
fn a_revoked_token_is_refused_on_the_very_next_request_and_says_so() {
    let app = App::new();
    let token = app.log_in();
    assert_eq!(app.verify(&token).status, 204);
    app.execute("UPDATE token SET revoked_at = 1");
    let answer = app.verify(&token);
    assert_eq!(refusal(&answer).0, 401);
    assert!(text(&answer).contains("revoked"));
}

#[test]
fn a_genuine_token_that_storage_does_not_know_is_refused() {
    let app = App::new();
    let token = app.log_in();
    app.execute("DELETE FROM token");
    assert_eq!(app.verify(&token).status, 401);
}

#[test]
fn refusals_fill_one_audit_row_a_minute_for_each_token_and_address() {
    let app = App::new();
    let token = app.log_in();
    app.pass_ms(DAY_MS);
    for _ in 0..20 {
        app.verify(&token);
        app.verify("garbage");
    }
    assert_eq!(app.audit().len(), 3);
}

#[test]
fn storage_that_is_away_is_503_and_never_an_open_door() {
    let app = App::with(Texts { upstreams: upstreams("http://127.0.0.1:9000", ""), ..texts() });
    let bearer = format!("Bearer {}", app.log_in());
    app.break_at(1, Break::Before);
    let answer = answered(app.send("POST", "/api/Order/AirShopping", &[("Authorization", &bearer)], ""));
    assert_eq!(refusal(&answer).0, 503);
}

#[test]
fn a_guarded_request_goes_to_the_web_service_with_its_sender_and_its_query() {
    let app = App::with(Texts { upstreams: upstreams("http://127.0.0.1:9000/base/", ""), ..texts() });
    let bearer = format!("bearer {}", app.log_in());
    let forward =
        forwarded(app.send("POST", "/api/Order/AirShopping?a=1&b=%2F", &[("Authorization", &bearer)], ""));
    assert_eq!(forward.url, "http://127.0.0.1:9000/base/api/Order/AirShopping?a=1&b=%2F");
    assert!(forward.identity.iter().all(|(name, _)| *name != "X-Auth-Signature"), "there is no key");
    let names: Vec<_> = forward.identity.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["X-Auth-Application", "X-Auth-Agency", "X-Auth-Structure-Unit", "X-Auth-Token-Id"]);
}

#[test]
fn a_guarded_request_is_signed_for_the_web_service() {
    let key = "Q".repeat(86);
    let app = App::with(Texts {
        upstreams: upstreams("http://127.0.0.1:9000/base/", ""),
        signature_keys: format!(r#"{{"web-service":[{{"id":"g1","secret":"{key}"}}]}}"#),
        ..texts()
    });
    let bearer = format!("Bearer {}", app.log_in());
    let forward = forwarded(app.send("PUT", "/api/x?y=1", &[("Authorization", &bearer)], ""));
    let signature = &forward.identity.iter().find(|(name, _)| *name == "X-Auth-Signature").unwrap().1;
    let claims = URL_SAFE_NO_PAD.decode(signature.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!((&claims["aud"], &claims["method"]), (&json!("web-service"), &json!("PUT")));
    assert_eq!(
        (&claims["path"], &claims["structure_unit"]),
        (&json!("/base/api/x?y=1"), &json!("12036_ALPHA"))
    );
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
}

#[test]
fn nothing_is_forwarded_without_a_token_and_nothing_is_there_without_a_web_service() {
    let app = App::with(Texts { upstreams: upstreams("http://127.0.0.1:9000", ""), ..texts() });
    let answer = answered(app.send("GET", "/api/get/Dictionary/cities", &[], ""));
    assert_eq!(refusal(&answer).0, 401);

    let app = App::new();
    let bearer = format!("Bearer {}", app.log_in());
    let answer = answered(app.send("GET", "/api/get/Dictionary/cities", &[("Authorization", &bearer)], ""));
    assert_eq!(refusal(&answer), (404, "MIX-100000".to_owned(), "NotFound".to_owned()));
}
