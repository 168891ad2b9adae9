//! Somebody who comes again when storage was away, and goes on from where the answers say that they stand.

use std::cell::{Cell, RefCell};

use serde_json::{Value, json};
use shared::time::SECOND_MS;

use super::super::browser::{Browser, CASHIER, json_of, name};
use super::super::demo::PASSWORD;
use super::super::harness::App;
use super::Away;
use crate::http::answer::Answer;

/// Somebody with a browser at Cashier.
pub(super) struct Client<'a> {
    pub(super) browser: Browser<'a>,
    /// The token of an agent, or that of a link in a mail.
    pub(super) token: RefCell<String>,
    wrong_looks: Cell<u32>,
}

impl<'a> Client<'a> {
    pub(super) fn new(app: &'a App) -> Self {
        Self { browser: Browser::at(app, CASHIER), token: RefCell::default(), wrong_looks: Cell::default() }
    }

    pub(super) fn app(&self) -> &'a App {
        self.browser.app
    }

    /// Goes through the windows until this step is shown.
    #[track_caller]
    pub(super) fn walk(&self, login: &str, password: &str, until: &str) -> Result<(), Away> {
        for _ in 0..20 {
            let state = self.state()?;
            let step = name(&state);
            if step == until {
                return Ok(());
            }
            let answer = self.do_step(&step, &state, login, password);
            heard(&answer, &[200, 409])?;
        }
        panic!("{until} is not reached: {}", self.browser.state());
    }

    /// The same with the password of the demo, where storage must not be away.
    #[track_caller]
    pub(super) fn stand_at(&self, login: &str, step: &str) {
        assert_eq!(self.walk(login, PASSWORD, step), Ok(()));
    }

    fn do_step(&self, step: &str, state: &Value, login: &str, password: &str) -> Answer {
        match step {
            "credentials" => self.browser.type_in(login, password),
            "requirements" => self.browser.require(!state["step"]["consent"].is_null(), true),
            "code" => {
                // A code counts once.
                self.app().pass_ms(30 * SECOND_MS);
                self.browser.code(&self.app().shown_code(&self.app().pending_key(login)))
            }
            "point_of_sale" => self.browser.point_of_sale("12036_ALPHA"),
            "seance" => self.browser.seance("Regular"),
            other => panic!("nobody goes on from {other}"),
        }
    }

    pub(super) fn state(&self) -> Result<Value, Away> {
        let answer = self.browser.send_with("GET", "/api/auth/state", &[], "");
        heard(&answer, &[200])?;
        Ok(json_of(&answer))
    }

    /// Sends a request to a path of the browser's API.
    pub(super) fn post(&self, path: &str, body: &Value, expected: &[u16]) -> Result<u16, Away> {
        heard(&self.browser.post(&format!("/api/auth/{path}"), body), expected)
    }

    /// The same without a body.
    pub(super) fn press(&self, path: &str) -> Result<(), Away> {
        self.post(path, &json!({}), &[200]).map(drop)
    }

    /// Types five wrong passwords.
    pub(super) fn guess_passwords(&self, login: &str) -> Result<(), Away> {
        for _ in 0..5 {
            let before = self.app().platform.compared.get();
            let answer = self.browser.type_in(login, "wrong");
            self.wrong_looks.set(self.wrong_looks.get() + self.app().platform.compared.get() - before);
            heard(&answer, &[401, 403, 429])?;
        }
        Ok(())
    }

    /// How many of them were compared with a hash.
    pub(super) fn wrong_looks(&self) -> u32 {
        self.wrong_looks.get()
    }

    /// Types five wrong codes.
    pub(super) fn guess_codes(&self, key: &str) -> Result<(), Away> {
        let code = self.app().wrong_code(key);
        (0..5).try_for_each(|_| heard(&self.browser.code(&code), &[403, 409, 429]).map(drop))
    }
}

/// What somebody makes of an answer: its status, if it is one of those, or that storage is away.
#[track_caller]
pub(super) fn heard(answer: &Answer, expected: &[u16]) -> Result<u16, Away> {
    if answer.status == 503 {
        return Err(Away);
    }
    let body = String::from_utf8_lossy(&answer.body);
    assert!(expected.contains(&answer.status), "{} and not one of {expected:?}: {body}", answer.status);
    Ok(answer.status)
}
