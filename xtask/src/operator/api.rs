//! The administration API as the commands use it: typed requests and answers, and refusals in words.

use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::api::admin::{Nothing, Page};
use shared::percent::encoded;

use super::operator_key::OperatorKey;
use super::place::{Destination, Target};
use super::refusal::Refusal;
use super::transport::{self, Answer, Request, Trouble};

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// An installation and the key to it.
pub(super) struct Api<'a> {
    place: &'a Destination,
    origins: Vec<String>,
    file: PathBuf,
    key: OperatorKey,
}

/// A refused request.
#[derive(Debug)]
pub(super) struct Failure {
    /// HTTP status; 0 when no answer came.
    pub(super) status: u16,
    refusal: Refusal,
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        failure.refusal
    }
}

/// Says a refusal in the words of a command.
pub(super) trait Worded<T> {
    /// The refusal of this status in other words.
    fn worded(self, status: u16, words: impl FnOnce() -> Refusal) -> Result<T, Failure>;
}

impl<T> Worded<T> for Result<T, Failure> {
    fn worded(self, status: u16, words: impl FnOnce() -> Refusal) -> Self {
        self.map_err(
            |failure| {
                if failure.status == status { Failure { status, refusal: words() } } else { failure }
            },
        )
    }
}

impl<'a> Api<'a> {
    /// Reads the key.
    pub(super) fn open(place: &'a Destination) -> Result<Self, Refusal> {
        let (origins, file) = (place.origins()?, place.key_file()?);
        let hint = match place.target() {
            Target::Local => "`cargo xtask dev` makes the local one",
            Target::Deployed(_) => {
                "another operator makes one with `operator create`, or name --operator FILE"
            }
        };
        let missing =
            || Refusal::new("operator_key", format!("there is no operator key {}: {hint}", file.display()));
        let key = OperatorKey::read(&file)?.ok_or_else(missing)?;
        Ok(Self { place, origins, file, key })
    }

    /// Reads something.
    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.ask("GET", path, None)
    }

    /// Does something.
    pub(super) fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Failure> {
        self.ask("POST", path, Some(&text(body)?))
    }

    /// Does something that needs no more words.
    pub(super) fn act<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.post(path, &Nothing {})
    }

    /// Changes something.
    pub(super) fn patch<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Failure> {
        self.ask("PATCH", path, Some(&text(body)?))
    }

    /// Reads a list of at most so many items, part by part.
    pub(super) fn list<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, String)],
        most: usize,
    ) -> Result<Vec<T>, Failure> {
        let mut items = Vec::new();
        let mut cursor = None;
        loop {
            let more = cursor.iter().map(|cursor: &String| ("cursor", cursor.as_str()));
            let all = query.iter().map(|(name, value)| (*name, value.as_str())).chain(more);
            let all: Vec<_> = all.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
            let page: Page<T> = self.get(&format!("{path}?{}", all.join("&")))?;
            items.extend(page.items);
            cursor = page.next;
            if cursor.is_none() || items.len() >= most {
                items.truncate(most);
                return Ok(items);
            }
        }
    }

    fn ask<T: DeserializeOwned>(&self, method: &str, path: &str, body: Option<&str>) -> Result<T, Failure> {
        let (origin, answer) = self.send(method, path, body)?;
        if !(200..300).contains(&answer.status) {
            return Err(self.refused(&origin, &answer));
        }
        serde_json::from_str(&answer.body).map_err(|error| {
            let message = format!(
                "{origin} does not answer as this command line expects ({error}); do both have one version?"
            );
            Refusal::new("unexpected_answer", message).into()
        })
    }

    fn send(&self, method: &str, path: &str, body: Option<&str>) -> Result<(String, Answer), Failure> {
        let mut tried = Err(Trouble::Refused);
        for origin in &self.origins {
            let (url, key) = (format!("{origin}{path}"), self.key.as_str());
            let request = Request { url: &url, method, key, body, patience: PATIENCE };
            tried = transport::send(self.place.root(), request)?.map(|answer| (origin.clone(), answer));
            // Where nothing listens nothing was done, so the next place may be tried.
            if tried != Err(Trouble::Refused) {
                break;
            }
        }
        tried.map_err(|trouble| self.unanswered(&trouble, method).into())
    }

    fn unanswered(&self, trouble: &Trouble, method: &str) -> Refusal {
        let origin = self.origins.first().map_or("", String::as_str);
        let unsure =
            if method == "GET" { "" } else { "; look what became of the change before you repeat it" };
        match (trouble, self.place.target()) {
            (Trouble::Refused, Target::Local) => Refusal::new(
                "no_server",
                format!(
                    "no server answers at {origin}: start it with `cargo xtask dev`, then run the same command again"
                ),
            ),
            (Trouble::Refused, Target::Deployed(_)) => {
                Refusal::new("unreachable", format!("{origin} takes no connection"))
            }
            (Trouble::Name, _) => Refusal::new(
                "unreachable",
                format!(
                    "the name of {origin} was not found: is this machine online, and the domain in wrangler.toml right?"
                ),
            ),
            (Trouble::Certificate(why), _) => Refusal::new(
                "certificate",
                format!("the certificate of {origin} does not count, so nothing was sent: {why}"),
            ),
            (Trouble::Late, _) => Refusal::new(
                "timeout",
                format!("{origin} has not answered within {} seconds{unsure}", PATIENCE.as_secs()),
            ),
            (Trouble::Other(why), _) => {
                Refusal::new("unreachable", format!("{origin} gave no answer ({why}){unsure}"))
            }
        }
    }

    /// Reads a refusal of the service; what is no problem document of it has no status to go by.
    fn refused(&self, origin: &str, answer: &Answer) -> Failure {
        let problem: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let member = |name| problem.get(name).and_then(Value::as_str);
        let Some(code) = member("code") else {
            let what = match &answer.location {
                Some(location) => format!("a redirect to {location}, which is not followed"),
                None => format!("status {} and no problem document: is it MixVel Auth?", answer.status),
            };
            return Refusal::new("unexpected_answer", format!("{origin} answers with {what}")).into();
        };
        let refusal = match (answer.status, code) {
            (401, _) => self.wrong_key(origin),
            (_, "overtaken") => Refusal::new(
                code,
                "it was changed meanwhile by somebody else, so nothing was overwritten; run the same command again if the \
                 change is still wanted",
            ),
            (status, _) => {
                let said = member("detail").or_else(|| member("title")).unwrap_or(code);
                let wait = answer.retry_after.as_ref().map(|seconds| format!(" (again in {seconds} s)"));
                let rule = member("rule").map(|rule| format!(" ({rule})"));
                let request = member("request_id").filter(|_| status >= 500);
                let request = request.map(|id| format!(" (request {id})"));
                let message =
                    [Some(said.to_owned()), rule, wait, request].into_iter().flatten().collect::<String>();
                Refusal::new(member("reason").unwrap_or(code).replace('-', "_"), message)
            }
        };
        Failure { status: answer.status, refusal }
    }

    fn wrong_key(&self, origin: &str) -> Refusal {
        let file = self.file.display();
        let message = match self.place.target() {
            Target::Local => format!(
                "the server at {origin} does not take the operator key {file}: it is wrong, removed or over; the key of this \
                 folder is read when the server starts, so restart it"
            ),
            Target::Deployed(_) => format!(
                "{origin} does not take the operator key {file}: it is wrong, its owner was removed, or its 180 days are \
                 over; another operator makes a new one with `operator create`"
            ),
        };
        Refusal::new("operator_key", message)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self { status: 0, refusal }
    }
}

fn text(body: &impl Serialize) -> Result<String, Refusal> {
    serde_json::to_string(body).map_err(|error| Refusal::new("request", error.to_string()))
}
