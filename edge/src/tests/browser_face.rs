//! What a browser may send, what it is answered, and the pages it is given.

use proptest::prelude::*;
use serde_json::json;
use shared::api::problem::Problem;

use super::browser::{BOSS, Browser, CASHIER, EMPLOYEE, READY, at, json_of, name, refused};
use super::harness::{App, REQUEST_ID, answered, header, text};
use crate::config::Texts;
use crate::config::tests::texts;

pub(super) const ENDPOINTS: [&str; 24] = [
    "credentials",
    "requirements",
    "setup-mail",
    "code",
    "point-of-sale",
    "seance",
    "back",
    "cancel",
    "change-point-of-sale",
    "activity",
    "sign-out",
    "setup-key",
    "password-reset",
    "password-link",
    "password",
    "state",
    "account",
    "account/end-session",
    "account/end-other-sessions",
    "account/password",
    "account/reissue",
    "account/step-up",
    "notices",
    "verify",
];

/// Those that change nothing.
pub(super) const READ: [&str; 4] = ["state", "account", "notices", "verify"];

#[test]
fn requests_of_other_sites_are_refused_at_every_endpoint() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    for endpoint in ENDPOINTS.into_iter().filter(|endpoint| !READ.contains(endpoint)) {
        let path = format!("/api/auth/{endpoint}");
        let send = |fields: &[(&str, &str)]| browser.send_with("POST", &path, fields, "{}");
        let json = ("Content-Type", "application/json");
        refused(&send(&[json, ("Sec-Fetch-Site", "same-origin")]), 403, "cross-site");
        refused(&send(&[json, ("X-MixVel-Auth", "1"), ("Sec-Fetch-Site", "cross-site")]), 403, "cross-site");
        refused(&send(&[json, ("X-MixVel-Auth", "1"), ("Origin", "http://evil.example")]), 403, "cross-site");
        let form = ("Content-Type", "application/x-www-form-urlencoded");
        let ours = ("Sec-Fetch-Site", "same-origin");
        refused(&send(&[form, ("X-MixVel-Auth", "1"), ours]), 415, "unsupported-media-type");
        refused(&browser.send_with("GET", &path, &[], ""), 405, "method-not-allowed");
    }
}

#[test]
fn what_is_not_the_expected_json_is_refused_with_its_place_and_not_quoted() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    for body in [
        "",
        "{}",
        "[]",
        r#"{"login":"a@b.c","password":"hunter2","more":1}"#,
        r#"{"login":"a@b.c","login":"a@b.c","password":"hunter2"}"#,
        r#"{"login":1,"password":"hunter2"}"#,
        r#"{"login":" ","password":"hunter2"}"#,
        "{\"login\":\"a@b.c\",\"password\":\"hunter2\"} \u{fffd}",
    ] {
        let answer = browser.send("POST", "/api/auth/credentials", body);
        refused(&answer, 400, "malformed-request");
        assert!(!text(&answer).contains("hunter2"), "{body}");
    }
    refused(&browser.send("POST", "/api/auth/back", r#"{"x":1}"#), 400, "malformed-request");
    let long = format!(r#"{{"login":"a@b.c","password":"{}"}}"#, "x".repeat(8 * 1024));
    refused(&browser.send("POST", "/api/auth/credentials", &long), 413, "payload-too-large");
    assert!(app.tries().is_empty());
}

#[test]
fn a_problem_says_what_a_window_needs() {
    let app = App::new();
    let answer = Browser::at(&app, CASHIER).type_in(EMPLOYEE, "wrong");
    assert_eq!(header(&answer, "Content-Type"), Some("application/problem+json"));
    assert_eq!(header(&answer, "Cache-Control"), Some("no-store"));
    let problem: Problem = serde_json::from_str(&text(&answer)).unwrap();
    let expected = Problem {
        code: "invalid-credentials".to_owned(),
        status: 401,
        request_id: REQUEST_ID.to_owned(),
        attempts_left: Some(2),
        ..Problem::default()
    };
    assert_eq!(problem, expected);
    assert_eq!(json_of(&answer)["type"], "tag:mixvel.com,2026:problem/invalid-credentials");
}

#[test]
fn the_page_is_that_of_the_product_in_the_language_of_the_reader() {
    let app = App::new();
    let files = [
        ("/pages/cashier.ru.html", "cashier ru"),
        ("/pages/boss.en.html", "boss en"),
        ("/pages/two-factor.boss.en.html", "two-factor"),
        ("/pages/reset.boss.en.html", "reset"),
        ("/pages/invitation.cashier.ru.html", "invitation"),
        ("/pages/legal-policy.ru.html", "policy"),
        ("/pages/policy.json", r#"{"script_src": ["sha256-abc"], "style_src": ["'sha256-def'"]}"#),
    ];
    let files = files.map(|(path, content)| (path.to_owned(), content.to_owned()));
    app.platform.pages.borrow_mut().extend(files);
    let get = |host, path, fields: &[(&str, &str)]| answered(app.send_to(host, "GET", path, fields, ""));
    let page = get(CASHIER, "/", &[("Accept-Language", "uk, en;q=0.5")]);
    assert_eq!(text(&page), "cashier ru");
    assert_eq!(header(&page, "Cache-Control"), Some("no-cache"));
    assert_eq!(header(&page, "Vary"), Some("Cookie, Accept-Language"));
    let policy = header(&page, "Content-Security-Policy").unwrap();
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-abc';"), "{policy}");
    assert!(policy.contains("require-trusted-types-for 'script'"), "{policy}");
    assert_eq!(text(&get(BOSS, "/", &[("Cookie", "language=en"), ("Accept-Language", "ru")])), "boss en");
    assert_eq!(text(&get(BOSS, "/two-factor", &[])), "two-factor");
    assert_eq!(text(&get(BOSS, "/reset", &[])), "reset");
    assert_eq!(text(&get(CASHIER, "/invitation", &[("Accept-Language", "ru")])), "invitation");
    assert_eq!(text(&get(BOSS, "/account", &[])), "boss en");
    assert_eq!(text(&get(CASHIER, "/legal/policy", &[("Accept-Language", "ru")])), "policy");
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept-Language", "ru")];
    let posted = answered(app.send_to(CASHIER, "POST", "/", &form, "login=a&password=hunter2"));
    assert_eq!((posted.status, text(&posted)), (200, "cashier ru".to_owned()));
    let change = get(BOSS, "/.well-known/change-password", &[]);
    assert_eq!((change.status, header(&change, "Location")), (303, Some("/account")));
    assert_eq!(get(CASHIER, "/pages/cashier.ru.html", &[]).status, 404);
    assert_eq!(get(CASHIER, "/assets/none.js", &[]).status, 404);
}

#[test]
fn a_state_names_the_application_that_is_deployed() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    assert_eq!(browser.state()["app"], "");
    app.platform.pages.borrow_mut().insert("/pages/app.txt".to_owned(), "c0ffee".to_owned());
    assert_eq!(browser.state()["app"], "c0ffee");
    assert_eq!(json_of(&browser.log_in(EMPLOYEE))["app"], "c0ffee");
}

#[test]
fn a_missing_page_is_a_fault_and_names_itself_in_the_log() {
    let app = App::new();
    assert_eq!(answered(app.send_to(CASHIER, "GET", "/", &[], "")).status, 500);
    assert!(app.platform.log.borrow()[0].contains("/pages/cashier.en.html"));
}

#[test]
fn the_start_page_leads_to_the_products_at_its_own_port() {
    let app = App::new();
    let page = text(&answered(app.send_to("127.0.0.1:8799", "GET", "/", &[], "")));
    assert!(page.contains("http://cashier.localhost:8799/") && page.contains("http://lk.localhost:8799/"));
}

#[test]
fn a_deployed_product_has_no_web_service() {
    let app = App::with(Texts { stand: "production".to_owned(), ..texts() });
    for path in ["/api/Accounts/login", "/api/Order/AirShopping", "/xsd/Mixvel_Auth.xsd"] {
        refused(&answered(app.send_to(CASHIER, "POST", path, &[], "")), 404, "not-found");
    }
    let xml = answered(App::new().send_to(CASHIER, "POST", "/api/Order/AirShopping", &[], ""));
    assert_eq!(xml.status, 401);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is sent in whatever order, nobody is signed in without password, consent and code.
    #[test]
    fn no_order_of_requests_skips_a_step(events in proptest::collection::vec((0..14u8, 0..3u8), 1..40)) {
        let app = App::new();
        app.give_key(READY, true);
        let browser = Browser::at(&app, CASHIER);
        let (mut consented, mut coded, mut typed) = (false, false, false);
        for (event, variant) in events {
            let answer = match event {
                0 | 1 => browser.log_in(READY),
                2 => browser.type_in(READY, "wrong"),
                3 => browser.require(variant == 0, variant == 1),
                4 | 5 => browser.code(&app.shown_code(super::browser::KEY)),
                6 => browser.code(&app.wrong_code(super::browser::KEY)),
                7 => browser.point_of_sale(["12036_ALPHA", "12036_DELTA", "12345_MNPQR"][usize::from(variant)]),
                8 => browser.seance(["Regular", "Charter", ""][usize::from(variant)]),
                9 => browser.press(["/api/auth/back", "/api/auth/cancel", "/api/auth/setup-mail"][usize::from(variant)]),
                10 => browser.press("/api/auth/change-point-of-sale"),
                11 => browser.post("/api/auth/activity", &json!({"age_ms": 0})),
                12 => {
                    app.pass_ms([1_000, 30_000, 3_600_000][usize::from(variant)]);
                    browser.send_with("GET", "/api/auth/state", &[], "")
                }
                _ => browser.press("/api/auth/sign-out"),
            };
            prop_assert!(answer.status < 500, "{}", text(&answer));
            let accepted = answer.status == 200;
            let step = if accepted { name(&json_of(&answer)) } else { String::new() };
            match event {
                0 | 1 if accepted => typed = true,
                3 if variant == 0 && accepted => consented = true,
                4 | 5 if accepted => coded = true,
                _ => {}
            }
            if step == "credentials" { (coded, typed) = (false, false); }
            if step == "signed_in" {
                prop_assert!(typed && consented && coded);
            }
        }
    }
}

#[test]
fn the_whole_sign_in_of_the_property_above_can_end_in_a_session() {
    let app = App::new();
    app.give_key(READY, true);
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(READY);
    browser.consent();
    browser.code(&app.shown_code(super::browser::KEY));
    assert_eq!(at(&browser.seance("Regular")), "signed_in");
}

#[test]
fn an_address_that_nobody_has_at_a_host_of_no_product_is_a_page_for_people_and_a_problem_for_programs() {
    let app = App::new();
    for host in ["api.mixvel.com", "nobody.example"] {
        let get = |accept: &str| answered(app.send_to(host, "GET", "/nothing", &[("Accept", accept)], ""));
        let page = get("text/html,application/xhtml+xml,*/*;q=0.8");
        assert_eq!(page.status, 404);
        assert_eq!(header(&page, "Content-Type"), Some("text/html; charset=utf-8"));
        for words in ["No such page", "Такой страницы нет", "support@mixvel.com"] {
            assert!(text(&page).contains(words), "{words}");
        }
        for program in ["*/*", "application/json", ""] {
            refused(&get(program), 404, "not-found");
        }
    }
}
