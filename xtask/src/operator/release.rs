//! `deploy` and `rollback`: a version goes out, is asked how it is, and the way back is told.

use std::collections::BTreeSet;
use std::fs;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::context::Context;
use super::place::{Environment, Target};
use super::refusal::Refusal;
use super::report::Report;
use super::{transport, wrangler};
use crate::progress::say;

/// Secrets without which the service does not start.
const SECRETS: [&str; 3] = ["JWT_KEYS", "PASSWORD_PEPPERS", "SEAL_KEYS"];
/// How often a new version is asked how it is, and the pause between two questions.
const QUESTIONS: u32 = 10;
const PAUSE: Duration = Duration::from_secs(3);
/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// `deploy`: settings, secrets, build, migrations, upload, health. Migrations come first, since those of a version only add what the
/// one before does not miss: so the way back is open.
pub(super) fn deploy(context: &Context) -> Result<Report, Refusal> {
    let environment = deployed(context)?;
    let settings = fs::read_to_string(context.place.root().join("wrangler.toml")).unwrap_or_default();
    if let Some(section) = stand_in(&settings, environment) {
        let message = format!(
            "[{section}] of wrangler.toml still has a stand-in for an id: docs/deploy.md says how to get one"
        );
        return Err(Refusal::new("configuration", message));
    }
    let told = run(context, "reading the names of its secrets", &["secret", "list"])?;
    let missing = missing(&told);
    if !missing.is_empty() {
        let message =
            format!("{environment} has no {}: docs/deploy.md says how to make them", missing.join(", "));
        return Err(Refusal::new("configuration", message));
    }
    run(context, "building it", &["deploy", "--dry-run"])?;
    run(context, "applying new migrations", &["d1", "migrations", "apply", "DB", "--remote"])?;
    run(context, "sending it", &["deploy"])?;
    healthy(context, "it is out, and does not answer as it should")?;
    let object = json!({ "env": environment, "healthy": true });
    let text = format!(
        "{environment} runs this version. Back to the one before: cargo xtask rollback --env {environment}"
    );
    Ok(Report::new(object, text))
}

/// `rollback`: the version before, with its secrets. Migrations stay.
pub(super) fn rollback(context: &Context) -> Result<Report, Refusal> {
    let environment = deployed(context)?;
    run(context, "going back", &["rollback", "--yes", "--message", "rollback"])?;
    healthy(context, "it went back, and does not answer as it should")?;
    let object = json!({ "env": environment, "healthy": true });
    let text = format!(
        "{environment} runs the version before, with the secrets of its day: put those that have changed since once more."
    );
    Ok(Report::new(object, text))
}

fn deployed(context: &Context) -> Result<&'static str, Refusal> {
    match context.place.target() {
        Target::Deployed(environment) => Ok(Environment::as_str(environment)),
        Target::Local => Err(Refusal::usage("name --env demo or --env production".to_owned())),
    }
}

/// Runs wrangler for the environment, and says what it does.
fn run(context: &Context, what: &str, words: &[&str]) -> Result<String, Refusal> {
    say(what);
    let environment = deployed(context)?;
    let words = [words, &["--env", environment]].concat();
    let answer = wrangler::run(context.place.root(), &words, "")?;
    if answer.success {
        return Ok(answer.stdout);
    }
    let said = [answer.stdout.trim(), answer.stderr.trim()].join("\n");
    Err(Refusal::new("wrangler", format!("`wrangler {}` failed:\n{}", words.join(" "), said.trim())))
}

/// A section of the environment whose identifier is the zeros that this project comes with.
fn stand_in<'a>(settings: &'a str, environment: &str) -> Option<&'a str> {
    let own = format!("env.{environment}.");
    let mut section = "";
    settings.lines().map(str::trim).find_map(|line| {
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']']);
        }
        let (name, value) = line.split_once('=')?;
        let is_id = matches!(name.trim(), "id" | "database_id");
        let is_zeros = value.trim().trim_start_matches('"').starts_with("00000000");
        (is_id && is_zeros && section.starts_with(&own)).then_some(section)
    })
}

/// The secrets that the list, a JSON array, does not name.
fn missing(list: &str) -> Vec<&'static str> {
    let from = list.find('[').unwrap_or(list.len());
    let listed: Vec<Value> =
        list.get(from..).and_then(|text| serde_json::from_str(text.trim()).ok()).unwrap_or_default();
    let names: BTreeSet<&str> = listed.iter().filter_map(|secret| secret["name"].as_str()).collect();
    SECRETS.into_iter().filter(|name| !names.contains(name)).collect()
}

/// Asks `/healthz` until it is well; a new version takes a moment to be everywhere.
fn healthy(context: &Context, otherwise: &str) -> Result<(), Refusal> {
    let origin = context.place.origins()?.into_iter().next().unwrap_or_default();
    let url = format!("{origin}/healthz");
    say(format_args!("asking {url}"));
    let mut said = String::new();
    for question in 0..QUESTIONS {
        if question > 0 {
            thread::sleep(PAUSE);
        }
        let request =
            transport::Request { url: &url, method: "GET", key: "", body: None, patience: PATIENCE };
        match transport::send(context.place.root(), request)? {
            Ok(answer) if answer.status == 200 => return Ok(()),
            Ok(answer) => said = format!("{url} answers {}", answer.status),
            Err(trouble) => said = format!("{url}: {trouble:?}"),
        }
    }
    let environment = deployed(context)?;
    Err(Refusal::new(
        "unhealthy",
        format!("{otherwise}: {said}. Back: cargo xtask rollback --env {environment}"),
    ))
}
