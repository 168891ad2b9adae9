//! One's own sessions: the end of one, of all others, and the code that it asks for.

use serde_json::json;
use shared::time::MINUTE_MS;

use super::account::{SESSION, account, end, signed_in};
use super::browser::{ADMIN, BOSS, Browser, KEY, at, json_of, refused};
use super::harness::App;

#[test]
fn a_session_ends_by_its_name_once_and_that_of_another_account_never() {
    let app = App::new();
    let (first, second) = (signed_in(&app), signed_in(&app));
    app.make_ready(ADMIN);
    let stranger = Browser::at(&app, BOSS);
    stranger.log_in(ADMIN);
    assert_eq!(at(&stranger.code(&app.shown_code(KEY))), "signed_in");
    let (own, foreign) =
        (account(&second)["sessions"][0]["id"].clone(), account(&stranger)["sessions"][0]["id"].clone());
    app.events();
    for id in [&foreign, &json!("A".repeat(43)), &json!("")] {
        refused(&end(&first, id), 409, "choice-unavailable");
    }
    assert_eq!(stranger.step(), "signed_in");
    let left = json_of(&end(&first, &own));
    assert_eq!(left["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(end(&first, &own).status, 200, "it is over already");
    assert_eq!(app.audit(), [("session.ended", "cashier".to_owned())]);
    assert_eq!(second.step(), "credentials");
    assert_eq!(first.step(), "signed_in");
}

#[test]
fn ending_other_sessions_asks_for_a_code_when_the_last_one_is_older_than_ten_minutes() {
    let app = App::new();
    let (first, second) = (signed_in(&app), signed_in(&app));
    app.pass_ms(10 * MINUTE_MS);
    let id = account(&first)["sessions"][1]["id"].clone();
    let others = "/api/auth/account/end-other-sessions";
    let show = |code: &str| {
        first.post("/api/auth/account/step-up", &json!({"code": code, "device_now_ms": app.now.get().0}))
    };
    refused(&end(&first, &id), 403, "step-up-required");
    refused(&first.press(others), 403, "step-up-required");
    refused(&show("000000"), 403, "invalid-code");
    refused(&first.press(others), 403, "step-up-required");
    assert_eq!(second.step(), "signed_in");
    assert_eq!(show(&app.shown_code(KEY)).status, 200);
    assert_eq!(end(&first, &id).status, 200);
    assert_eq!(second.step(), "credentials");
    app.pass_ms(10 * MINUTE_MS - 1);
    assert_eq!(first.press(others).status, 200, "the code counts for ten minutes");
    app.pass_ms(1);
    refused(&first.press(others), 403, "step-up-required");
}

#[test]
fn the_end_of_the_session_at_hand_is_a_sign_out() {
    let app = App::new();
    let (first, second) = (signed_in(&app), signed_in(&app));
    let answer = end(&first, &account(&first)["sessions"][0]["id"]);
    assert_eq!(json_of(&answer)["step"], json!({"name": "credentials", "notice": null}));
    assert!(!first.holds(SESSION));
    assert_eq!(app.audit(), [("session.ended", "cashier".to_owned())]);
    assert_eq!(second.step(), "signed_in");
}

#[test]
fn all_other_sessions_end_with_a_row_each() {
    let app = App::new();
    let browsers = [signed_in(&app), signed_in(&app), signed_in(&app)];
    let left = json_of(&browsers[1].press("/api/auth/account/end-other-sessions"));
    assert_eq!(left["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(app.events(), ["session.ended", "session.ended"]);
    assert_eq!(browsers.each_ref().map(Browser::step), ["credentials", "signed_in", "credentials"]);
    assert_eq!(
        json_of(&browsers[1].press("/api/auth/account/end-other-sessions"))["sessions"],
        left["sessions"]
    );
    assert_eq!(app.events(), Vec::<&str>::new());
}
