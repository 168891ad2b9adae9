//! New passwords and the service that knows those from breaches.

use serde_json::json;

use super::browser::{ADMIN, BOSS, Browser, KEY, at, json_of, refused};
use super::demo::PASSWORD;
use super::harness::App;
use crate::config::Texts;
use crate::config::tests::texts;
use crate::http::answer::Answer;

const NEW: &str = "Quite-another-1";
/// SHA-1 of [`NEW`], in two parts.
const HASH: (&str, &str) = ("04DF5", "995773C19004453A2D5C770C1F097782E74");

fn app(url: &str) -> App {
    App::with(Texts { breached_passwords_url: url.to_owned(), ..texts() })
}

fn change(app: &App) -> Answer {
    app.make_ready(ADMIN);
    let browser = Browser::at(app, BOSS);
    browser.log_in(ADMIN);
    assert_eq!(at(&browser.code(&app.shown_code(KEY))), "signed_in");
    browser.post("/api/auth/account/password", &json!({"current": PASSWORD, "password": NEW}))
}

fn asked(app: &App) -> Vec<String> {
    app.platform.asked_of_breaches.borrow().clone()
}

#[test]
fn a_password_from_a_breach_is_refused_and_only_the_start_of_its_hash_leaves() {
    let app = app("https://breaches.example/range/");
    app.platform.breaches.replace(Some(format!("{}:7\r\n", HASH.1)));
    let answer = change(&app);
    refused(&answer, 422, "weak-password");
    assert_eq!(json_of(&answer)["rule"], "breached");
    assert_eq!(asked(&app), [format!("https://breaches.example/range/{}", HASH.0)]);
}

#[test]
fn a_password_that_no_breach_knows_is_taken_and_so_is_one_that_only_padding_lists() {
    for lines in ["", "0000000000000000000000000000000000A:9", &format!("{}:0", HASH.1)] {
        let app = app("https://breaches.example/range");
        app.platform.breaches.replace(Some(lines.to_owned()));
        assert_eq!(at(&change(&app)), "signed_in");
        assert_eq!(asked(&app).len(), 1);
    }
}

#[test]
fn a_service_that_does_not_answer_forbids_nothing_and_the_log_says_so_without_the_password() {
    let app = app("https://breaches.example/range");
    app.platform.breaches.replace(None);
    assert_eq!(at(&change(&app)), "signed_in");
    let log = app.platform.log.borrow().join("\n");
    assert!(log.contains("was not looked up"), "{log}");
    assert!(!log.contains(NEW) && !log.contains(HASH.0), "{log}");
}

#[test]
fn without_the_setting_nobody_is_asked() {
    let app = app("");
    assert_eq!(at(&change(&app)), "signed_in");
    assert_eq!(asked(&app), Vec::<String>::new());
}
