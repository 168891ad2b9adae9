//! One's own account: its page, the password, the re-issue of a QR code.

use serde_json::{Value, json};
use shared::time::{HOUR_MS, MINUTE_MS, SECOND_MS};

use super::browser::{Browser, CASHIER, EMPLOYEE, KEY, READY, at, json_of, refused};
use super::demo::PASSWORD;
use super::harness::{App, answered};
use super::races::in_turns;
use crate::http::answer::Answer;
use crate::storage::outbox::MailKind;
use crate::storage::sqlite::Break;

const NEW: &str = "Quite-another-1";
const DEVICE: &str = "__Host-device";
pub(super) const SESSION: &str = "__Host-session";

/// A browser of an employee with an active key, past all steps.
pub(super) fn signed_in(app: &App) -> Browser<'_> {
    if app.count("second_factor") == 0 {
        app.make_ready(READY);
    }
    let browser = Browser::at(app, CASHIER);
    assert_eq!(at(&browser.log_in(READY)), "code");
    app.pass_ms(30 * SECOND_MS);
    browser.code(&app.shown_code(KEY));
    assert_eq!(at(&browser.seance("Regular")), "signed_in");
    app.events();
    // What the sign-in itself has told is another test's business.
    app.execute("DELETE FROM outbox");
    browser
}

pub(super) fn account(browser: &Browser<'_>) -> Value {
    let answer = browser.send_with("GET", "/api/auth/account", &[], "");
    assert_eq!(answer.status, 200);
    json_of(&answer)
}

fn change(browser: &Browser<'_>, current: &str, password: &str) -> Answer {
    browser.post("/api/auth/account/password", &json!({"current": current, "password": password}))
}

pub(super) fn end(browser: &Browser<'_>, id: &Value) -> Answer {
    browser.post("/api/auth/account/end-session", &json!({ "id": id }))
}

fn reissue(browser: &Browser<'_>, code: &str) -> Answer {
    let device_now_ms = browser.app.now.get().0;
    browser.post("/api/auth/account/reissue", &json!({"code": code, "device_now_ms": device_now_ms}))
}

#[test]
fn after_a_reissue_the_next_sign_in_can_have_the_mail_sent_again() {
    let app = App::new();
    let browser = signed_in(&app);
    app.pass_ms(30 * SECOND_MS);
    assert_eq!(reissue(&browser, &app.shown_code(KEY)).status, 200);
    let next = Browser::at(&app, CASHIER);
    assert_eq!(at(&next.log_in(READY)), "code");
    assert_eq!(next.state()["step"]["setup"]["sent_to"], READY);
}

#[test]
fn what_is_meant_for_another_account_counts_against_nobody_and_changes_nothing() {
    let app = App::new();
    let browser = signed_in(&app);
    app.pass_ms(30 * SECOND_MS);
    let code = |code: &str| json!({"code": code, "device_now_ms": app.now.get().0});
    let password = |current: &str| json!({"current": current, "password": NEW});
    let right = app.shown_code(KEY);
    for (path, body) in [
        ("step-up", code("000000")),
        ("reissue", code("000000")),
        ("reissue", code(&right)),
        ("password", password("wrong")),
        ("password", password(PASSWORD)),
    ] {
        let mut meant = body.clone();
        meant["who"] = json!("somebody@else.example");
        refused(&browser.post(&format!("/api/auth/account/{path}"), &meant), 409, "step-mismatch");
        let counted = "SELECT (SELECT count(*) FROM password_try WHERE failed > 0) || \
                       (SELECT sum(failed) FROM second_factor)";
        assert_eq!(app.query(counted), ["00"], "{path}");
        assert_eq!(app.events(), [] as [&str; 0], "{path}");
    }
    let meant = json!({"code": right, "device_now_ms": app.now.get().0, "who": READY});
    assert_eq!(browser.post("/api/auth/account/step-up", &meant).status, 200);
}

/// Kinds of the mails that wait.
fn queued(app: &App) -> Vec<MailKind> {
    app.mails("1")
}

#[test]
fn the_page_shows_own_live_sessions_the_one_at_hand_first_and_the_consents() {
    let app = App::new();
    let first = signed_in(&app);
    app.pass_ms(MINUTE_MS);
    app.country.set(Some("KZ"));
    let second = signed_in(&app);
    let page = account(&first);
    assert_eq!(page["now_ms"], app.now.get().0);
    assert_eq!((&page["two_factor"], &page["may_reissue"]), (&json!(true), &json!(true)));
    let sessions = page["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert_eq!((&sessions[0]["current"], &sessions[1]["current"]), (&json!(true), &json!(false)));
    assert_eq!(sessions[1]["point_of_sale"], "Central office");
    assert_eq!(sessions[1]["address"], "192.0.2.1");
    assert_eq!(account(&second)["sessions"][0]["id"], sessions[1]["id"]);
    let consent = &page["consents"][1];
    assert_eq!((&consent["product"], &consent["current"]), (&json!("cashier"), &json!(true)));
    assert_eq!(page["consents"].as_array().unwrap().len(), 2);
    assert_eq!(app.events(), Vec::<&str>::new());
}

#[test]
fn a_session_that_has_run_out_is_shown_to_nobody() {
    let app = App::new();
    let old = signed_in(&app);
    app.pass_ms(50 * MINUTE_MS);
    let browser = signed_in(&app);
    assert_eq!(account(&browser)["sessions"].as_array().unwrap().len(), 2);
    app.pass_ms(10 * MINUTE_MS);
    assert_eq!(account(&browser)["sessions"].as_array().unwrap().len(), 1);
    refused(&old.send_with("GET", "/api/auth/account", &[], ""), 409, "step-mismatch");
}

#[test]
fn without_a_session_there_is_no_account() {
    let app = App::new();
    let nobody = Browser::at(&app, CASHIER);
    let half_done = Browser::at(&app, CASHIER);
    half_done.log_in(EMPLOYEE);
    for browser in [&nobody, &half_done] {
        refused(&browser.send_with("GET", "/api/auth/account", &[], ""), 409, "step-mismatch");
        refused(&end(browser, &json!("x")), 409, "step-mismatch");
        refused(&browser.press("/api/auth/account/end-other-sessions"), 409, "step-mismatch");
        refused(&change(browser, PASSWORD, NEW), 409, "step-mismatch");
        refused(&reissue(browser, "123456"), 409, "step-mismatch");
    }
    assert_eq!(app.platform.compared.get(), 1, "a password was looked at for nobody");
}

#[test]
fn a_new_password_ends_all_other_sessions_and_goes_on_with_this_one_under_a_new_value() {
    let app = App::new();
    let (first, second) = (signed_in(&app), signed_in(&app));
    let half_done = Browser::at(&app, CASHIER);
    half_done.log_in(READY);
    app.events();
    let stolen = first.cookies.borrow().clone();
    let opened_at = account(&first)["sessions"][0]["opened_at_ms"].clone();
    assert_eq!(at(&change(&first, PASSWORD, NEW)), "signed_in");
    let cashier = || "cashier".to_owned();
    assert_eq!(app.audit(), [("device.known", cashier()), ("password.changed", cashier())]);
    assert_eq!(queued(&app), [MailKind::PasswordChanged]);

    assert_ne!(first.cookies.borrow()[SESSION], stolen[SESSION]);
    let thief = Browser::at(&app, CASHIER);
    *thief.cookies.borrow_mut() = stolen;
    for other in [&second, &half_done] {
        assert_eq!(other.state()["step"]["notice"], "ended");
    }
    assert_eq!(thief.step(), "credentials");
    let page = account(&first);
    assert_eq!(page["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(page["sessions"][0]["opened_at_ms"], opened_at, "the day that a session may last goes on");
    refused(&second.log_in(READY), 401, "invalid-credentials");
    assert_eq!(at(&second.type_in(READY, NEW)), "code");
}

#[test]
fn the_browser_that_changes_the_password_stays_known_under_a_new_value_and_no_other_does() {
    let app = App::new();
    let (first, second) = (signed_in(&app), signed_in(&app));
    let before = Browser::at(&app, CASHIER);
    *before.cookies.borrow_mut() = first.cookies.borrow().clone();
    assert_eq!(at(&change(&first, PASSWORD, NEW)), "signed_in");
    first.press("/api/auth/sign-out");
    for _ in 0..3 {
        Browser::at(&app, CASHIER).type_in(READY, "wrong");
    }
    for stranger in [&before, &second] {
        refused(&stranger.type_in(READY, NEW), 403, "login-locked");
    }
    assert_eq!(json_of(&first.type_in(READY, "wrong"))["attempts_left"], 2);
    app.pass_ms(30 * SECOND_MS);
    assert_eq!(at(&first.type_in(READY, NEW)), "code");
    first.code(&app.shown_code(KEY));
    assert_eq!(at(&first.seance("Regular")), "signed_in");
    assert_eq!(queued(&app), [MailKind::PasswordChanged, MailKind::PasswordLocked]);
    assert_eq!(app.count("device"), 1);
}

#[test]
fn what_a_change_has_overtaken_is_told_nothing_and_leaves_the_new_value_alone() {
    let app = App::new();
    let browser = signed_in(&app);
    let (tab, changing) = (Browser::at(&app, CASHIER), Browser::at(&app, CASHIER));
    *tab.cookies.borrow_mut() = browser.cookies.borrow().clone();
    assert_ne!(at(&browser.press("/api/auth/change-point-of-sale")), "signed_in");
    *changing.cookies.borrow_mut() = browser.cookies.borrow().clone();
    change(&browser, PASSWORD, NEW);
    let nobody = json!({"name": "credentials", "notice": null});
    for overtaken in [&tab, &changing] {
        assert_eq!(json_of(&overtaken.post("/api/auth/activity", &json!({"age_ms": 0})))["step"], nobody);
        assert_eq!(overtaken.state()["step"], nobody);
        refused(&overtaken.send_with("GET", "/api/auth/account", &[], ""), 409, "step-mismatch");
        assert!(overtaken.holds(SESSION), "the word to drop the old value would hit the new one");
    }
    assert_eq!(browser.step(), "signed_in");
}

#[test]
fn a_wrong_current_password_counts_like_one_at_the_sign_in_and_locks_with_it() {
    let app = App::new();
    let browser = signed_in(&app);
    let window = Browser::at(&app, CASHIER);
    let device = browser.cookies.borrow()[DEVICE].clone();
    window.cookies.borrow_mut().insert(DEVICE.to_owned(), device);
    window.type_in(READY, "wrong");
    app.events();
    let answer = change(&browser, "wrong", NEW);
    refused(&answer, 401, "invalid-credentials");
    assert_eq!(json_of(&answer)["attempts_left"], 1);
    let until = app.now.get().plus_ms(30 * MINUTE_MS).0;
    assert_eq!(json_of(&change(&browser, "wrong", NEW))["locked_until_ms"], until);
    assert_eq!(app.events(), ["password.change_refused", "password.change_refused", "password.locked"]);
    refused(&change(&browser, PASSWORD, NEW), 403, "login-locked");
    assert_eq!(browser.step(), "signed_in", "a lock ends no session");
    app.pass_ms(30 * MINUTE_MS);
    assert_eq!(at(&change(&browser, PASSWORD, NEW)), "signed_in");
    assert!(app.tries().is_empty());
}

#[test]
fn a_weak_password_is_told_which_rule_it_breaks_and_lists_are_asked_behind_the_current_one() {
    let app = App::new();
    let browser = signed_in(&app);
    let rule = |current: &str, password: &str| {
        let answer = change(&browser, current, password);
        refused(&answer, 422, "weak-password");
        json_of(&answer)["rule"].as_str().unwrap().to_owned()
    };
    let compared = app.platform.compared.get();
    assert_eq!(rule("wrong", "seven77"), "too-short");
    assert_eq!(rule("wrong", &"x".repeat(129)), "too-long");
    assert_eq!(rule("wrong", READY), "context");
    assert_eq!(app.platform.compared.get(), compared, "the current password was looked at");
    refused(&change(&browser, "wrong", "sunshine"), 401, "invalid-credentials");
    assert_eq!(rule(PASSWORD, "sunshine"), "common");
    assert_eq!(rule(PASSWORD, "MixVel2026"), "context");
    assert!(app.tries().is_empty(), "a right current password forgets wrong ones");
    assert_eq!(queued(&app), []);
    assert_eq!(at(&browser.press("/api/auth/back")), "signed_in");
}

#[test]
fn over_the_limit_of_its_address_no_current_password_is_looked_at() {
    let app = App::new();
    let browser = signed_in(&app);
    app.platform.address_is_over_its_limit.set(true);
    let compared = app.platform.compared.get();
    refused(&change(&browser, PASSWORD, NEW), 429, "too-many-requests");
    assert_eq!(app.platform.compared.get(), compared);
}

/// Which batch of a change stores it.
fn change_batch() -> u32 {
    let app = App::new();
    let browser = signed_in(&app);
    app.platform.batches.take();
    change(&browser, PASSWORD, NEW);
    let batch = app.platform.batches.take().iter().position(|name| *name == "change password").unwrap();
    u32::try_from(batch).unwrap() + 1
}

#[test]
fn a_change_that_storage_refuses_leaves_everything_as_it_was() {
    let app = App::new();
    let (first, second) = (signed_in(&app), signed_in(&app));
    let cookies = first.cookies.borrow().clone();
    app.break_at(change_batch(), Break::Before);
    refused(&change(&first, PASSWORD, NEW), 503, "storage-unavailable");
    app.mend();
    assert_eq!(*first.cookies.borrow(), cookies);
    assert_eq!((first.step(), second.step()), ("signed_in".to_owned(), "signed_in".to_owned()));
}

#[test]
fn a_code_brings_a_new_key_the_old_one_dies_and_sessions_stay() {
    let app = App::new();
    let (first, second) = (signed_in(&app), signed_in(&app));
    let half_done = Browser::at(&app, CASHIER);
    half_done.log_in(READY);
    app.events();
    app.pass_ms(30 * SECOND_MS);
    let answer = reissue(&first, &app.shown_code(KEY));
    assert_eq!(json_of(&answer), json!({"sent_to": "ready@demo.mixvel.com"}));
    assert!(answer.mail_queued);
    assert_eq!(app.events(), ["code.accepted", "second_factor.reissued", "second_factor.mail_queued"]);
    assert_eq!(queued(&app), [MailKind::TwoFactorSetUp, MailKind::SecondFactorChanged]);
    assert_eq!((first.step(), second.step()), ("signed_in".to_owned(), "signed_in".to_owned()));
    assert_eq!(half_done.state()["step"]["notice"], "ended");
    assert_eq!(account(&first)["two_factor"], false);
    assert_ne!(app.pending_key(READY), KEY);

    app.pass_ms(30 * SECOND_MS);
    refused(&reissue(&first, &app.shown_code(KEY)), 403, "reissue-unavailable");
    let next = Browser::at(&app, CASHIER);
    assert_eq!(at(&next.log_in(READY)), "code");
    refused(&next.code(&app.shown_code(KEY)), 403, "invalid-code");
    assert_eq!(at(&next.code(&app.shown_code(&app.pending_key(READY)))), "seance");
}

#[test]
fn the_code_of_a_reissue_is_counted_replayed_and_locked_like_that_of_a_sign_in() {
    let app = App::new();
    let browser = signed_in(&app);
    refused(&reissue(&browser, "12345"), 400, "malformed-request");
    refused(&reissue(&browser, &app.shown_code(KEY)), 403, "code-replayed");
    for left in [2, 1] {
        let answer = reissue(&browser, &app.wrong_code(KEY));
        refused(&answer, 403, "invalid-code");
        assert_eq!(json_of(&answer)["attempts_left"], left);
    }
    refused(&reissue(&browser, &app.wrong_code(KEY)), 403, "code-locked");
    app.pass_ms(30 * SECOND_MS);
    refused(&reissue(&browser, &app.shown_code(KEY)), 403, "code-locked");
    assert_eq!(browser.step(), "signed_in");
    assert_eq!(queued(&app), [MailKind::CodeLocked]);
}

#[test]
fn where_the_administrator_issues_codes_nobody_else_does_and_no_code_is_looked_at() {
    let app = App::new();
    let browser = signed_in(&app);
    app.execute("UPDATE agency SET reissue_by_administrator = 1");
    let page = account(&browser);
    assert_eq!((&page["two_factor"], &page["may_reissue"]), (&json!(true), &json!(false)));
    app.pass_ms(30 * SECOND_MS);
    refused(&reissue(&browser, &app.shown_code(KEY)), 403, "reissue-unavailable");
    assert_eq!(app.events(), Vec::<&str>::new());
    assert_eq!(app.pending_key(READY), KEY);
}

#[test]
fn a_session_that_has_run_out_changes_nothing() {
    let app = App::new();
    let browser = signed_in(&app);
    app.pass_ms(HOUR_MS);
    refused(&change(&browser, PASSWORD, NEW), 409, "step-mismatch");
    assert_eq!(at(&browser.log_in(READY)), "code");
}

#[test]
fn a_current_password_that_another_change_has_overtaken_is_not_counted_as_wrong() {
    let app = App::new();
    let (first, second) = (signed_in(&app), signed_in(&app));
    let body = json!({"current": PASSWORD, "password": NEW}).to_string();
    let send = |browser: &Browser<'_>| {
        let cookie = format!("{SESSION}={}", browser.cookies.borrow()[SESSION]);
        let (app, body) = (&app, &body);
        async move {
            let fields = [
                ("Content-Type", "application/json"),
                ("X-MixVel-Auth", "1"),
                ("Sec-Fetch-Site", "same-origin"),
                ("Cookie", cookie.as_str()),
            ];
            answered(app.answer(CASHIER, "POST", "/api/auth/account/password", &fields, body).await).status
        }
    };
    let mut statuses = in_turns([&first, &second].into_iter().map(send));
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(
        app.audit(),
        [
            ("device.known", "cashier".to_owned()),
            ("password.changed", "cashier".to_owned()),
            ("password.change_refused", "changed-meanwhile".to_owned())
        ]
    );
    assert!(app.tries().is_empty());
    assert_eq!(app.count("device"), 1, "the one of the change that was made");
}
