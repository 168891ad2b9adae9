//! `key …`: the moves of a rotation on the key ring, which is `.dev.vars` locally and a file of the operator's
//! for a deployed environment, from where it goes to the secret `JWT_KEYS`.
//!
//! The ring is no part of the database, so the audit log is told just before the change: a move that then fails is in the
//! log once more than it happened, and never once less.

use std::path::{Path, PathBuf};

use serde_json::json;
use shared::api::admin::Nothing;
use shared::api::admin::audit::{KEY_MOVES_PATH, KeyMove};
use shared::audit::Event;
use shared::key_ring::{Key, KeyRing, KeyRingError, PROMOTE_AFTER_MS, RETIRE_AFTER_MS};

use super::context::Context;
use super::place::{Environment, Target};
use super::refusal::Refusal;
use super::report::{Report, table};
use super::{ambient, options, private_file, wrangler};
use crate::secrets::{self, JWT_KEYS};

/// `key list`: the keys in the order they were added, without their secrets.
pub(super) fn list(context: &Context) -> Result<Report, Refusal> {
    let ring = load(context)?;
    let objects: Vec<_> = ring.keys().iter().map(object).collect();
    let cells: Vec<_> = ring
        .keys()
        .iter()
        .map(|key| [key.kid.clone(), key.state.as_str().to_owned(), key.since().to_string()])
        .collect();
    Ok(Report::new(json!({ "keys": objects }), table(["KEY", "STATE", "SINCE"], &cells)))
}

/// `key create --file RING`: the ring of a new environment, whose one key signs at once.
pub(super) fn create(context: &Context) -> Result<Report, Refusal> {
    let (environment, path) = deployed(context)?;
    if path.exists() {
        let message = format!("{} is there already; `key add` adds a key to it", path.display());
        return Err(Refusal::new("duplicate_ring", message));
    }
    let kid = new_kid(context)?;
    let ring = KeyRing::new(&kid, &ambient::random()?, context.now);
    replace(&path, &ring, || send(context, environment, &ring))?;
    let report = report(
        &ring,
        &kid,
        format!("A new ring was made; its key {kid} signs. Keep {} safe.", path.display()),
    )?;
    // A new environment has nobody to tell yet, and one whose ring was lost cannot listen.
    Ok(match log(context, Event::KeyAdded, &kid) {
        Ok(()) => report,
        Err(refusal) => report.note(format!("The audit log was not told of it: {refusal}")),
    })
}

/// `key add`: a key that only verifies for now.
pub(super) fn add(context: &Context) -> Result<Report, Refusal> {
    let kid = new_kid(context)?;
    let ring = load(context)?.add(&kid, &ambient::random()?, context.now)?;
    store(context, Event::KeyAdded, &kid, &ring)?;
    let from = context.now.plus_ms(PROMOTE_AFTER_MS);
    report(&ring, &kid, format!("Key {kid} was added and verifies. It can be promoted from {from} on."))
}

/// `key promote --kid K`: the key signs.
pub(super) fn promote(context: &Context) -> Result<Report, Refusal> {
    let kid = options::text(&context.args, "--kid")?;
    let before = load(context)?;
    let replaced = before.signing().map(|key| key.kid.clone()).unwrap_or_default();
    let ring = before.promote(kid, context.now)?;
    store(context, Event::KeyPromoted, kid, &ring)?;
    let from = context.now.plus_ms(RETIRE_AFTER_MS);
    report(
        &ring,
        kid,
        format!("Key {kid} signs now. Key {replaced} verifies and can be retired from {from} on."),
    )
}

/// `key retire --kid K`: the key is gone.
pub(super) fn retire(context: &Context) -> Result<Report, Refusal> {
    let kid = options::text(&context.args, "--kid")?;
    let ring = load(context)?.retire(kid, context.now)?;
    store(context, Event::KeyRetired, kid, &ring)?;
    Ok(Report::new(json!({ "id": kid, "state": "retired" }), format!("Key {kid} has left the ring.")))
}

/// `key push --file RING`: sends the ring once more, unchanged, when it is not sure that it arrived.
pub(super) fn push(context: &Context) -> Result<Report, Refusal> {
    let (environment, _) = deployed(context)?;
    let ring = load(context)?;
    send(context, environment, &ring)?;
    let name = environment.as_str();
    let object = json!({ "id": JWT_KEYS, "state": "sent", "keys": ring.keys().len() });
    Ok(Report::new(object, format!("The ring of {} keys was sent to {name}.", ring.keys().len())))
}

fn load(context: &Context) -> Result<KeyRing, Refusal> {
    if context.place.target() == Target::Local {
        return secrets::key_ring(context.place.root());
    }
    let (_, path) = deployed(context)?;
    let refused = |error: &dyn std::fmt::Display| {
        let hint = "`key create` makes the ring of a new environment";
        Refusal::new("key_ring", format!("{} cannot be used: {error}; {hint}", path.display()))
    };
    let text = std::fs::read_to_string(&path).map_err(|error| refused(&error))?;
    KeyRing::parse(&text).map_err(|error| refused(&error))
}

/// Logs the move, then makes it. The operator's file changes only after the environment has taken the ring.
fn store(context: &Context, event: Event, kid: &str, ring: &KeyRing) -> Result<(), Refusal> {
    let Target::Deployed(environment) = context.place.target() else {
        log(context, event, kid)?;
        return secrets::store_key_ring(context.place.root(), ring);
    };
    let (_, path) = deployed(context)?;
    replace(&path, ring, || {
        log(context, event, kid)?;
        send(context, environment, ring)
    })
}

/// Keeps the ring in the operator's file, once it has gone where it should.
fn replace(path: &Path, ring: &KeyRing, go: impl FnOnce() -> Result<(), Refusal>) -> Result<(), Refusal> {
    let unwritable =
        |error| Refusal::new("key_ring", format!("{} cannot be written: {error}", path.display()));
    let next = private_file::prepare(path, &ring.serialize()).map_err(unwritable)?;
    go()?;
    next.rename(path).map_err(unwritable)
}

fn log(context: &Context, event: Event, kid: &str) -> Result<(), Refusal> {
    let told = KeyMove { event: event.as_str().to_owned(), kid: kid.to_owned() };
    let Nothing {} = context.api()?.post(KEY_MOVES_PATH, &told)?;
    Ok(())
}

/// Sends the ring to the environment by standard input, out of sight of other processes.
fn send(context: &Context, environment: Environment, ring: &KeyRing) -> Result<(), Refusal> {
    let words = ["secret", "put", JWT_KEYS, "--env", environment.as_str()];
    let answer = wrangler::run(context.place.root(), &words, &ring.serialize())?;
    // wrangler also ends with exit code 0 when it declines to make a Worker that is not there yet.
    if answer.success && answer.stdout.contains("Success! Uploaded secret") {
        return Ok(());
    }
    let said = format!("{}{}", answer.stderr, answer.stdout);
    let advice = "your file is as it was; run the command again";
    Err(Refusal::new(
        "secret",
        format!("{} did not take the ring ({advice}): {}", environment.as_str(), said.trim()),
    ))
}

/// The environment and the operator's file.
fn deployed(context: &Context) -> Result<(Environment, PathBuf), Refusal> {
    match context.place.target() {
        Target::Deployed(environment) => {
            Ok((environment, PathBuf::from(options::text(&context.args, "--file")?)))
        }
        Target::Local => Err(Refusal::usage("this needs --env; the local ring is made by `cargo xtask dev`")),
    }
}

fn new_kid(context: &Context) -> Result<String, Refusal> {
    let Some(kid) = context.args.value("--kid") else {
        return Ok(secrets::key_name());
    };
    let plain = kid.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if plain && (1..=64).contains(&kid.len()) {
        return Ok(kid.to_owned());
    }
    Err(Refusal::usage("--kid is 1 to 64 letters, digits, dots, underscores and hyphens"))
}

fn report(ring: &KeyRing, kid: &str, text: String) -> Result<Report, Refusal> {
    let key = ring.find(kid).ok_or_else(|| KeyRingError::Unknown(kid.to_owned()))?;
    Ok(Report::new(object(key), text))
}

fn object(key: &Key) -> serde_json::Value {
    json!({ "id": key.kid, "state": key.state.as_str(), "since": key.since().to_string() })
}

impl From<KeyRingError> for Refusal {
    fn from(error: KeyRingError) -> Self {
        let slug = match error {
            KeyRingError::Malformed(_) => "key_ring",
            KeyRingError::Duplicate(_) => "duplicate_key",
            KeyRingError::Unknown(_) => "unknown_key",
            KeyRingError::WrongState(..) => "key_state",
            KeyRingError::TooEarly(_) => "too_early",
        };
        Self::new(slug, error.to_string())
    }
}

#[cfg(test)]
mod tests;
