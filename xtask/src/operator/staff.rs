//! `operator create|list|remove`: who may run an installation from the command line, each with a key of his own.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use shared::api::admin::operators::{CreateOperator, Operator, PATH};
use shared::audit::Event;
use shared::time::{DAY_MS, UnixMillis};

use super::api::Worded as _;
use super::context::Context;
use super::operator_key::OperatorKey;
use super::place::{Environment, Target};
use super::private_file::Temporary;
use super::refusal::Refusal;
use super::report::{Report, table};
use super::{options, wrangler};
use shared::percent::encoded;

/// How long a key counts.
const LIFE_DAYS: i64 = 180;

/// `operator create`: makes the key in a file of its own and tells the installation its digest. The first operator of a
/// deployed environment, for whom nobody can do that, is written by the platform's own command.
pub(super) fn create(context: &Context) -> Result<Report, Refusal> {
    let name = name(context)?;
    let file = match (context.args.value("--file"), context.args.has("--first")) {
        (Some(file), _) => PathBuf::from(file),
        (None, true) => context.place.key_file()?,
        (None, false) => context.place.root().join(format!("operator-{name}.key")),
    };
    let first = match (context.args.has("--first"), context.place.target()) {
        (false, _) => None,
        (true, Target::Deployed(environment)) => Some(environment),
        (true, Target::Local) => {
            return Err(Refusal::usage("--first needs --env; `cargo xtask dev` makes the local operator"));
        }
    };
    let key = OperatorKey::new()?;
    // The key is safe before anybody knows its digest; where that is refused it goes again.
    let kept = keep(&file, &key)?;
    let expires_at = if let Some(environment) = first {
        write_first(context, environment, &name, &key.digest())?
    } else {
        let duplicate = || {
            let message = format!("an operator {name} is there already; `operator list` tells more");
            Refusal::new("duplicate_operator", message)
        };
        let wanted = CreateOperator { name: name.clone(), key_hash: key.digest() };
        let made: Operator = context.api()?.post(PATH, &wanted).worded(409, duplicate)?;
        UnixMillis(made.expires_at_ms)
    };
    kept.keep();
    let file = file.display().to_string();
    let text = format!("Operator {name} was created; the key counts until {expires_at}.\n  key  {file}");
    let object = json!({
        "id": name, "name": name, "state": "active", "expires_at": expires_at.to_string(), "file": file,
    });
    Ok(Report::new(object, text))
}

/// `operator list`.
pub(super) fn list(context: &Context) -> Result<Report, Refusal> {
    let operators: Vec<Operator> = context.api()?.list(PATH, &[], usize::MAX)?;
    let time = |ms: i64| UnixMillis(ms).to_string();
    let rows: Vec<_> = operators
        .iter()
        .map(|operator| {
            let state = state(operator, context.now).to_owned();
            [operator.name.clone(), state, time(operator.created_at_ms), time(operator.expires_at_ms)]
        })
        .collect();
    let object = |operator: &Operator| {
        json!({
            "id": operator.name, "name": operator.name, "state": state(operator, context.now),
            "created_at": time(operator.created_at_ms), "expires_at": time(operator.expires_at_ms),
            "removed_at": operator.removed_at_ms.map(time),
        })
    };
    let objects: Vec<Value> = operators.iter().map(object).collect();
    Ok(Report::new(
        json!({ "operators": objects }),
        table(["OPERATOR", "STATE", "CREATED", "EXPIRES"], &rows),
    ))
}

/// `operator remove`: the key ends with the next request.
pub(super) fn remove(context: &Context) -> Result<Report, Refusal> {
    let name = name(context)?;
    let unknown = || {
        Refusal::new("unknown_operator", format!("no operator is called {name}; `operator list` shows all"))
    };
    let path = format!("{PATH}/{}/remove", encoded(&name));
    let _: Value = context.api()?.act(&path).worded(404, unknown)?;
    let object = json!({ "id": name, "name": name, "state": "removed" });
    Ok(Report::new(object, format!("Operator {name} is removed; the key ends with the next request.")))
}

fn state(operator: &Operator, now: UnixMillis) -> &'static str {
    match operator.removed_at_ms {
        Some(_) => "removed",
        None if operator.expires_at_ms <= now.0 => "expired",
        None => "active",
    }
}

fn name(context: &Context) -> Result<String, Refusal> {
    let name = options::text(&context.args, "--name")?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'-';
    if name.len() <= 64 && name.bytes().all(plain) {
        return Ok(name.to_owned());
    }
    Err(Refusal::usage("--name is 1 to 64 small Latin letters, digits, dots and hyphens"))
}

/// Puts a key into a new file that its owner alone can read.
fn keep(file: &Path, key: &OperatorKey) -> Result<Temporary, Refusal> {
    let unwritable =
        |error| Refusal::new("file", format!("the key cannot be kept in {}: {error}", file.display()));
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(unwritable)?;
    }
    Temporary::create(file.to_owned(), &format!("{}\n", key.as_str())).map_err(unwritable)
}

/// Writes the first operator into the database of an environment, with the row of the audit log, unless one is there whose
/// key counts. Name and digest are of letters that need no quoting, and the digest is no secret.
fn write_first(
    context: &Context,
    environment: Environment,
    name: &str,
    digest: &str,
) -> Result<UnixMillis, Refusal> {
    let (at, expires_at) = (context.now, context.now.plus_ms(LIFE_DAYS * DAY_MS));
    let statement = format!(
        "INSERT INTO operator (name, key_hash, created_at, expires_at) SELECT '{name}', '{digest}', {at}, {until} \
         WHERE NOT EXISTS (SELECT 1 FROM operator WHERE removed_at IS NULL AND expires_at > {at}) \
         ON CONFLICT (name) DO UPDATE SET key_hash = excluded.key_hash, created_at = excluded.created_at, \
         expires_at = excluded.expires_at, removed_at = NULL RETURNING name; \
         INSERT INTO audit (agency_code, at, audit_id, event, actor, subject, detail, address, request_id) \
         SELECT 0, {at}, lower(hex(randomblob(16))), '{event}', 'console', 'operator:{name}', 'first', '', '' \
         FROM operator WHERE key_hash = '{digest}'",
        event = Event::OperatorCreated.as_str(),
        at = at.0,
        until = expires_at.0,
    );
    let words =
        ["d1", "execute", "DB", "--remote", "--env", environment.as_str(), "--json", "--yes", "--command"];
    let words: Vec<_> = words.into_iter().chain([statement.as_str()]).collect();
    let answer = wrangler::run(context.place.root(), &words, "")?;
    let told: Value = serde_json::from_str(&answer.stdout).unwrap_or_default();
    let written = told.pointer("/0/results").and_then(Value::as_array);
    match written.filter(|_| answer.success) {
        Some(rows) if !rows.is_empty() => Ok(expires_at),
        Some(_) => {
            let message = format!(
                "{} has an operator whose key counts, who makes others with `operator create`; if all keys are lost, \
                 docs/broken-door.md says what to do",
                environment.as_str()
            );
            Err(Refusal::new("not_first", message))
        }
        None => {
            let said = format!("{}{}", answer.stderr, answer.stdout);
            Err(Refusal::new("wrangler", format!("the operator was not written: {}", said.trim())))
        }
    }
}
