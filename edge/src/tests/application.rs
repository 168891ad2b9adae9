//! The applications of the products: behind the guard, beside it, and the way to the sign-in and back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use shared::time::{HOUR_MS, MINUTE_MS};

use super::browser::{BOSS, Browser, CASHIER, EMPLOYEE, at, refused};
use super::harness::{App, answered, forwarded, header, text};
use crate::app::Outcome;
use crate::config::tests::{texts, upstreams};
use crate::config::{Service, Texts};
use crate::features::gateway::forward::Forward;
use crate::http::answer::Answer;
use shared::value::product::Product;

const VISIT: [(&str, &str); 2] = [("Accept", "text/html,*/*"), ("Sec-Fetch-Mode", "navigate")];

fn app() -> App {
    let key = "Q".repeat(86);
    App::with(Texts {
        cashier_version: "1.8.0".to_owned(),
        cashier_app_url: "/app".to_owned(),
        upstreams: upstreams("", "http://127.0.0.1:9000/base"),
        signature_keys: format!(r#"{{"cashier":[{{"id":"g1","secret":"{key}"}}]}}"#),
        ..texts()
    })
}

fn signed_in(app: &App) -> Browser<'_> {
    let browser = Browser::at(app, CASHIER);
    browser.log_in(EMPLOYEE);
    assert_eq!(at(&browser.point_of_sale("12036_DELTA")), "signed_in");
    app.events();
    browser
}

fn ask(browser: &Browser<'_>, method: &str, path: &str, fields: &[(&str, &str)]) -> Outcome {
    let jar: Vec<_> =
        browser.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let cookie = jar.join("; ");
    let fields: Vec<_> = fields.iter().copied().chain([("Cookie", cookie.as_str())]).collect();
    browser.app.send_to(CASHIER, method, path, &fields, "")
}

fn field<'a>(forward: &'a Forward, name: &str) -> &'a str {
    forward.identity.iter().find(|(found, _)| *found == name).map_or("", |(_, value)| value)
}

fn claims(signature: &str) -> Value {
    let claims = URL_SAFE_NO_PAD.decode(signature.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

fn to(answer: &Answer) -> (u16, &str) {
    (answer.status, header(answer, "Location").unwrap_or_default())
}

#[test]
fn the_application_is_told_who_is_signed_in_and_by_a_signature_that_the_guard_says_so() {
    let app = app();
    app.execute("UPDATE employee SET name = 'Анна К' WHERE login = 'cashier@demo.mixvel.com'");
    let forward = forwarded(ask(&signed_in(&app), "GET", "/app/orders/7?a=%2F", &[]));
    assert_eq!(forward.service, Service::Application(Product::Cashier));
    assert_eq!(forward.url, "http://127.0.0.1:9000/base/app/orders/7?a=%2F");
    let expected = [
        ("X-Auth-Employee", EMPLOYEE),
        ("X-Auth-Name", "%D0%90%D0%BD%D0%BD%D0%B0%20%D0%9A"),
        ("X-Auth-Role", "cashier"),
        ("X-Auth-Agency", "12036"),
        ("X-Auth-Structure-Unit", "12036_DELTA"),
        ("X-Auth-Seance", "Regular"),
    ];
    for (name, value) in expected {
        assert_eq!(field(&forward, name), value, "{name}");
    }
    let public = app.value("SELECT secret_hash FROM session");
    assert_eq!(field(&forward, "X-Auth-Session-Id"), public);
    let claims = claims(field(&forward, "X-Auth-Signature"));
    assert_eq!((&claims["aud"], &claims["path"]), (&json!("cashier"), &json!("/base/app/orders/7?a=%2F")));
    assert_eq!((&claims["employee"], &claims["session_id"]), (&json!(EMPLOYEE), &json!(public)));
}

#[test]
fn what_lies_under_the_path_is_the_applications_and_nothing_else() {
    let app = app();
    let browser = signed_in(&app);
    assert_eq!(to(&answered(ask(&browser, "POST", "/app?x=1", &[]))), (308, "/app/?x=1"));
    forwarded(ask(&browser, "GET", "/app/", &[]));
    for path in ["/apple", "/App/", "/", "/api/auth/state"] {
        answered(ask(&browser, "GET", path, &[]));
    }
    let boss = answered(app.send_to(BOSS, "GET", "/app/", &[], ""));
    assert_eq!(boss.status, 404, "{}", text(&boss));
}

#[test]
fn requests_of_the_application_are_no_activity_and_the_end_counts_on_the_next_one() {
    let app = app();
    let browser = signed_in(&app);
    for _ in 0..5 {
        app.pass_ms(11 * MINUTE_MS);
        forwarded(ask(&browser, "GET", "/app/poll", &[]));
    }
    app.pass_ms(5 * MINUTE_MS);
    refused(&answered(ask(&browser, "GET", "/app/poll", &[])), 401, "not-signed-in");
    assert_eq!(app.audit(), [("session.expired", "idle".to_owned())]);

    let browser = signed_in(&app);
    forwarded(ask(&browser, "GET", "/app/", &[]));
    app.execute("UPDATE session SET ended_at = 1 WHERE ended_at IS NULL");
    refused(&answered(ask(&browser, "GET", "/app/", &[])), 401, "not-signed-in");
}

#[test]
fn a_page_is_sent_to_the_sign_in_and_whatever_else_asks_is_refused() {
    let app = app();
    let nobody = Browser::at(&app, CASHIER);
    let visit = answered(ask(&nobody, "GET", "/app/x?y=1&z", &VISIT));
    assert_eq!(to(&visit), (303, "/?to=%2Fapp%2Fx%3Fy%3D1%26z"));
    assert_eq!(to(&answered(ask(&nobody, "GET", "/app/x", &VISIT[..1]))), (303, "/?to=%2Fapp%2Fx"));
    assert_eq!(to(&answered(ask(&nobody, "GET", "/app//evil.example", &VISIT))), (303, "/"));
    let fetched = [VISIT[0], ("Sec-Fetch-Mode", "cors")];
    refused(&answered(ask(&nobody, "GET", "/app/x", &fetched)), 401, "not-signed-in");
    refused(&answered(ask(&nobody, "GET", "/app/x", &[])), 401, "not-signed-in");
    let ours = [VISIT[0], VISIT[1], ("Origin", "http://cashier.localhost:8787")];
    refused(&answered(ask(&nobody, "POST", "/app/x", &ours)), 401, "not-signed-in");
}

#[test]
fn a_link_from_another_site_takes_one_step_more_and_never_two() {
    let app = app();
    let nobody = Browser::at(&app, CASHIER);
    let linked = [VISIT[0], VISIT[1], ("Sec-Fetch-Site", "cross-site")];
    let step = answered(ask(&nobody, "GET", "/app/x", &linked));
    assert_eq!(step.status, 200);
    assert!(text(&step).contains(r#"content="0;url=/?to=%2Fapp%2Fx""#), "{}", text(&step));
    let dead = "A".repeat(43);
    nobody.cookies.borrow_mut().insert("__Host-session".to_owned(), dead);
    assert_eq!(to(&answered(ask(&nobody, "GET", "/app/x", &linked))), (303, "/?to=%2Fapp%2Fx"));
}

#[test]
fn whoever_is_signed_in_is_sent_on_at_once_and_only_into_the_application() {
    let app = app();
    let browser = signed_in(&app);
    assert_eq!(to(&answered(ask(&browser, "GET", "/?to=%2Fapp%2Fx%3Fy", &VISIT))), (303, "/app/x?y"));
    let policy = ("/pages/policy.json".to_owned(), "{}".to_owned());
    let page = ("/pages/cashier.en.html".to_owned(), "sign-in".to_owned());
    app.platform.pages.borrow_mut().extend([policy, page]);
    for query in
        ["", "?to=//evil.example/app/", "?to=%2Fapi%2Fauth%2Fstate", "?to=/app/%5C..", "?to=/app/../x"]
    {
        let stays = answered(ask(&browser, "GET", &format!("/{query}"), &VISIT));
        assert_eq!((stays.status, &*text(&stays)), (200, "sign-in"), "{query}");
    }
    app.pass_ms(HOUR_MS);
    assert_eq!(text(&answered(ask(&browser, "GET", "/?to=/app/x", &VISIT))), "sign-in");
}

#[test]
fn unsafe_methods_need_the_same_origin() {
    let app = app();
    let browser = signed_in(&app);
    let site = |site| [("Sec-Fetch-Site", site)];
    for method in ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"] {
        forwarded(ask(&browser, method, "/app/x", &site("same-origin")));
        forwarded(ask(&browser, method, "/app/x", &[("Origin", "http://cashier.localhost:8787")]));
        for other in ["same-site", "cross-site"] {
            refused(&answered(ask(&browser, method, "/app/x", &site(other))), 403, "cross-site");
        }
        let evil = [("Origin", "http://evil.example")];
        refused(&answered(ask(&browser, method, "/app/x", &evil)), 403, "cross-site");
        refused(&answered(ask(&browser, method, "/app/x", &[])), 403, "cross-site");
    }
    forwarded(ask(&browser, "GET", "/app/x", &site("same-site")));
}

#[test]
fn a_websocket_is_refused_in_words() {
    let app = app();
    let answer = answered(ask(&signed_in(&app), "GET", "/app/live", &[("Upgrade", "WebSocket")]));
    refused(&answer, 400, "malformed-request");
    assert!(text(&answer).contains("WebSocket"), "{}", text(&answer));
}

#[test]
fn a_gateway_is_told_who_is_signed_in_for_the_request_that_it_names() {
    let app = app();
    let browser = signed_in(&app);
    let forwarded = [("X-Forwarded-Method", "PUT"), ("X-Forwarded-Uri", "/app/x?y")];
    let original = [("X-Original-Method", "PUT"), ("X-Original-URI", "/app/x?y")];
    for fields in [forwarded, original] {
        let answer = answered(ask(&browser, "GET", "/api/auth/verify", &fields));
        assert_eq!((answer.status, answer.body.len()), (204, 0));
        assert_eq!(header(&answer, "X-Auth-Employee"), Some(EMPLOYEE));
        let claims = claims(header(&answer, "X-Auth-Signature").unwrap());
        assert_eq!((&claims["method"], &claims["path"]), (&json!("PUT"), &json!("/app/x?y")));
    }
    app.pass_ms(59 * MINUTE_MS);
    assert_eq!(answered(ask(&browser, "GET", "/api/auth/verify", &[])).status, 204);
    app.pass_ms(MINUTE_MS);
    refused(&answered(ask(&browser, "GET", "/api/auth/verify", &[])), 401, "not-signed-in");
}

#[test]
fn a_gateway_gets_a_redirect_only_where_it_can_pass_one_on() {
    let app = app();
    let nobody = Browser::at(&app, CASHIER);
    let verify = |fields: &[(&str, &str)]| answered(ask(&nobody, "GET", "/api/auth/verify", fields));
    let uri = ("X-Forwarded-Uri", "/app/x?y");
    let expected = (303, "http://cashier.localhost:8787/?to=%2Fapp%2Fx%3Fy");
    assert_eq!(to(&verify(&[VISIT[0], VISIT[1], uri])), expected);
    assert_eq!(to(&verify(&[VISIT[0], uri, ("X-Forwarded-Method", "GET")])), expected);
    for fields in [
        &[VISIT[0], VISIT[1]][..],
        &[uri],
        &[VISIT[0], uri, ("X-Forwarded-Method", "POST")],
        &[VISIT[0], ("X-Original-URI", "/app/x")],
    ] {
        refused(&verify(fields), 401, "not-signed-in");
    }
}

#[test]
fn no_answer_to_a_gateway_is_2xx_unless_somebody_is_signed_in() {
    let app = app();
    let nobody = Browser::at(&app, CASHIER);
    let linked = [VISIT[0], VISIT[1], ("X-Forwarded-Uri", "/app/x"), ("Sec-Fetch-Site", "cross-site")];
    let step = answered(ask(&nobody, "GET", "/api/auth/verify", &linked));
    let address = r#"content="0;url=http://cashier.localhost:8787/?to=%2Fapp%2Fx""#;
    assert!(step.status == 401 && text(&step).contains(address), "{}", text(&step));
    for method in ["GET", "HEAD", "POST", "OPTIONS", "PROPFIND"] {
        for fields in [&linked[..], &linked[2..], &linked[..3], &[]] {
            let answer = answered(ask(&nobody, method, "/api/auth/verify", fields));
            assert!(answer.status >= 300, "{method} {fields:?}: {}", answer.status);
        }
    }
}

#[test]
fn an_address_that_proves_nothing_is_refused_without_storage_and_whoever_is_signed_in_goes_on() {
    let app = app();
    let browser = signed_in(&app);
    forwarded(ask(&browser, "GET", "/app/", &[]));
    let guess = |n: usize| {
        let value = ["A", "B", "C", "D"][n % 4].repeat(43);
        let stranger = Browser::at(&app, CASHIER);
        stranger.cookies.borrow_mut().insert("__Host-session".to_owned(), value);
        answered(ask(&stranger, "GET", "/app/", &[])).status
    };
    let told: Vec<_> = (0..150).map(guess).collect();
    assert_eq!((told[0], told[149]), (401, 429));
    forwarded(ask(&browser, "GET", "/app/", &[]));
}
