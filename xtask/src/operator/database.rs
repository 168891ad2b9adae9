//! Runs batches of statements on D1 through `wrangler d1 execute`; a batch is one transaction.
//!
//! Locally wrangler makes a `batch()` of it; remotely the query endpoint is documented to do the same.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::ambient::random_text;
use super::place::{Place, Target};
use super::private_file::Temporary;
use super::refusal::Refusal;
use super::sql::Sql;
use super::wrangler::{self, Answer};

/// The binding's name, the same in every environment.
const BINDING: &str = "DB";
/// How often a batch is tried while another process holds the local database.
const TRIES: u32 = 5;
/// The first wait between tries; each further one is as much longer.
const WAIT: Duration = Duration::from_millis(200);

/// What one statement returned.
pub(super) type Rows = Vec<Row>;

/// One row, column by column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row(Value);

impl Row {
    /// A column of text.
    pub(super) fn text(&self, column: &'static str) -> Result<&str, Refusal> {
        self.0.get(column).and_then(Value::as_str).ok_or_else(|| strange(column))
    }

    /// A column of integers.
    pub(super) fn number(&self, column: &'static str) -> Result<i64, Refusal> {
        self.0.get(column).and_then(Value::as_i64).ok_or_else(|| strange(column))
    }

    /// Whether a column holds a value at all.
    pub(super) fn holds(&self, column: &str) -> bool {
        self.0.get(column).is_some_and(|value| !value.is_null())
    }
}

/// Runs the statements as one transaction and returns the rows of each. When the local database is busy the
/// batch was rolled back whole, so it is tried again.
pub(super) fn run(place: &Place, batch: &[Sql]) -> Result<Vec<Rows>, Refusal> {
    let text = batch.iter().map(Sql::as_str).collect::<Vec<_>>().join(";\n");
    let mut outcome = read(&execute(place, &text)?);
    for attempt in 1..TRIES {
        match &outcome {
            Err(refusal) if refusal.slug() == "busy" && place.target() == Target::Local => {
                thread::sleep(WAIT * attempt);
                outcome = read(&execute(place, &text)?);
            }
            _ => break,
        }
    }
    let rows = outcome?;
    if rows.len() == batch.len() {
        return Ok(rows);
    }
    Err(Refusal::new("database", format!("wrangler answered {} of {} statements", rows.len(), batch.len())))
}

/// The local batch goes through a private file, out of sight of other processes. `--file` is no way for a remote
/// one: there it is an import, during which the database answers nobody.
fn execute(place: &Place, text: &str) -> Result<Answer, Refusal> {
    let common = ["d1", "execute", BINDING, "--json", "--yes"];
    match place.target() {
        Target::Local => {
            let file = Temporary::create(temporary_path()?, text).map_err(|error| {
                Refusal::new("database", format!("no temporary file can be written: {error}"))
            })?;
            let mut words: Vec<_> = common.iter().map(Into::into).collect();
            words.extend(["--local".into(), "--file".into(), file.path().as_os_str().to_owned()]);
            wrangler::run(place.root(), &words, "")
        }
        Target::Remote(environment) => {
            let mut words = common.to_vec();
            words.extend(["--remote", "--env", environment.as_str(), "--command", text]);
            wrangler::run(place.root(), &words, "")
        }
    }
}

fn temporary_path() -> Result<PathBuf, Refusal> {
    Ok(std::env::temp_dir().join(format!("mixvel-auth-{}.sql", random_text::<16>()?)))
}

fn read(answer: &Answer) -> Result<Vec<Rows>, Refusal> {
    if answer.success {
        let statements = serde_json::from_str::<Vec<Value>>(&answer.stdout).map_err(|error| {
            Refusal::new("database", format!("wrangler's answer cannot be read: {error}"))
        })?;
        return Ok(statements.iter().map(rows).collect());
    }
    let why = complaint(answer);
    if why.contains("SQLITE_BUSY") || why.contains("database is locked") {
        return Err(Refusal::new("busy", format!("another process holds the database, try again: {why}")));
    }
    if why.contains("no such table") {
        let hint = "the database has no tables yet; apply the migrations (locally `cargo xtask dev` does it)";
        return Err(Refusal::new("database", format!("{hint}: {why}")));
    }
    Err(Refusal::new("database", format!("the database refused: {why}")))
}

fn rows(statement: &Value) -> Rows {
    let results = statement.get("results").and_then(Value::as_array);
    results.into_iter().flatten().cloned().map(Row).collect()
}

/// wrangler's own words: the `error` of its JSON with its notes, else what it wrote to standard error.
fn complaint(answer: &Answer) -> String {
    let error =
        serde_json::from_str::<Value>(&answer.stdout).ok().and_then(|json| json.get("error").cloned());
    let text = |value: &Value| value.get("text").and_then(Value::as_str).map(str::to_owned);
    match error {
        Some(error) => {
            let notes = error.get("notes").and_then(Value::as_array).into_iter().flatten();
            std::iter::once(&error).chain(notes).filter_map(text).collect::<Vec<_>>().join(" ")
        }
        None => format!("{}{}", answer.stderr, answer.stdout).trim().to_owned(),
    }
}

fn strange(column: &str) -> Refusal {
    Refusal::new("database", format!("the database's answer has no proper column {column:?}"))
}

#[cfg(test)]
mod tests {
    use super::super::place::Environment;
    use super::super::scratch::Scratch;
    use super::super::sql::sql;
    use super::*;

    const ANSWER: &str =
        r#"[{"results":[],"success":true},{"results":[{"n":7,"t":"x","z":null}],"success":true}]"#;

    fn batch() -> [Sql; 2] {
        [sql!("UPDATE agency SET name = {name}", name = "O'Neill"), sql!("SELECT 7 AS n")]
    }

    #[test]
    fn a_remote_batch_is_one_command_with_the_environment_named() {
        let script = format!("printf '%s\\n' \"$@\" > argv; cat > input; printf '%s' '{ANSWER}'");
        let scratch = Scratch::with_wrangler(&script);
        let rows = run(&Place::remote(scratch.path(), Environment::Demo), &batch()).unwrap();
        let expected = "d1\nexecute\nDB\n--json\n--yes\n--remote\n--env\ndemo\n--command\n\
                        UPDATE agency SET name = CAST(X'4F274E65696C6C' AS TEXT);\nSELECT 7 AS n\n";
        assert_eq!(scratch.read("argv"), expected);
        assert_eq!(scratch.read("input"), "");
        assert_eq!(rows[0], []);
        assert_eq!((rows[1][0].number("n"), rows[1][0].text("t")), (Ok(7), Ok("x")));
        assert!(!rows[1][0].holds("z") && rows[1][0].number("z").is_err());
    }

    #[test]
    fn a_local_batch_goes_through_a_file_that_is_gone_afterwards() {
        let script =
            format!("for last; do :; done; cp \"$last\" sql; echo \"$last\" > where; printf '%s' '{ANSWER}'");
        let scratch = Scratch::with_wrangler(&script);
        run(&Place::local(scratch.path()), &batch()).unwrap();
        assert_eq!(
            scratch.read("sql"),
            "UPDATE agency SET name = CAST(X'4F274E65696C6C' AS TEXT);\nSELECT 7 AS n"
        );
        assert!(!std::path::Path::new(scratch.read("where").trim()).exists());
    }

    #[test]
    fn a_busy_local_database_is_tried_again() {
        let busy = r#"{"error":{"text":"database is locked: SQLITE_BUSY"}}"#;
        let script = format!(
            "echo x >> tries; if [ $(wc -l < tries) -lt 3 ]; then echo '{busy}'; exit 1; fi; printf '%s' '{ANSWER}'"
        );
        let scratch = Scratch::with_wrangler(&script);
        assert!(run(&Place::local(scratch.path()), &batch()).is_ok());
        assert_eq!(scratch.read("tries"), "x\nx\nx\n");
    }

    #[test]
    fn a_refused_batch_tells_what_wrangler_said_with_its_notes() {
        let error = r#"{"error":{"text":"A request failed.","notes":[{"text":"no such table: agency"}]}}"#;
        let scratch = Scratch::with_wrangler(&format!("echo '{error}'; exit 1"));
        let refusal = run(&Place::remote(scratch.path(), Environment::Production), &batch()).unwrap_err();
        assert_eq!(refusal.slug(), "database");
        let message = refusal.to_string();
        assert!(
            message.contains("A request failed. no such table: agency") && message.contains("migrations"),
            "{message}"
        );
    }

    #[test]
    fn an_answer_that_is_not_one_result_a_statement_is_an_error() {
        for answer in ["", "[]", "{}", "[{\"results\":[]}]"] {
            let scratch = Scratch::with_wrangler(&format!("printf '%s' '{answer}'"));
            let refusal = run(&Place::local(scratch.path()), &batch()).unwrap_err();
            assert_eq!(refusal.slug(), "database", "{answer}");
        }
    }
}
