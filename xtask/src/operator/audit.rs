//! `audit`: reads the log of who did what, newest first.

use serde_json::{Value, json};
use shared::audit::Event;
use shared::time::{HOUR_MS, UnixMillis};
use shared::value::agency_code::AgencyCode;

use super::command::Context;
use super::database::{self, Row};
use super::options;
use super::refusal::Refusal;
use super::report::{Report, table};
use super::sql::{Sql, sql};
use crate::args::Args;

/// Rows shown when no limit is given.
const DEFAULT_LIMIT: i64 = 50;
/// Most rows of one answer.
const MAX_LIMIT: i64 = 10_000;

/// `audit [--login L] [--agency N] [--event E] [--since S] [--limit N]`; with `--json` one object a line.
pub(super) fn list(context: &Context) -> Result<Report, Refusal> {
    let since = since(&context.args, context.now)?;
    // SQLite reads RFC 3339, so it also says whether the text is one.
    let readable = sql!("SELECT {since} AS since", since = since);
    let mut answers = database::run(&context.place, &[readable, query(&context.args, &since)?])?;
    let rows = answers.pop().unwrap_or_default();
    if !answers.pop().unwrap_or_default().first().is_some_and(|row| row.holds("since")) {
        return Err(unreadable(context.args.value("--since").unwrap_or_default()));
    }
    let objects = rows.iter().map(object).collect::<Result<Vec<_>, _>>()?;
    let cells = rows.iter().map(cells).collect::<Result<Vec<_>, _>>()?;
    let text = if cells.is_empty() {
        "No row of the audit log matches.".to_owned()
    } else {
        table(["WHEN", "EVENT", "AGENCY", "WHO", "WHOM", "DETAIL", "FROM"], &cells)
    };
    Ok(Report { objects, text, notes: Vec::new() })
}

fn query(args: &Args, since: &Sql) -> Result<Sql, Refusal> {
    let everything = || sql!("1");
    let login = if args.has("--login") {
        sql!("(subject = {login} OR actor = {login})", login = options::login(args)?)
    } else {
        everything()
    };
    let agency = if args.has("--agency") {
        sql!("agency_code = {agency}", agency = log_of(args)?)
    } else {
        everything()
    };
    let event = match args.value("--event") {
        Some(word) => sql!("event = {event}", event = event(word)?.as_str()),
        None => everything(),
    };
    let limit = args.parsed::<i64>("--limit", "a number of rows")?.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Refusal::usage(format!("--limit is a number from 1 to {MAX_LIMIT}")));
    }
    Ok(sql!(
        "SELECT agency_code, at, event, actor, subject, detail, address, request_id FROM audit \
         WHERE at >= {since} AND {login} AND {agency} AND {event} ORDER BY at DESC, audit_id DESC LIMIT {limit}",
        since = since,
        login = login,
        agency = agency,
        event = event,
        limit = limit
    ))
}

/// The agency whose log is asked for; 0 is the log of what no agency is known for.
fn log_of(args: &Args) -> Result<i64, Refusal> {
    if args.value("--agency") == Some("0") {
        return Ok(0);
    }
    options::agency(args).map(AgencyCode::as_number).map(i64::from)
}

fn event(word: &str) -> Result<Event, Refusal> {
    let known = || Event::ALL.map(Event::as_str).join(", ");
    let unknown = || Refusal::usage(format!("--event {word:?} is none; known are {}", known()));
    Event::ALL.into_iter().find(|event| event.as_str() == word).ok_or_else(unknown)
}

/// The earliest moment as an expression in milliseconds: a number is hours ago, anything else RFC 3339.
fn since(args: &Args, now: UnixMillis) -> Result<Sql, Refusal> {
    let Some(text) = args.value("--since") else {
        return Ok(sql!("0"));
    };
    if let Ok(hours) = text.trim_end_matches('h').parse::<u32>() {
        return Ok(sql!("{moment}", moment = now.plus_ms(-i64::from(hours).saturating_mul(HOUR_MS))));
    }
    // SQLite also reads times of day and Julian days; only what begins with a date goes on.
    let begins_with_date = text.len() >= 10
        && text.bytes().zip(*b"0000-00-00").all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == form,
        });
    if begins_with_date { Ok(sql!("unixepoch({text}) * 1000", text = text)) } else { Err(unreadable(text)) }
}

fn unreadable(text: &str) -> Refusal {
    Refusal::usage(format!(
        "--since is a number of hours or a moment as in 2025-01-31T12:00:00Z, not {text:?}"
    ))
}

fn object(row: &Row) -> Result<Value, Refusal> {
    Ok(json!({
        "at": UnixMillis(row.number("at")?).to_string(),
        "event": row.text("event")?,
        "agency": row.number("agency_code")?,
        "actor": row.text("actor")?,
        "subject": row.text("subject")?,
        "detail": row.text("detail")?,
        "address": row.text("address")?,
        "request_id": row.text("request_id")?,
    }))
}

fn cells(row: &Row) -> Result<[String; 7], Refusal> {
    let agency = row.number("agency_code")?;
    let text = |column| row.text(column).map(str::to_owned);
    Ok([
        UnixMillis(row.number("at")?).to_string(),
        text("event")?,
        if agency == 0 { "-".to_owned() } else { agency.to_string() },
        text("actor")?,
        text("subject")?,
        text("detail")?,
        text("address")?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Known;

    const NOW: UnixMillis = UnixMillis(1_735_689_600_000);

    fn args(line: &str) -> Args {
        let known =
            Known { options: &["--login", "--agency", "--event", "--since", "--limit"], ..Known::default() };
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        Args::parse(&words, &known).unwrap()
    }

    #[test]
    fn every_filter_narrows_the_query() {
        let args = args("--login A@b --agency 0 --event token.issued --limit 5");
        let query = query(&args, &sql!("0")).unwrap();
        let wanted = "WHERE at >= 0 AND (subject = 'a@b' OR actor = 'a@b') AND agency_code = 0 \
                      AND event = 'token.issued' ORDER BY at DESC, audit_id DESC LIMIT 5";
        assert!(query.as_str().ends_with(wanted), "{query:?}");
    }

    #[test]
    fn a_beginning_is_hours_ago_or_a_moment() {
        let since = |line: &str| since(&args(line), NOW).map(|sql| sql.as_str().to_owned());
        assert_eq!(since("").unwrap(), "0");
        assert_eq!(since("--since 24").unwrap(), "1735603200000");
        assert_eq!(since("--since 1h").unwrap(), "1735686000000");
        let moment = since("--since 2025-01-01T00:00:00+03:00").unwrap();
        assert!(moment.starts_with("unixepoch(") && moment.ends_with(" * 1000"), "{moment}");
        for bad in ["now", "12:00", "-5", "yesterday", "2025"] {
            let result = since(&format!("--since={bad}"));
            assert_eq!(result.is_ok(), bad == "2025", "{bad}");
        }
    }

    #[test]
    fn an_unknown_event_is_answered_with_those_there_are() {
        let message = query(&args("--event login"), &sql!("0")).unwrap_err().to_string();
        assert!(message.contains("login.refused") && message.contains("key.retired"), "{message}");
        assert!(query(&args("--limit 0"), &sql!("0")).is_err());
    }
}
