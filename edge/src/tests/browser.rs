//! A browser with cookies at one of the products, and what a person does with it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::seal::Sealed;
use shared::totp::{STEP_MS, TotpKey, step_at};

use super::demo::PASSWORD;
use super::harness::{App, answered, text};
use super::openapi;
use crate::http::answer::Answer;

pub(super) const CASHIER: &str = "cashier.localhost:8787";
pub(super) const BOSS: &str = "lk.localhost:8787";
pub(super) const EMPLOYEE: &str = "cashier@demo.mixvel.com";
pub(super) const READY: &str = "ready@demo.mixvel.com";
pub(super) const ADMIN: &str = "admin@demo.mixvel.com";
/// The key of the employees of the demo who have one.
pub(super) const KEY: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

pub(super) struct Browser<'a> {
    pub(super) app: &'a App,
    host: &'static str,
    pub(super) cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> Browser<'a> {
    pub(super) fn at(app: &'a App, host: &'static str) -> Self {
        Self { app, host, cookies: RefCell::default() }
    }

    /// Sends a request as our own pages do.
    pub(super) fn send(&self, method: &str, path: &str, body: &str) -> Answer {
        let origin = self.app.config.origin(self.host);
        self.send_with(
            method,
            path,
            &[
                ("Content-Type", "application/json"),
                ("X-MixVel-Auth", "1"),
                ("Sec-Fetch-Site", "same-origin"),
                ("Origin", &origin),
            ],
            body,
        )
    }

    pub(super) fn send_with(&self, method: &str, path: &str, fields: &[(&str, &str)], body: &str) -> Answer {
        let pairs: Vec<_> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let jar = pairs.join("; ");
        let fields: Vec<_> = fields.iter().copied().chain([("Cookie", jar.as_str())]).collect();
        let answer = answered(self.app.send_to(self.host, method, path, &fields, body));
        openapi::hold(method, path, &answer);
        for (_, field) in answer.headers.iter().filter(|(name, _)| *name == "Set-Cookie") {
            let (name, rest) = field.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            assert!(field.contains("; Secure; HttpOnly; SameSite=Strict"), "{field}");
            match value {
                "" => self.cookies.borrow_mut().remove(name),
                value => self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned()),
            };
        }
        answer
    }

    #[track_caller]
    pub(super) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &body.to_string())
    }

    #[track_caller]
    pub(super) fn state(&self) -> Value {
        let answer = self.send_with("GET", "/api/auth/state", &[], "");
        assert_eq!(answer.status, 200, "{}", text(&answer));
        json_of(&answer)
    }

    #[track_caller]
    pub(super) fn step(&self) -> String {
        name(&self.state())
    }

    pub(super) fn type_in(&self, login: &str, password: &str) -> Answer {
        self.post("/api/auth/credentials", &json!({"login": login, "password": password}))
    }

    pub(super) fn log_in(&self, login: &str) -> Answer {
        self.type_in(login, PASSWORD)
    }

    pub(super) fn consent(&self) -> Answer {
        self.require(true, false)
    }

    pub(super) fn require(&self, consent: bool, two_factor: bool) -> Answer {
        let consent = consent.then(shared::consent::version);
        self.post("/api/auth/requirements", &json!({"consent": consent, "two_factor": two_factor}))
    }

    pub(super) fn code(&self, code: &str) -> Answer {
        let device_now_ms = self.app.now.get().0;
        self.post("/api/auth/code", &json!({"code": code, "device_now_ms": device_now_ms}))
    }

    pub(super) fn point_of_sale(&self, id: &str) -> Answer {
        self.post("/api/auth/point-of-sale", &json!({ "id": id }))
    }

    pub(super) fn seance(&self, seance: &str) -> Answer {
        self.post("/api/auth/seance", &json!({ "seance": seance }))
    }

    pub(super) fn press(&self, path: &str) -> Answer {
        self.send("POST", path, "{}")
    }

    pub(super) fn holds(&self, cookie: &str) -> bool {
        self.cookies.borrow().contains_key(cookie)
    }
}

impl App {
    /// Gives an employee consent and an active key, as the demo does.
    pub(super) fn make_ready(&self, login: &str) {
        self.give_consent(login);
        self.give_key(login, true);
    }

    pub(super) fn give_consent(&self, login: &str) {
        self.execute(&format!(
            "INSERT INTO consent (agency_code, login, product, version, language, given_at, address)
             SELECT 12036, '{login}', value, '{}', 'en', 0, '' FROM json_each('[\"cashier\", \"boss\"]')",
            shared::consent::version()
        ));
    }

    pub(super) fn give_key(&self, login: &str, active: bool) {
        let key = TotpKey::parse(KEY).unwrap();
        let owner = format!("second_factor/12036/{login}");
        let sealed = self.config.seal_keys.seal(key.bytes(), &owner, [1; 12]).unwrap();
        let now = self.now.get().0;
        let activated = if active { now.to_string() } else { "NULL".to_owned() };
        self.execute(&format!(
            "INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, activated_at, mailed_at)
             VALUES (12036, '{login}', '{}', '{}', {now}, {activated}, {now})",
            sealed.key_id, sealed.text
        ));
    }

    /// The code that an authenticator with this key shows now.
    pub(super) fn shown_code(&self, base32: &str) -> String {
        let key = TotpKey::parse(base32).unwrap();
        key.code(step_at(self.now.get())).unwrap().expose().to_owned()
    }

    /// A code that fits no step near.
    pub(super) fn wrong_code(&self, base32: &str) -> String {
        let key = TotpKey::parse(base32).unwrap();
        let near: Vec<_> = (-30..=30)
            .map(|drift| {
                key.code(step_at(self.now.get().plus_ms(drift * STEP_MS))).unwrap().expose().to_owned()
            })
            .collect();
        (0..1_000).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

#[track_caller]
pub(super) fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&text(answer)).unwrap_or_else(|error| panic!("{error}: {}", text(answer)))
}

#[track_caller]
pub(super) fn name(state: &Value) -> String {
    state["step"]["name"].as_str().unwrap_or_else(|| panic!("{state}")).to_owned()
}

/// The name of the step that an answer tells.
#[track_caller]
pub(super) fn at(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", text(answer));
    name(&json_of(answer))
}

/// Status and code of a problem.
#[track_caller]
pub(super) fn problem(answer: &Answer) -> (u16, String) {
    let problem = json_of(answer);
    (answer.status, problem["code"].as_str().unwrap_or_else(|| panic!("{problem}")).to_owned())
}

#[track_caller]
pub(super) fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(problem(answer), (status, code.to_owned()), "{}", text(answer));
}

impl App {
    /// The key of an account in base32.
    pub(super) fn pending_key(&self, login: &str) -> String {
        let stored =
            self.value(&format!("SELECT key_id, sealed_key FROM second_factor WHERE login = '{login}'"));
        let (key_id, text) = stored.split_once('|').unwrap();
        let sealed = Sealed { key_id: key_id.to_owned(), text: text.to_owned() };
        let bytes = self.config.seal_keys.open(&sealed, &format!("second_factor/12036/{login}")).unwrap();
        TotpKey::from_bytes(&bytes).unwrap().expose_base32()
    }
}
