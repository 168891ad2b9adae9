//! What every answer has, and what stands around the web service.

use proptest::prelude::*;
use shared::time::DAY_MS;

use super::harness::{App, REQUEST_ID, SAMPLE, answered, header, text};
use crate::storage::sqlite::Break;

const HARDENED: [&str; 8] = [
    "Cache-Control",
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Request-Id",
];

#[test]
fn every_answer_is_hardened_and_names_its_request() {
    let app = App::new();
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/nowhere"),
        ("GET", "/healthz"),
        ("GET", "/xsd/Mixvel_Auth.xsd"),
        ("OPTIONS", "/api/Accounts/login"),
        ("POST", "/api/Accounts/login"),
        ("GET", "/api/Order/x"),
    ] {
        let answer = answered(app.send(method, path, &[], ""));
        for name in HARDENED {
            assert_eq!(
                answer.headers.iter().filter(|(set, _)| *set == name).count(),
                1,
                "{name} of {method} {path}"
            );
        }
        assert_eq!(header(&answer, "X-Request-Id"), Some(REQUEST_ID));
        assert!(header(&answer, "Content-Security-Policy").unwrap().contains("frame-ancestors 'none'"));
    }
}

#[test]
fn an_unknown_host_has_nothing() {
    let app = App::new();
    for path in ["/", "/healthz", "/api/Accounts/login", "/xsd/Mixvel_Auth.xsd"] {
        let answer = answered(app.send_to("evil.example", "GET", path, &[], ""));
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(header(&answer, "Content-Type"), Some("application/problem+json"));
    }
}

#[test]
fn the_start_page_is_for_a_developers_machine_only() {
    let app = App::new();
    let local = answered(app.send_to("127.0.0.1:8787", "GET", "/", &[], ""));
    assert!(text(&local).contains("/api/Accounts/login"));
    assert_eq!(answered(app.send("GET", "/", &[], "")).status, 404);
}

#[test]
fn a_problem_names_its_type_and_its_request() {
    let answer = answered(App::new().send("GET", "/nowhere", &[], ""));
    let problem: serde_json::Value = serde_json::from_str(&text(&answer)).unwrap();
    assert_eq!(problem["type"], "tag:mixvel.com,2026:problem/not-found");
    assert_eq!(problem["status"], 404);
    assert_eq!(problem["instance"], format!("urn:uuid:{REQUEST_ID}"));
}

#[test]
fn health_follows_storage() {
    let app = App::new();
    assert_eq!(answered(app.send("GET", "/healthz", &[], "")).status, 200);
    app.break_at(0, Break::Before);
    assert_eq!(answered(app.send("GET", "/healthz", &[], "")).status, 503);
}

#[test]
fn the_checks_of_storage_run_on_a_developers_machine_only() {
    let app = App::new();
    let checks = answered(app.send_to("127.0.0.1:8787", "GET", "/dev/contract", &[], ""));
    let lines = text(&checks);
    assert!(
        lines.lines().count() > 20 && lines.lines().all(|line| line.starts_with("{\"failure\":null,")),
        "{lines}"
    );
    assert_eq!(answered(app.send("GET", "/dev/contract", &[], "")).status, 404);
}

#[test]
fn the_sweep_removes_what_is_over_and_keeps_the_rest() {
    let app = App::new();
    app.log_in();
    app.wrong_password();
    app.pass_ms(DAY_MS);
    assert_eq!(app.sweep(), 0);
    app.pass_ms(1);
    assert_eq!(app.sweep(), 3);
}

proptest! {
    #[test]
    fn no_request_is_answered_with_a_fault_of_ours(
        method in "[A-Z]{1,8}|GET|POST",
        path in "/[ -~]{0,40}|/api/[ -~]{0,30}|/api/Accounts/(login|verify|introspect)",
        authorization in "(Bearer|Basic|[ -~]{0,8}) [ -~]{0,60}",
        cut in 0..SAMPLE.len(),
    ) {
        let headers = [("Authorization", authorization.as_str()), ("Content-Type", "text/xml")];
        let body = SAMPLE.get(..cut).unwrap_or_default();
        let answer = answered(App::new().send(&method, &path, &headers, body));
        prop_assert!(answer.status < 500, "{method} {path}: {}", answer.status);
    }
}
