//! What the log tells of every request, in one line of JSON: no address, no login, nothing that came with the request but
//! its method.

use std::borrow::Cow;

use serde::Serialize;
use shared::code::Code;

use crate::config::HostRole;
use crate::ctx::Ctx;
use crate::http::head::Head;
use crate::route::{Route, template};

/// Methods that stand in the log by their names.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    site: &'static str,
    method: &'static str,
    route: Option<Cow<'static, str>>,
}

/// How a request was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// Why it was refused, if it was: the envelope tells some refusals under status 200.
    pub refused: Option<Code>,
    /// Milliseconds from its head to the head of its answer.
    pub took_ms: i64,
    /// Milliseconds of these that the database was waited for.
    pub database_ms: i64,
}

#[derive(Serialize)]
struct Line<'a> {
    request_id: &'a str,
    site: &'static str,
    method: &'static str,
    route: Option<&'a str>,
    status: u16,
    outcome: &'static str,
    took_ms: i64,
    database_ms: i64,
}

impl Asked {
    /// Reads it from where the request goes.
    pub fn of<P>(ctx: &Ctx<'_, P>, head: &Head, target: &Route) -> Self {
        let endpoint = match target {
            Route::To(endpoint) => Some(endpoint),
            Route::Options(_) | Route::Refused(_) => None,
        };
        Self {
            site: ctx.config.site(&head.host).map_or("other", |site| name(site.role)),
            method: METHODS.into_iter().find(|known| *known == head.method).unwrap_or("other"),
            route: endpoint.map(template),
        }
    }

    /// The line.
    pub fn line(&self, request_id: &str, answered: &Answered) -> String {
        let Answered { status, refused, took_ms, database_ms } = *answered;
        let line = Line {
            request_id,
            site: self.site,
            method: self.method,
            route: self.route.as_deref(),
            status,
            outcome: refused.map_or("ok", |code| code.spec().slug),
            took_ms,
            database_ms,
        };
        // Texts and numbers become JSON whatever they are.
        serde_json::to_string(&line).unwrap_or_default()
    }
}

fn name(role: HostRole) -> &'static str {
    match role {
        HostRole::Api => "api",
        HostRole::Local => "local",
        HostRole::Cashier => "cashier",
        HostRole::Boss => "boss",
    }
}
