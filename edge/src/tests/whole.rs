//! The moment of a request whose body comes slowly, and the queue in front of the hashes.

use futures_executor::block_on;
use shared::time::SECOND_MS;

use super::browser::{Browser, CASHIER, EMPLOYEE, at, refused};
use super::demo::PASSWORD;
use super::harness::{App, Bytes, NOW, REQUEST_ID, SAMPLE, answered, text};
use crate::app;
use crate::http::head::{Body, BodyError, Head, Headers};

/// A body whose last byte comes so many seconds after the head, or never.
struct Slow<'a>(&'a App, Option<i64>);

impl Body for Slow<'_> {
    async fn read(&mut self, limit: usize) -> Result<Vec<u8>, BodyError> {
        let Some(seconds) = self.1 else { return Err(BodyError::Late) };
        self.0.pass_ms(seconds * SECOND_MS);
        Bytes(SAMPLE.as_bytes().to_vec()).read(limit).await
    }
}

fn send(app: &App, seconds: Option<i64>) -> crate::http::answer::Answer {
    let ctx = app.ctx(REQUEST_ID);
    let head = Head {
        method: "POST".to_owned(),
        host: "api.mixvel.com".to_owned(),
        country: None,
        path: "/api/Accounts/login".to_owned(),
        path_and_query: "/api/Accounts/login".to_owned(),
        headers: [("content-type", "application/xml")].into_iter().collect::<Headers>(),
    };
    answered(block_on(app::respond(&ctx, &head, &mut Slow(app, seconds), || app.now.get())).1)
}

#[test]
fn a_request_came_when_its_body_was_whole() {
    let app = App::new();
    assert_eq!(send(&app, Some(9)).status, 200);
    let stamped = app.value("SELECT issued_at FROM token");
    assert_eq!(stamped, NOW.plus_ms(9 * SECOND_MS).0.to_string());
}

#[test]
fn a_body_that_is_not_whole_in_time_is_refused_in_the_face_of_the_address() {
    let answer = send(&App::new(), None);
    assert_eq!(answer.status, 400);
    assert!(text(&answer).contains("the body was not whole after 10 s"), "{}", text(&answer));
}

#[test]
fn behind_a_hundred_hashes_a_password_is_busy_before_a_try_is_leased() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    let mut turns: Vec<_> = (0..100).map(|_| app.platform.queue.join()).collect();
    refused(&browser.type_in(EMPLOYEE, PASSWORD), 429, "busy");
    assert_eq!((app.count("password_try"), app.platform.compared.get()), (0, 0));
    turns.pop();
    assert_eq!(at(&browser.type_in(EMPLOYEE, PASSWORD)), "requirements");
}
