//! One request to an installation, by the Node that is there for wrangler: it speaks https, and nothing more has to be
//! built.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::refusal::Refusal;
use crate::node;
use crate::project::Project;

const SCRIPT: &str = include_str!("transport.mjs");

/// A request.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    /// Where it goes.
    pub(super) url: &'a str,
    /// `GET`, `POST` or `PATCH`.
    pub(super) method: &'a str,
    /// The operator's key.
    pub(super) key: &'a str,
    /// JSON, if it has a body.
    pub(super) body: Option<&'a str>,
    /// How long all of it may take.
    pub(super) patience: Duration,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Answer {
    /// HTTP status.
    pub(super) status: u16,
    /// Where a redirect leads.
    pub(super) location: Option<String>,
    /// When to come again.
    pub(super) retry_after: Option<String>,
    /// The body.
    pub(super) body: String,
}

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nobody knows the host.
    Name,
    /// Nothing listens there, or no way leads there.
    Refused,
    /// The certificate, or TLS itself, is not what it should be.
    Certificate(String),
    /// It took too long, so what became of the request is not known.
    Late,
    /// Anything else.
    Other(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Outcome {
    Answer(Answer),
    Failure { failure: String, message: String },
}

/// Sends a request; the outer failure is that of this machine.
pub(super) fn send(root: &Path, request: Request<'_>) -> Result<Result<Answer, Trouble>, Refusal> {
    let unavailable = |error: &dyn std::fmt::Display| {
        let hint = "`npm ci` in the project's directory installs it";
        Refusal::new("node", format!("the Node.js of the project cannot be run: {error}; {hint}"))
    };
    let Request { url, method, key, body, patience } = request;
    let input = json!({
        "url": url, "method": method, "key": key, "body": body,
        "patience_ms": u32::try_from(patience.as_millis()).unwrap_or(u32::MAX),
    });
    let project = Project::at(root);
    if !node::path(&project).exists() {
        node::ensure(&project).map_err(|error| unavailable(&error))?;
    }
    let mut command = Command::new(node::path(&project));
    command.args(["--input-type=module", "--eval", SCRIPT]);
    // A certificate that does not count is never let pass, whatever a shell was told for something else.
    command.env_remove("NODE_TLS_REJECT_UNAUTHORIZED").env("NODE_NO_WARNINGS", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| unavailable(&error))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A process that ends without reading its input says why below.
        let _ = stdin.write_all(input.to_string().as_bytes());
    }
    let output = child.wait_with_output().map_err(|error| unavailable(&error))?;
    match serde_json::from_slice(&output.stdout) {
        Ok(Outcome::Answer(answer)) => Ok(Ok(answer)),
        Ok(Outcome::Failure { failure, message }) => Ok(Err(trouble(&failure, message))),
        Err(_) => Err(unavailable(&String::from_utf8_lossy(&output.stderr).trim())),
    }
}

/// Reads the names that Node, its resolver and OpenSSL have for failures.
fn trouble(failure: &str, message: String) -> Trouble {
    match failure {
        "ENOTFOUND" | "EAI_AGAIN" => Trouble::Name,
        "ECONNREFUSED" | "EHOSTUNREACH" | "ENETUNREACH" => Trouble::Refused,
        "ABORT_ERR" | "ETIMEDOUT" => Trouble::Late,
        tls if ["CERT", "SIGNED", "UNABLE_TO", "ERR_TLS", "ERR_SSL", "EPROTO"]
            .iter()
            .any(|part| tls.contains(part)) =>
        {
            Trouble::Certificate(message)
        }
        other => Trouble::Other(format!("{other}: {message}")),
    }
}
