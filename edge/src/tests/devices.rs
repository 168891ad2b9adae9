//! Browsers that an account knows: their own counters, how they become known and are forgotten, and the notices.

use shared::password_hash::Peppers;
use shared::time::{DAY_MS, MINUTE_MS, UnixMillis};
use shared::totp::STEP_MS;

use super::browser::{ADMIN, BOSS, Browser, CASHIER, EMPLOYEE, KEY, READY, at, json_of, refused};
use super::demo::PASSWORD;
use super::harness::App;
use crate::config::tests::texts;
use crate::storage::devices::MOST;
use crate::storage::outbox::MailKind;
use crate::visit::devices::FORGET_MS;

const DEVICE: &str = "__Host-device";

/// An application with two employees who can sign in with a code, and one of Boss.
fn app() -> App {
    let app = App::new();
    for login in [EMPLOYEE, READY, ADMIN] {
        app.make_ready(login);
    }
    app
}

/// Finishes a sign-in in this browser. Half a minute passes, since a code counts once.
#[track_caller]
fn finish(browser: &Browser<'_>, login: &str) {
    let app = browser.app;
    app.pass_ms(STEP_MS);
    assert_eq!(at(&browser.log_in(login)), "code");
    let mut answer = browser.code(&app.shown_code(KEY));
    if at(&answer) == "point_of_sale" {
        answer = browser.point_of_sale("12036_ALPHA");
    }
    if at(&answer) == "seance" {
        answer = browser.seance("Regular");
    }
    assert_eq!(at(&answer), "signed_in");
    app.events();
}

/// A browser that has finished a sign-in and signed out.
fn known<'a>(app: &'a App, host: &'static str, login: &str) -> Browser<'a> {
    let browser = Browser::at(app, host);
    finish(&browser, login);
    sign_out(&browser);
    browser
}

#[track_caller]
fn sign_out(browser: &Browser<'_>) {
    browser.press("/api/auth/sign-out");
    assert_eq!(browser.step(), "credentials");
}

fn cookie(browser: &Browser<'_>) -> String {
    browser.cookies.borrow()[DEVICE].clone()
}

fn set_cookie(browser: &Browser<'_>, value: &str) {
    browser.cookies.borrow_mut().insert(DEVICE.to_owned(), value.to_owned());
}

/// Three wrong passwords for the login from a browser without cookies.
#[track_caller]
fn lock_the_name(app: &App, host: &'static str, login: &str) {
    for _ in 0..3 {
        refused(&Browser::at(app, host).type_in(login, "wrong"), 401, "invalid-credentials");
    }
    refused(&Browser::at(app, host).log_in(login), 403, "login-locked");
}

/// How often storage was asked for a browser.
fn looks(app: &App) -> usize {
    app.platform.batches.borrow().iter().filter(|name| **name == "device").count()
}

#[test]
fn a_lock_of_the_name_keeps_its_owner_out_of_no_browser_that_the_account_knows() {
    for (host, login) in [(CASHIER, READY), (BOSS, ADMIN)] {
        let app = app();
        let browser = known(&app, host, login);
        lock_the_name(&app, host, login);
        finish(&browser, login);
        refused(&Browser::at(&app, host).log_in(login), 403, "login-locked");
    }
}

#[test]
fn a_lock_of_the_name_ends_the_sign_ins_that_it_counted_and_no_others() {
    let app = app();
    let browser = known(&app, CASHIER, READY);
    let stranger = Browser::at(&app, CASHIER);
    assert_eq!((at(&browser.log_in(READY)), at(&stranger.log_in(READY))), ("code".into(), "code".into()));
    lock_the_name(&app, CASHIER, READY);
    assert_eq!(stranger.state()["step"]["notice"], "ended");
    assert_eq!(browser.step(), "code");
    app.pass_ms(STEP_MS);
    assert_eq!(at(&browser.code(&app.shown_code(KEY))), "seance");
}

#[test]
fn three_wrong_passwords_in_a_known_browser_block_it_alone_and_end_its_sign_in() {
    let app = app();
    let browser = known(&app, CASHIER, READY);
    let elsewhere = known(&app, CASHIER, READY);
    assert_eq!(at(&elsewhere.log_in(READY)), "code");
    let tab = Browser::at(&app, CASHIER);
    set_cookie(&tab, &cookie(&browser));
    assert_eq!(at(&tab.log_in(READY)), "code");
    for left in [2, 1, 0] {
        let answer = browser.type_in(READY, "wrong");
        refused(&answer, 401, "invalid-credentials");
        assert_eq!(json_of(&answer)["attempts_left"], left);
    }
    let locked: Vec<_> = app.audit().into_iter().filter(|(event, _)| *event == "password.locked").collect();
    assert_eq!(locked, [("password.locked", "cashier known-device".to_owned())]);
    let answer = browser.log_in(READY);
    refused(&answer, 403, "login-locked");
    assert_eq!(json_of(&answer)["locked_until_ms"], app.now.get().plus_ms(30 * MINUTE_MS).0);
    assert_eq!(tab.state()["step"]["notice"], "ended");
    assert_eq!(elsewhere.step(), "code");
    assert_eq!(at(&Browser::at(&app, CASHIER).log_in(READY)), "code");
    app.pass_ms(30 * MINUTE_MS);
    assert_eq!(at(&browser.log_in(READY)), "code");
}

#[test]
fn a_right_password_forgets_the_tries_of_its_own_counter_alone() {
    let app = app();
    let browser = known(&app, CASHIER, READY);
    for _ in 0..2 {
        browser.type_in(READY, "wrong");
        Browser::at(&app, CASHIER).type_in(READY, "wrong");
    }
    assert_eq!(at(&browser.log_in(READY)), "code");
    browser.press("/api/auth/cancel");
    assert_eq!(json_of(&browser.type_in(READY, "wrong"))["attempts_left"], 2);
    assert_eq!(json_of(&Browser::at(&app, CASHIER).type_in(READY, "wrong"))["attempts_left"], 0);
}

#[test]
fn storage_is_asked_for_a_browser_only_if_it_holds_a_value_for_the_login() {
    let app = app();
    let browser = known(&app, CASHIER, READY);
    assert_eq!(looks(&app), 0);
    browser.type_in(EMPLOYEE, "wrong");
    browser.type_in("nobody@demo.mixvel.com", "wrong");
    Browser::at(&app, CASHIER).type_in(READY, "wrong");
    assert_eq!(looks(&app), 0);
    browser.type_in(READY, "wrong");
    assert_eq!(looks(&app), 1);
}

#[test]
fn a_cookie_of_one_account_is_of_no_use_for_another_or_without_its_text() {
    let app = app();
    let mine = known(&app, CASHIER, EMPLOYEE);
    lock_the_name(&app, CASHIER, READY);
    refused(&mine.log_in(READY), 403, "login-locked");
    let good = cookie(&mine);
    lock_the_name(&app, CASHIER, EMPLOYEE);
    for bad in
        ["x".to_owned(), good.replacen('.', ".A", 1), format!("{good}A"), good[..good.len() - 1].to_owned()]
    {
        set_cookie(&mine, &bad);
        refused(&mine.log_in(EMPLOYEE), 403, "login-locked");
    }
    set_cookie(&mine, &good);
    assert_eq!(at(&mine.log_in(EMPLOYEE)), "code");
}

#[test]
fn a_new_first_pepper_makes_strangers_of_all_browsers_and_lifts_locks_of_names() {
    let mut app = app();
    let browser = known(&app, CASHIER, READY);
    lock_the_name(&app, CASHIER, READY);
    let held = browser.cookies.take();
    let peppers = texts().password_peppers.replacen(
        '[',
        &format!(r#"[{{"id":"new","secret":"{}"}},"#, "E".repeat(43)),
        1,
    );
    app.config.peppers = Peppers::parse(&peppers).unwrap();
    let browser = Browser::at(&app, CASHIER);
    browser.cookies.replace(held);
    assert_eq!(at(&Browser::at(&app, CASHIER).log_in(READY)), "code");
    (0..3).for_each(|_| drop(browser.type_in(READY, "wrong")));
    refused(&Browser::at(&app, CASHIER).log_in(READY), 403, "login-locked");
}

#[test]
fn one_browser_is_known_to_each_account_that_signed_in_there() {
    let app = app();
    let browser = known(&app, CASHIER, EMPLOYEE);
    let length = cookie(&browser).len();
    finish(&browser, READY);
    sign_out(&browser);
    assert_eq!(cookie(&browser).len(), length);
    for login in [EMPLOYEE, READY] {
        lock_the_name(&app, CASHIER, login);
        finish(&browser, login);
        sign_out(&browser);
    }
}

#[test]
fn a_browser_whose_answer_was_lost_is_known_by_the_value_before_and_an_older_one_is_not() {
    let app = app();
    let browser = known(&app, CASHIER, READY);
    let first = cookie(&browser);
    for _ in 0..3 {
        // Each of these answers is lost.
        set_cookie(&browser, &first);
        finish(&browser, READY);
        sign_out(&browser);
    }
    let last = cookie(&browser);
    assert_ne!(first, last);
    lock_the_name(&app, CASHIER, READY);
    set_cookie(&browser, &first);
    assert_eq!(at(&browser.log_in(READY)), "code");
    browser.press("/api/auth/cancel");
    set_cookie(&browser, &last);
    finish(&browser, READY);
    sign_out(&browser);
    set_cookie(&browser, &first);
    refused(&browser.log_in(READY), 403, "login-locked");
    assert_eq!(app.count("device"), 1);
}

#[test]
fn a_browser_becomes_known_once_and_keeps_its_counter_with_a_new_value() {
    let app = app();
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(READY);
    assert!(!browser.holds(DEVICE));
    browser.press("/api/auth/cancel");
    finish(&browser, READY);
    let lock_key = |app: &App| app.value("SELECT lock_key FROM device");
    let before = (cookie(&browser), lock_key(&app));
    sign_out(&browser);
    app.pass_ms(STEP_MS);
    browser.log_in(READY);
    browser.code(&app.shown_code(KEY));
    app.events();
    browser.seance("Regular");
    assert_eq!(app.events(), ["session.opened"]);
    assert_ne!(cookie(&browser), before.0);
    assert_eq!(lock_key(&app), before.1);
}

#[test]
fn an_account_knows_twenty_browsers_and_forgets_the_one_that_was_not_used_for_the_longest_time() {
    let app = app();
    let browsers: Vec<_> = (0..MOST).map(|_| known(&app, CASHIER, READY)).collect();
    browsers[0].type_in(READY, "wrong");
    finish(&browsers[0], READY);
    sign_out(&browsers[0]);
    browsers[1].type_in(READY, "wrong");
    let newest = known(&app, CASHIER, READY);
    lock_the_name(&app, CASHIER, READY);
    for browser in [&browsers[0], &browsers[2], &newest] {
        assert_eq!(at(&browser.log_in(READY)), "code");
    }
    refused(&browsers[1].log_in(READY), 403, "login-locked");
    // The counter of the name alone is left; that of the forgotten browser went with it.
    assert_eq!(app.tries().len(), 1);
}

#[test]
fn a_browser_that_was_forgotten_is_counted_by_the_name_on_the_next_request() {
    let app = app();
    let browser = known(&app, CASHIER, READY);
    lock_the_name(&app, CASHIER, READY);
    app.execute("DELETE FROM device");
    refused(&browser.log_in(READY), 403, "login-locked");
}

#[test]
fn browsers_unused_for_400_days_are_swept_with_their_counters() {
    let app = app();
    let browser = known(&app, CASHIER, READY);
    for _ in 0..3 {
        browser.type_in(READY, "wrong");
    }
    let used_at = UnixMillis(app.value("SELECT used_at FROM device").parse().unwrap());
    app.now.set(used_at.plus_ms(FORGET_MS));
    app.sweep();
    assert_eq!(app.count("device"), 1);
    app.pass_ms(1);
    app.sweep();
    assert_eq!((app.count("device"), app.tries().len()), (0, 0));
}

#[test]
fn a_sign_in_from_a_browser_that_the_account_does_not_know_is_mailed_but_for_the_first_ever() {
    let app = app();
    app.country.set(Some("KZ"));
    let first = known(&app, CASHIER, READY);
    finish(&first, READY);
    assert_eq!(app.mails_to(READY), []);
    for count in 1..=3 {
        known(&app, CASHIER, READY);
        assert_eq!(app.mails_to(READY), vec![MailKind::NewDevice; count]);
    }
    let mails = app.query("SELECT DISTINCT origin, product, address FROM outbox");
    assert_eq!(mails, [format!("{}|cashier|192.0.2.1", app.config.origin(CASHIER))]);
}

#[test]
fn the_answer_says_that_a_mail_waits_only_if_one_does() {
    let app = app();
    let queued = |browser: &Browser<'_>| {
        app.pass_ms(STEP_MS);
        browser.log_in(READY);
        browser.code(&app.shown_code(KEY));
        let answer = browser.seance("Regular");
        sign_out(browser);
        answer.mail_queued
    };
    let (first, second) = (Browser::at(&app, CASHIER), Browser::at(&app, CASHIER));
    assert_eq!([&first, &second, &second].map(queued), [false, true, false]);
}

#[test]
fn mails_follow_the_language_of_the_last_sign_in_but_a_stranger_chooses_none_for_the_warning() {
    let app = app();
    let speak = |language: &str| {
        let browser = Browser::at(&app, CASHIER);
        browser.cookies.borrow_mut().insert("language".to_owned(), language.to_owned());
        finish(&browser, READY);
    };
    speak("ru");
    speak("en");
    lock_the_name(&app, CASHIER, READY);
    let mails = app.query("SELECT kind, language FROM written JOIN outbox ON id = mail_id ORDER BY turn");
    assert_eq!(mails, ["new-device|ru", "password-locked|en"]);
}

#[test]
fn a_lock_is_mailed_once_a_day_whoever_was_counted() {
    let app = app();
    let browser = known(&app, CASHIER, READY);
    lock_the_name(&app, CASHIER, READY);
    for _ in 0..3 {
        browser.type_in(READY, "wrong");
    }
    assert_eq!(app.mails_to(READY), [MailKind::PasswordLocked]);
    app.pass_ms(DAY_MS);
    for _ in 0..3 {
        browser.type_in(READY, "wrong");
    }
    refused(&browser.type_in(READY, PASSWORD), 403, "login-locked");
    lock_the_name(&app, CASHIER, READY);
    assert_eq!(app.mails_to(READY), [MailKind::PasswordLocked; 2]);
    lock_the_name(&app, CASHIER, "nobody@demo.mixvel.com");
    assert_eq!(app.count("outbox"), 2);
}

#[test]
fn mails_are_sent_behind_the_answer_that_locks_if_it_has_queued_one() {
    let app = app();
    for (login, queued) in [(READY, true), ("nobody@demo.mixvel.com", false)] {
        let answers = [(); 4].map(|()| Browser::at(&app, CASHIER).type_in(login, "wrong").mail_queued);
        assert_eq!(answers, [false, false, queued, false]);
    }
    app.pass_ms(30 * MINUTE_MS);
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(READY);
    let answers = [(); 3].map(|()| browser.code(&app.wrong_code(KEY)).mail_queued);
    assert_eq!(answers, [true, false, true], "the first one tells of itself");
}

#[test]
fn a_lock_by_codes_is_mailed_besides() {
    let app = app();
    lock_the_name(&app, CASHIER, READY);
    app.pass_ms(30 * MINUTE_MS);
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(READY);
    for _ in 0..3 {
        browser.code(&app.wrong_code(KEY));
    }
    let told = [MailKind::PasswordLocked, MailKind::WrongCode, MailKind::CodeLocked];
    assert_eq!(app.mails_to(READY), told);
}
