//! A client of the application, at a moment and an address of the test's choice.

use std::cell::Cell;

use futures_executor::block_on;
use shared::time::UnixMillis;

use super::demo;
use super::platform::Platform;
use crate::app::{self, Outcome};
use crate::config::tests::texts;
use crate::config::{Config, Texts};
use crate::ctx::Ctx;
use crate::features::gateway::forward::Forward;
use crate::http::answer::Answer;
use crate::http::head::{Body, BodyError, Head, Headers};

/// 2025-01-01T00:00:01Z.
pub(super) const NOW: UnixMillis = UnixMillis(1_735_689_601_000);
pub(super) const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000000";

/// The request of the documentation, as printed but for its spacing.
pub(super) const SAMPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<MixEnv:Envelope xmlns:MixEnv="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06">
<Header/><Body id="ID1"><MessageInfo MessageId="0d92db5d-e830-46ff-8af0-9eb4bae192a9" TimeSent="2025-01-01T00:00:01Z"/>
<AppData><a:Auth xmlns:a="https://www.mixvel.com/API/XSD/mixvel_auth/1_01">
<Login>testUser.auth@mixvel.com</Login><Password>passWord1!</Password><StructureUnitID>12036_ALPHA</StructureUnitID>
</a:Auth></AppData></Body></MixEnv:Envelope>"#;

pub(super) struct App {
    pub(super) platform: Platform,
    pub(super) config: Config,
    pub(super) now: Cell<UnixMillis>,
    pub(super) address: Cell<&'static str>,
    pub(super) country: Cell<Option<&'static str>>,
    /// Up to where the audit log was read.
    pub(super) heard: Cell<i64>,
}

impl App {
    pub(super) fn new() -> Self {
        Self::with(texts())
    }

    pub(super) fn with(texts: Texts) -> Self {
        let config = Config::parse(texts).unwrap_or_else(|error| panic!("{error}"));
        let platform = Platform::new();
        demo::fill(&platform.db, config.cost, &config.peppers);
        Self {
            platform,
            config,
            now: Cell::new(NOW),
            address: Cell::new("192.0.2.1"),
            country: Cell::new(None),
            heard: Cell::new(0),
        }
    }

    /// What a handler is given in a request of this name.
    pub(super) fn ctx<'a>(&'a self, request_id: &'a str) -> Ctx<'a, Platform> {
        Ctx {
            ports: &self.platform,
            config: &self.config,
            now: self.now.get(),
            request_id,
            address: self.address.get(),
        }
    }

    pub(super) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Outcome {
        self.send_to("api.mixvel.com", method, path, headers, body)
    }

    pub(super) fn send_to(
        &self,
        host: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Outcome {
        block_on(self.answer(host, method, path, headers, body))
    }

    /// The same, one turn after the other.
    pub(super) async fn answer(
        &self,
        host: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Outcome {
        let ctx = self.ctx(REQUEST_ID);
        let head = Head {
            method: method.to_owned(),
            host: host.to_owned(),
            country: self.country.get().map(str::to_owned),
            path: path.split('?').next().unwrap().to_owned(),
            path_and_query: path.to_owned(),
            headers: headers.iter().copied().collect::<Headers>(),
        };
        app::respond(&ctx, &head, &mut Bytes(body.as_bytes().to_vec()), || self.now.get()).await.1
    }

    pub(super) fn post_login(&self, envelope: &str) -> Answer {
        answered(self.send("POST", "/api/Accounts/login", &[("Content-Type", "application/xml")], envelope))
    }

    pub(super) fn log_in(&self) -> String {
        between(&text(&self.post_login(SAMPLE)), "<Token>", "</Token>").expect("a token")
    }

    pub(super) fn wrong_password(&self) -> Answer {
        self.post_login(&SAMPLE.replace("passWord1!", "wrong"))
    }

    pub(super) fn verify(&self, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        answered(self.send("GET", "/api/Accounts/verify", &[("Authorization", &bearer)], ""))
    }

    pub(super) fn pass_ms(&self, span_ms: i64) {
        self.now.set(self.now.get().plus_ms(span_ms));
    }
}

pub(super) struct Bytes(pub(super) Vec<u8>);

impl Body for Bytes {
    async fn read(&mut self, limit: usize) -> Result<Vec<u8>, BodyError> {
        if self.0.len() > limit { Err(BodyError::TooLarge) } else { Ok(self.0.clone()) }
    }
}

#[track_caller]
pub(super) fn answered(outcome: Outcome) -> Answer {
    match outcome {
        Outcome::Answer(answer) => answer,
        Outcome::Forward(forward) => panic!("forwarded: {forward:?}"),
    }
}

#[track_caller]
pub(super) fn forwarded(outcome: Outcome) -> Forward {
    match outcome {
        Outcome::Forward(forward) => forward,
        Outcome::Answer(answer) => panic!("answered {}: {}", answer.status, text(&answer)),
    }
}

pub(super) fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

pub(super) fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(found, _)| *found == name).map(|(_, value)| value.as_str())
}

pub(super) fn between(text: &str, start: &str, end: &str) -> Option<String> {
    Some(text.split_once(start)?.1.split_once(end)?.0.to_owned())
}

/// Status, `Code` and first `DescText` of an envelope with an error.
#[track_caller]
pub(super) fn refusal(answer: &Answer) -> (u16, String, String) {
    let body = text(answer);
    let found = |start, end| between(&body, start, end).unwrap_or_else(|| panic!("no {start} in {body}"));
    (answer.status, found("<Code>", "</Code>"), found("<DescText>", "</DescText>"))
}
