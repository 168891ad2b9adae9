//! How mails leave the outbox: tried again for a day, sent once, and never forgotten.

use std::cell::Cell;
use std::pin::pin;
use std::task::{Context, Waker};

use futures_executor::block_on;
use shared::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, UnixMillis};

use super::browser::{Browser, CASHIER, EMPLOYEE};
use super::harness::{App, NOW};
use super::platform::Fate;
use crate::config::Texts;
use crate::config::tests::texts;
use crate::features::mail::deliver::{Round, deliver};
use crate::ports::carrier::CarryError;
use crate::storage::outbox::{Outbox as _, Sent};

/// A round at the moment of the application; says how many mails left.
pub(super) fn delivered(app: &App) -> u32 {
    delivered_while(app, Round::EVERY_MINUTE, || 0)
}

/// A round in which each look at the clock shows that so many milliseconds have passed since the last one.
fn delivered_while(app: &App, round: Round, passing_ms: impl Fn() -> i64) -> u32 {
    let ctx = app.ctx("mail");
    let clock = || {
        let now = app.now.get();
        app.pass_ms(passing_ms());
        now
    };
    block_on(deliver(&ctx, round, clock)).unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn with_server() -> App {
    App::with(Texts {
        mail_transport: "smtp".to_owned(),
        smtp_url: "smtp://mail.example.com".to_owned(),
        smtp_credentials: "mixvel:hunter2".to_owned(),
        ..texts()
    })
}

/// An employee asks for a mail.
fn asked(app: &App) {
    let browser = Browser::at(app, CASHIER);
    browser.log_in(EMPLOYEE);
    browser.require(true, true);
    app.events();
}

fn next(app: &App, fates: impl IntoIterator<Item = Fate>) {
    app.platform.fates.borrow_mut().extend(fates);
}

fn failing() -> Fate {
    Fate::Turned(CarryError::Failed("451 later".to_owned()))
}

/// A mail as storage keeps it.
struct Stored {
    mail_id: String,
    next_at: UnixMillis,
    attempts: u32,
    dead: Option<UnixMillis>,
    error: String,
}

/// The first mail that was queued.
fn stored(app: &App) -> Stored {
    let mails = app.query(
        "SELECT mail_id, next_at, attempts, coalesce(dead_at, ''), error
         FROM written JOIN outbox ON id = mail_id ORDER BY turn",
    );
    let columns: Vec<_> = mails[0].splitn(5, '|').collect();
    Stored {
        mail_id: columns[0].to_owned(),
        next_at: UnixMillis(columns[1].parse().unwrap()),
        attempts: columns[2].parse().unwrap(),
        dead: columns[3].parse().ok().map(UnixMillis),
        error: columns[4].to_owned(),
    }
}

#[test]
fn a_mail_is_carried_to_its_reader_from_our_address() {
    let app = with_server();
    asked(&app);
    assert_eq!((delivered(&app), delivered(&app)), (1, 0));
    let (from, to, raw) = &app.platform.carried.borrow()[0];
    assert_eq!((from.as_str(), to.as_str()), ("no-reply@mixvel.com", EMPLOYEE));
    assert!(raw.starts_with(b"Content-Type: ") && raw.ends_with(b"\r\n"));
    let sent = app.value("SELECT sent_at, coalesce(raw, '') FROM outbox");
    assert_eq!(sent, format!("{}|", NOW.0), "the outbox keeps no bytes");
}

#[test]
fn waits_grow_until_a_day_after_the_mail_was_written() {
    let app = with_server();
    asked(&app);
    let mut waits = Vec::new();
    while stored(&app).dead.is_none() {
        next(&app, [failing()]);
        let before = app.now.get();
        assert_eq!(delivered(&app), 0);
        let after = stored(&app).next_at;
        waits.push(after.since_ms(before));
        assert!(waits.len() < 20, "{waits:?}");
        app.pass_ms(after.since_ms(before) - 1);
        assert_eq!(delivered(&app), 0, "it is nobody's turn yet");
        app.pass_ms(1);
    }
    let four = 4 * HOUR_MS;
    let first = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS];
    let rest = DAY_MS - first.iter().sum::<i64>() - 5 * four;
    // The last one is that of the try that is over.
    assert_eq!(waits[..10], [&first[..], &[four; 5], &[rest]].concat());
    assert_eq!(stored(&app).dead.unwrap().since_ms(NOW), DAY_MS);
    assert_eq!(stored(&app).attempts, 11);
    assert_eq!(app.audit().last().unwrap(), &("mail.dead", format!("{}: 451 later", stored(&app).mail_id)));
    assert!(app.platform.carried.borrow().is_empty());
}

#[test]
fn a_mail_that_is_refused_for_good_is_dead_at_once_and_others_go_on() {
    let app = with_server();
    asked(&app);
    asked_again(&app);
    next(&app, [Fate::Turned(CarryError::Refused("RCPT: 550 unknown".to_owned()))]);
    assert_eq!(delivered(&app), 1);
    let dead = stored(&app);
    assert_eq!((dead.dead, dead.error.as_str()), (Some(NOW), "RCPT: 550 unknown"));
    assert_eq!(app.events(), ["mail.dead"]);
    app.pass_ms(DAY_MS);
    assert_eq!(delivered(&app), 0);
}

/// A second mail of the same employee, a minute later by its own clock.
fn asked_again(app: &App) {
    app.execute(
        "INSERT INTO outbox
         SELECT agency_code, 'ffffffff-0000-4000-8000-00000000000b', kind, login, language, product, origin, link_id,
                key_id, address, country, user_agent, created_at, next_at, attempts, state, sent_at, dead_at, error, raw
         FROM outbox",
    );
}

#[test]
fn a_mail_whose_answer_was_lost_is_sent_again_with_the_same_bytes() {
    let app = with_server();
    asked(&app);
    next(&app, [Fate::Unanswered]);
    assert_eq!(delivered(&app), 0);
    app.pass_ms(30 * MINUTE_MS - 1);
    assert_eq!(delivered(&app), 0, "it may have arrived: its second copy does not hurry");
    app.pass_ms(1);
    assert_eq!(delivered(&app), 1);
    let carried = app.platform.carried.borrow();
    assert_eq!((carried.len(), &carried[0]), (2, &carried[1]));
}

#[test]
fn a_server_may_look_at_a_mail_for_ten_minutes_and_no_other_round_sends_it_meanwhile() {
    let app = with_server();
    asked(&app);
    next(&app, [Fate::Endless]);
    let ctx = app.ctx("mail");
    let mut round = pin!(deliver(&ctx, Round::EVERY_MINUTE, || app.now.get()));
    let mut looked = || round.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending();
    assert!((0..100).all(|_| looked()), "the server is at it");
    let limit_ms = i64::from(app.platform.carry_limits_ms.borrow()[0]);
    assert!(limit_ms > 10 * MINUTE_MS, "{limit_ms}");
    app.pass_ms(limit_ms);
    assert_eq!(delivered(&app), 0);
    app.pass_ms(15 * MINUTE_MS - limit_ms);
    assert_eq!(delivered(&app), 1, "the platform has ended whoever took it");
}

#[test]
fn a_wait_begins_with_the_end_of_a_try() {
    let app = with_server();
    asked(&app);
    next(&app, [failing()]);
    let begun = app.now.get();
    assert_eq!(delivered_while(&app, Round::EVERY_MINUTE, || 5 * MINUTE_MS), 0);
    assert_eq!(stored(&app).next_at.since_ms(begun), 6 * MINUTE_MS);
}

#[test]
fn a_mail_whose_try_broke_off_is_taken_again_and_the_late_try_settles_nothing() {
    let app = with_server();
    asked(&app);
    let take =
        || block_on(app.platform.take_due(app.now.get(), app.now.get().plus_ms(2 * MINUTE_MS))).unwrap();
    let settle = |attempt, sent| block_on(app.platform.settle_mail(attempt, &sent, app.now.get())).unwrap();
    let first = take().unwrap().attempt;
    assert!(take().is_none());
    app.pass_ms(2 * MINUTE_MS);
    let second = take().unwrap().attempt;
    assert_eq!((first.earlier, second.earlier), (0, 1));
    assert!(!settle(&first, Sent::Sent { raw: None }));
    assert!(settle(&second, Sent::Later { next_at: app.now.get(), error: "451".to_owned() }));
    let third = take().unwrap().attempt;
    assert!(settle(&third, Sent::Sent { raw: None }));
    assert!(!settle(&third, Sent::Later { next_at: app.now.get(), error: String::new() }));
    assert!(take().is_none());
}

#[test]
fn a_mail_whose_tries_all_break_off_is_given_up_in_the_end() {
    let app = with_server();
    asked(&app);
    block_on(app.platform.take_due(NOW, NOW)).unwrap();
    app.pass_ms(DAY_MS + HOUR_MS + SECOND_MS);
    assert_eq!(delivered(&app), 0);
    assert!(stored(&app).dead.is_some() && app.platform.carried.borrow().is_empty());
    assert_eq!(app.events(), ["mail.dead"]);
}

#[test]
fn a_mail_that_has_waited_for_a_transport_is_tried_however_old_it_is() {
    let app = with_server();
    asked(&app);
    app.pass_ms(3 * DAY_MS);
    assert_eq!(delivered(&app), 1);
}

#[test]
fn a_round_begins_no_mail_that_may_last_beyond_it() {
    let app = with_server();
    asked(&app);
    asked_again(&app);
    let slow = Cell::new(3_001);
    assert_eq!(delivered_while(&app, Round::BEHIND_ANSWER, || slow.replace(0)), 1);
    assert_eq!(app.count("outbox WHERE attempts = 0"), 1, "it was not even taken");
    assert_eq!(delivered(&app), 1);
}

#[test]
fn a_mail_that_nobody_can_make_is_told_to_the_operator_and_kept() {
    let app = with_server();
    asked(&app);
    app.execute("UPDATE outbox SET key_id = 'gone'");
    assert_eq!(delivered(&app), 0);
    assert!(stored(&app).error.contains("gone") && stored(&app).dead.is_none(), "{}", stored(&app).error);
    assert!(app.platform.log.borrow()[0].contains(&stored(&app).mail_id));
}

#[test]
fn without_a_transport_a_mail_waits() {
    let app = App::with(Texts { mail_transport: String::new(), ..texts() });
    asked(&app);
    assert_eq!((delivered(&app), stored(&app).attempts), (0, 0));
}

#[test]
fn a_dead_mail_is_kept_for_a_month_after_it_died() {
    let app = with_server();
    asked(&app);
    app.pass_ms(40 * DAY_MS);
    next(&app, [failing()]);
    delivered(&app);
    let swept = || {
        app.sweep();
        app.count("outbox") == 0
    };
    assert!(stored(&app).dead.is_some() && !swept());
    app.pass_ms(30 * DAY_MS + 1);
    assert!(swept());
}
