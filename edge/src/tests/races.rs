//! Sign-ins that are under way at the same time: each password gets to the hasher while others are in it.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use futures_executor::block_on;
use serde_json::json;

use super::browser::{Browser, CASHIER, EMPLOYEE, problem, refused};
use super::demo::PASSWORD;
use super::harness::{App, answered};
use crate::http::answer::Answer;

const MANY: usize = 200;

/// Sends all passwords at once, in turns.
fn at_once(app: &App, login: &str, passwords: &[String]) -> Vec<Answer> {
    let origin = format!("http://{CASHIER}");
    let fields = [("Content-Type", "application/json"), ("X-MixVel-Auth", "1"), ("Origin", origin.as_str())];
    let send = |password: &String| {
        let body = json!({"login": login, "password": password}).to_string();
        async move { answered(app.answer(CASHIER, "POST", "/api/auth/credentials", &fields, &body).await) }
    };
    in_turns(passwords.iter().map(send))
}

/// Has every future go on as far as it can, one after the other, until all are done.
pub(super) fn in_turns<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut open: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    block_on(poll_fn(|context| {
        for (future, output) in open.iter_mut().filter(|(_, output)| output.is_none()) {
            if let Poll::Ready(done) = Pin::as_mut(future).poll(context) {
                *output = Some(done);
            }
        }
        if open.iter().all(|(_, output)| output.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    }));
    open.into_iter().filter_map(|(_, output)| output).collect()
}

fn wrong_passwords() -> Vec<String> {
    (0..MANY).map(|n| format!("wrong{n}")).collect()
}

fn count(answers: &[Answer], status: u16, code: &str) -> usize {
    let refusals = answers.iter().filter(|answer| answer.status != 200);
    refusals.filter(|answer| problem(answer) == (status, code.to_owned())).count()
}

#[test]
fn of_200_wrong_passwords_at_once_the_hasher_gets_three_and_the_right_one_after_them_none() {
    for login in [EMPLOYEE, "nobody@demo.mixvel.com"] {
        let app = App::new();
        let answers = at_once(&app, login, &wrong_passwords());
        assert_eq!(app.platform.compared.get(), 3, "{login}");
        assert_eq!(count(&answers, 401, "invalid-credentials"), 3);
        assert_eq!(count(&answers, 429, "busy"), MANY - 3);
        refused(&Browser::at(&app, CASHIER).type_in(login, PASSWORD), 403, "login-locked");
        assert_eq!(app.platform.compared.get(), 3, "{login}: a locked login is not looked at");
        let mut events = app.audit();
        events.sort_unstable();
        // Of a name that nobody has one row a minute says as much.
        let rows = if login == EMPLOYEE { 3 } else { 1 };
        let wrong = vec![("sign_in.refused", "invalid-credentials"); rows];
        let mut expected = vec![("password.locked", "cashier"), ("sign_in.refused", "busy")];
        expected.extend(wrong);
        expected.push(("sign_in.refused", "locked"));
        let expected: Vec<_> =
            expected.into_iter().map(|(event, detail)| (event, detail.to_owned())).collect();
        assert_eq!(events, expected);
    }
}

#[test]
fn a_right_password_that_is_the_fourth_at_once_is_told_to_come_again() {
    let app = App::new();
    let mut passwords = wrong_passwords();
    PASSWORD.clone_into(&mut passwords[3]);
    let answers = at_once(&app, EMPLOYEE, &passwords);
    refused(&answers[3], 429, "busy");
    assert_eq!(app.platform.compared.get(), 3);
    assert_eq!(app.count("sign_in"), 0);
}

#[test]
fn right_passwords_at_once_get_in_three_at_a_time_and_lock_nothing() {
    let app = App::new();
    let answers = at_once(&app, EMPLOYEE, &vec![PASSWORD.to_owned(); MANY]);
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 3);
    assert_eq!(count(&answers, 429, "busy"), MANY - 3);
    assert!(app.tries().is_empty());
}
