//! `audit`: reads the log of who did what, newest first, and writes old rows into a file.

use std::io;
use std::path::PathBuf;

use serde_json::{Value, json};
use shared::api::admin::Nothing;
use shared::api::admin::audit::{AuditRow, Confirmation, EXPORTS_PATH, Exported, OldRows, PATH};
use shared::audit::Event;
use shared::time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMillis};

use super::context::Context;
use super::options;
use super::private_file::Growing;
use super::refusal::Refusal;
use super::report::{Report, table};
use crate::args::Args;
use crate::progress::say;

/// Rows shown when no limit is given.
const DEFAULT_LIMIT: usize = 50;
/// Most rows of one answer.
const MAX_LIMIT: usize = 10_000;
/// Days for which every row stays in the log.
const MIN_DAYS: i64 = 90;
/// What this machine's clock may be ahead of that of the service, which counts the days too.
const AHEAD_MS: i64 = 5 * MINUTE_MS;

/// `audit`; with `--json` one object a line.
pub(super) fn list(context: &Context) -> Result<Report, Refusal> {
    let limit = limit(&context.args)?;
    let query = query(&context.args, limit, context.now)?;
    let rows: Vec<AuditRow> = context.api()?.list(PATH, &query, limit)?;
    let text = if rows.is_empty() {
        "No row of the audit log matches.".to_owned()
    } else {
        let cells: Vec<_> = rows.iter().map(cells).collect();
        table(["WHEN", "EVENT", "AGENCY", "WHO", "WHOM", "DETAIL", "FROM"], &cells)
    };
    Ok(Report { objects: rows.iter().map(object).collect(), text, notes: Vec::new() })
}

/// `audit export`: what is older goes into a file, as JSON, one a line, and leaves the log a week later. Each part is
/// confirmed with the digest of what the disk has of it.
pub(super) fn export(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    args.required("--older-than")?;
    let days: i64 = args.parsed::<u32>("--older-than", "a number of days")?.unwrap_or_default().into();
    if days < MIN_DAYS {
        return Err(Refusal::usage(format!(
            "--older-than is at least {MIN_DAYS}: younger rows stay in the log"
        )));
    }
    let path = PathBuf::from(options::text(args, "--file")?);
    let before = context.now.plus_ms(-days.saturating_mul(DAY_MS)).plus_ms(-AHEAD_MS);
    let api = context.api()?;
    let unwritable =
        |error: io::Error| Refusal::new("file", format!("{} cannot be written: {error}", path.display()));
    let mut file = Growing::create(path.clone()).map_err(unwritable)?;
    let mut rows = 0;
    let rest = loop {
        let exported: Result<Exported, _> = api.post(EXPORTS_PATH, &OldRows { before_ms: before.0 });
        let part = match exported {
            Ok(Exported { part: Some(part) }) => part,
            other => break other.map(drop),
        };
        let written = match file.append(&part.text) {
            Ok(written) => written,
            Err(error) => break Err(unwritable(error).into()),
        };
        let confirmed = api.post::<Nothing>(&Confirmation::path(&part.id), &Confirmation::of(&written));
        if confirmed.is_err() {
            break confirmed.map(drop);
        }
        rows += part.rows;
        say(format_args!("{rows} rows, up to {}", UnixMillis(part.last_at_ms)));
    };
    let stays = file.end().map_err(unwritable)?;
    if let Err(failure) = rest {
        let refusal = Refusal::from(failure);
        let file = path.display();
        let keep = format!(
            "Keep {file}: what is in it may be confirmed, and leave the log. Go on with another file."
        );
        return Err(if stays { Refusal::new(refusal.slug(), format!("{refusal}\n{keep}")) } else { refusal });
    }
    let object = json!({ "file": path.display().to_string(), "rows": rows, "until": before.to_string() });
    let text = if rows == 0 {
        format!("No row of the log is from before {before}.")
    } else {
        format!(
            "{rows} rows from before {before} are in {}. They leave the log in seven days, unless an operator is removed until then.",
            path.display()
        )
    };
    Ok(Report::new(object, text))
}

fn limit(args: &Args) -> Result<usize, Refusal> {
    let limit = args.parsed("--limit", "a number of rows")?.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Refusal::usage(format!("--limit is a number from 1 to {MAX_LIMIT}")));
    }
    Ok(limit)
}

fn query(args: &Args, limit: usize, now: UnixMillis) -> Result<Vec<(&'static str, String)>, Refusal> {
    let mut query = vec![("limit", limit.to_string())];
    if args.has("--login") {
        query.push(("login", options::login(args)?.to_string()));
    }
    match args.value("--agency") {
        // The log of what no agency is known for.
        Some("0") => query.push(("agency", "0".to_owned())),
        Some(_) => query.push(("agency", options::agency(args)?.to_string())),
        None => {}
    }
    if let Some(event) = args.value("--event") {
        let known = || Event::ALL.map(Event::as_str).join(", ");
        if !Event::ALL.iter().any(|one| one.as_str() == event) {
            return Err(Refusal::usage(format!("--event {event:?} is none; known are {}", known())));
        }
        query.push(("event", event.to_owned()));
    }
    if let Some(since) = since(args, now)? {
        query.push(("since", since.0.to_string()));
    }
    Ok(query)
}

/// The earliest moment: a number is hours ago, anything else RFC 3339.
fn since(args: &Args, now: UnixMillis) -> Result<Option<UnixMillis>, Refusal> {
    let hours = args.value("--since").and_then(|text| text.trim_end_matches('h').parse::<u32>().ok());
    match hours {
        Some(hours) => Ok(Some(now.plus_ms(-i64::from(hours).saturating_mul(HOUR_MS)))),
        None => options::moment(args, "--since"),
    }
}

fn object(row: &AuditRow) -> Value {
    json!({
        "at": UnixMillis(row.at_ms).to_string(),
        "event": row.event,
        "agency": row.agency,
        "actor": row.actor,
        "subject": row.subject,
        "detail": row.detail,
        "address": row.address,
        "request_id": row.request_id,
    })
}

fn cells(row: &AuditRow) -> [String; 7] {
    [
        UnixMillis(row.at_ms).to_string(),
        row.event.clone(),
        if row.agency == 0 { "-".to_owned() } else { row.agency.to_string() },
        row.actor.clone(),
        row.subject.clone(),
        row.detail.clone(),
        row.address.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Known;

    const NOW: UnixMillis = UnixMillis(1_735_689_600_000);

    fn query_of(line: &str) -> Result<String, String> {
        let known =
            Known { options: &["--login", "--agency", "--event", "--since", "--limit"], ..Known::default() };
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        let args = Args::parse(&words, &known).unwrap();
        let query =
            limit(&args).and_then(|limit| query(&args, limit, NOW)).map_err(|error| error.to_string())?;
        Ok(query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn every_filter_narrows_the_query() {
        let line = "--login A@b --agency 0 --event token.issued --limit 5";
        assert_eq!(query_of(line).unwrap(), "limit=5 login=a@b agency=0 event=token.issued");
        assert_eq!(query_of("--agency 12036").unwrap(), "limit=50 agency=12036");
        for bad in ["--limit 0", "--limit 10001", "--agency x"] {
            assert!(query_of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_beginning_is_hours_ago_or_a_moment() {
        for (since, moment) in [("24", 1_735_603_200_000), ("1h", 1_735_686_000_000), ("2025-01-01", NOW.0)] {
            assert_eq!(query_of(&format!("--since {since}")).unwrap(), format!("limit=50 since={moment}"));
        }
        for bad in ["now", "12:00", "-5", "yesterday"] {
            assert!(
                query_of(&format!("--since={bad}")).unwrap_err().contains("2025-01-31T12:00:00Z"),
                "{bad}"
            );
        }
    }
}
