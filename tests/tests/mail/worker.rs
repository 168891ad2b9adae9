//! A worker that sends mails, and those who cause them.

use serde_json::{Value, json};
use shared::api::requests::Requirements;
use shared::consent;
use tests::employee::Employee;
use tests::server::{Reserved, Server};
use tests::settings::Settings;
use tests::wait::until;

/// The worker with these settings, and no mail in its outbox.
pub(crate) fn worker(settings: &Settings) -> Reserved {
    let server = Server::reserve(settings);
    server.sql("DELETE FROM outbox", &[]);
    server
}

/// An employee whose sign-in has just been answered with a mail on its way.
#[track_caller]
pub(crate) fn asks_for_mail(server: &Server) -> Employee<'_> {
    let employee = Employee::cashier(server);
    let mut browser = employee.past_password();
    let both = json!({ "consent": consent::version(), "two_factor": true });
    let answer = browser.send(&browser.post(Requirements::PATH, &both));
    assert_eq!(answer.status, 200, "{}", answer.text());
    employee
}

/// The employee's mail as the outbox has it.
#[track_caller]
pub(crate) fn stored(employee: &Employee<'_>) -> Value {
    employee.sql("SELECT * FROM outbox WHERE agency_code = ?1", &[]).pop().expect("a mail")
}

/// The employee's mail once so many tries are settled.
#[track_caller]
pub(crate) fn settled(employee: &Employee<'_>, tries: u64) -> Value {
    let is_settled =
        |mail: &Value| mail["attempts"] == tries && (mail["state"] != "waiting" || mail["error"] != "");
    until(|| is_settled(&stored(employee)), "a try that is settled");
    stored(employee)
}

/// Lets the time pass until the employee's mail has its turn, and sends what is due.
pub(crate) fn turn_comes(server: &Server, employee: &Employee<'_>) {
    employee.sql("UPDATE outbox SET next_at = 0, error = '' WHERE agency_code = ?1", &[]);
    server.run_cron();
}

/// Why the only try of an employee's mail has failed; the mail waits a minute.
#[track_caller]
pub(crate) fn failed_once(employee: &Employee<'_>) -> String {
    put_off(employee, 1)
}

/// Why nobody knows whether the only try of an employee's mail has succeeded; the mail waits for half an hour.
#[track_caller]
pub(crate) fn unknown_once(employee: &Employee<'_>) -> String {
    put_off(employee, 30)
}

#[track_caller]
fn put_off(employee: &Employee<'_>, minutes: i64) -> String {
    let mail = settled(employee, 1);
    assert_eq!(mail["state"], "waiting", "{mail}");
    let wait = mail["next_at"].as_i64().unwrap() - mail["created_at"].as_i64().unwrap();
    let expected = minutes * 60_000;
    assert!((expected..=expected + 60_000).contains(&wait), "the next try is {minutes} min later: {mail}");
    mail["error"].as_str().unwrap().to_owned()
}
