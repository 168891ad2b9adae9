//! One's own sessions: the end of one, of all others, and the code that it asks for.

use futures_executor::block_on;
use serde_json::json;
use shared::audit::Event;
use shared::time::MINUTE_MS;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::account::{SESSION, account, end, signed_in};
use super::browser::{ADMIN, BOSS, Browser, KEY, READY, at, json_of, refused};
use super::harness::App;
use crate::secrets::secret::SecretHash;
use crate::storage::account::{Accounts as _, AtHand, Ending};

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
fn a_session_that_is_over_by_the_time_of_its_statement_ends_no_other_one() {
    let app = App::new();
    let (first, second) = (signed_in(&app), signed_in(&app));
    let [thief, owner] = [&first, &second].map(|browser| {
        let id = account(browser)["sessions"][0]["id"].as_str().unwrap().to_owned();
        SecretHash::from_stored(id)
    });
    let now = app.now.get();
    let at_hand = AtHand {
        session: thief,
        agency: AgencyCode::from_number(12036).unwrap(),
        login: Login::parse(READY).unwrap(),
        active_since: now.plus_ms(-MINUTE_MS),
        opened_since: now.plus_ms(-MINUTE_MS),
    };
    // The owner was faster: the other session had passed its look at itself.
    assert_eq!(second.press("/api/auth/account/end-other-sessions").status, 200);
    let ctx = app.ctx("r");
    let row = ctx.audit(None, Event::SessionEnded, READY, READY, "");
    app.events();
    for ending in [Ending::Others, Ending::Only(owner)] {
        block_on(ctx.ports.end_sessions(&at_hand, &ending, &row)).unwrap();
    }
    assert_eq!(second.step(), "signed_in");
    assert_eq!(app.events(), Vec::<&str>::new());
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

#[test]
fn a_code_that_is_shown_again_and_again_proves_nothing_and_writes_one_row_a_minute() {
    let app = App::new();
    let browser = signed_in(&app);
    app.pass_ms(10 * MINUTE_MS);
    let code = app.shown_code(KEY);
    let show = || {
        let body = json!({"code": code, "device_now_ms": app.now.get().0});
        browser.post("/api/auth/account/step-up", &body)
    };
    assert_eq!(show().status, 200);
    let shown_at = app.query("SELECT code_at FROM session");
    app.events();
    app.pass_ms(1000);
    for _ in 0..50 {
        refused(&show(), 403, "code-replayed");
    }
    assert_eq!(app.events(), ["code.replayed"]);
    assert_eq!(app.query("SELECT code_at FROM session"), shown_at);
}
