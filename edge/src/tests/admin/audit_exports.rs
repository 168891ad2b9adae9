//! Old rows of the audit log: handed out part by part, confirmed, and gone a week later.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_executor::block_on;
use sha2::{Digest as _, Sha256};
use shared::api::admin::audit::{AuditRow, Confirmation, ExportPart, OldRows};
use shared::api::admin::operators::CreateOperator;
use shared::code::Code;
use shared::time::DAY_MS;

use super::desk::{Desk, done, operator, refused};
use crate::ctx::Ctx;
use crate::features::admin::audit;
use crate::features::admin::audit_exports::{MIN_AGE_MS, confirm, export};
use crate::features::admin::operators;
use crate::features::admin::query::Query;
use crate::features::admin::requester::Requester;
use crate::features::sweep::sweep;
use crate::storage::database::Database as _;
use crate::storage::statement::Statement;
use crate::tests::harness::NOW;

/// 1200 rows of two agencies and one moment, older than 90 days, and a younger one.
fn desk() -> Desk {
    let desk = Desk::new();
    let (old, young) = (NOW.0 - MIN_AGE_MS - 1, NOW.0 - MIN_AGE_MS + 1);
    desk.db.execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1199)
         INSERT INTO audit (agency_code, at, audit_id, event, actor, subject)
         SELECT CASE WHEN i % 2 THEN 12036 ELSE 12345 END, {old}, 'row-' || i, 'login.refused', 'anonymous', 'анна' FROM n;
         INSERT INTO audit (agency_code, at, audit_id, event, actor, subject)
         VALUES (12036, {young}, 'young', 'login.refused', 'anonymous', 'anna');
         INSERT INTO operator (name, key_hash, created_at, expires_at) VALUES ('oleg', 'o', 1, 9000000000000);"
    ));
    desk
}

/// What the log says of rows that have left it.
fn archived(desk: &Desk, query: &str) -> Option<i64> {
    let query = Query::parse(query, &audit::TAKES).unwrap();
    done(audit::list(&desk.ctx(), &operator(), &query)).archived_until_ms
}

fn part(desk: &Desk) -> Option<ExportPart> {
    let before_ms = NOW.0 - MIN_AGE_MS;
    done(export(&desk.ctx(), &operator(), &OldRows { before_ms })).part
}

fn digest(part: &ExportPart) -> Confirmation {
    Confirmation { digest: URL_SAFE_NO_PAD.encode(Sha256::digest(&part.text)) }
}

fn rows(desk: &Desk) -> usize {
    desk.db.query("SELECT 1 FROM audit WHERE event = 'login.refused'").len()
}

fn sweep_after(desk: &Desk, days: i64) {
    let ctx = Ctx { now: NOW.plus_ms(days * DAY_MS), ..desk.ctx() };
    block_on(sweep(&ctx)).unwrap();
}

#[test]
fn old_rows_are_each_handed_out_once_and_leave_the_log_a_week_after_they_were_confirmed() {
    let desk = desk();
    let mut texts = Vec::new();
    while let Some(part) = part(&desk) {
        assert_eq!(part.text.lines().count(), part.rows as usize);
        done(confirm(&desk.ctx(), &operator(), &part.id, &digest(&part)));
        // The answer was lost.
        done(confirm(&desk.ctx(), &operator(), &part.id, &digest(&part)));
        texts.push(part.text);
    }
    assert_eq!(texts.len(), 2);
    let mut lines: Vec<_> = texts.iter().flat_map(|text| text.lines()).collect();
    let row: AuditRow = serde_json::from_str(lines[0]).unwrap();
    assert_eq!((row.subject.as_str(), row.at_ms), ("анна", NOW.0 - MIN_AGE_MS - 1));
    lines.sort_unstable();
    assert_eq!(lines.len(), 1200);
    let told = desk.audited();
    assert_eq!(told.iter().filter(|row| row.starts_with("audit.exported|operator:olga|")).count(), 2);

    sweep_after(&desk, 6);
    assert_eq!(rows(&desk), 1201);
    assert_eq!(archived(&desk, ""), None, "what is confirmed alone has not left the log");
    sweep_after(&desk, 7);
    assert_eq!(rows(&desk), 1, "the young one stays");
    let last = NOW.0 - MIN_AGE_MS - 1;
    assert_eq!(archived(&desk, ""), Some(last));
    assert_eq!(archived(&desk, "limit=1"), None, "it is told where the log ends");
    assert_eq!(archived(&desk, &format!("since={}", last + 1)), None, "nobody asked for what is older");
    sweep_after(&desk, 8);
    assert_eq!(rows(&desk), 1);
}

#[test]
fn nothing_goes_that_was_not_confirmed_with_its_digest_by_who_has_asked_for_it() {
    let desk = desk();
    let young = OldRows { before_ms: NOW.0 - MIN_AGE_MS + 1 };
    refused(export(&desk.ctx(), &operator(), &young), Code::MalformedRequest);
    let (first, second) = (part(&desk).unwrap(), part(&desk).unwrap());
    let wrong = Confirmation { digest: digest(&first).digest.to_lowercase() };
    refused(confirm(&desk.ctx(), &operator(), &first.id, &wrong), Code::MalformedRequest);
    refused(confirm(&desk.ctx(), &operator(), "none", &digest(&first)), Code::NotFound);
    let other = Requester { name: "operator:oleg".to_owned(), ..operator() };
    refused(confirm(&desk.ctx(), &other, &first.id, &digest(&first)), Code::NotFound);
    sweep_after(&desk, 30);
    assert_eq!(rows(&desk), 1201);
    assert_eq!(part(&desk).unwrap().text, first.text, "what nobody has confirmed is handed out again");

    let third = part(&desk).unwrap();
    done(confirm(&desk.ctx(), &operator(), &third.id, &digest(&third)));
    let fourth = part(&desk).unwrap();
    assert_eq!(fourth.rows, 200);
    // Two at once have made the same part: one of them counts.
    refused(confirm(&desk.ctx(), &operator(), &second.id, &digest(&second)), Code::NotFound);
}

#[test]
fn of_two_who_copy_the_same_rows_one_confirms() {
    let desk = desk();
    let (first, second) = (part(&desk).unwrap(), part(&desk).unwrap());
    done(confirm(&desk.ctx(), &operator(), &second.id, &digest(&second)));
    refused(confirm(&desk.ctx(), &operator(), &first.id, &digest(&first)), Code::Overtaken);
}

#[test]
fn a_copy_behind_one_that_is_gone_is_overtaken_so_that_no_row_is_passed_over() {
    let desk = desk();
    let first = part(&desk).unwrap();
    done(confirm(&desk.ctx(), &operator(), &first.id, &digest(&first)));
    let second = part(&desk).unwrap();
    // An operator was removed while the second request was between its statements.
    desk.db.execute(&format!("DELETE FROM audit_export WHERE export_id = '{}'", first.id));
    refused(confirm(&desk.ctx(), &operator(), &second.id, &digest(&second)), Code::Overtaken);
    assert_eq!(part(&desk).unwrap().text, first.text, "its rows are the next to be handed out");
}

#[test]
fn a_clock_that_is_behind_by_the_time_of_the_confirmation_confirms_all_the_same() {
    let desk = desk();
    let first = part(&desk).unwrap();
    let behind = Ctx { now: NOW.plus_ms(-200), ..desk.ctx() };
    done(confirm(&behind, &operator(), &first.id, &digest(&first)));
    sweep_after(&desk, 7);
    assert_eq!(rows(&desk), 201);
}

#[test]
fn parts_leave_the_log_in_their_order_whatever_the_clock_said_when_they_were_confirmed() {
    let desk = desk();
    let first = part(&desk).unwrap();
    let ahead = Ctx { now: NOW.plus_ms(2 * DAY_MS), ..desk.ctx() };
    done(confirm(&ahead, &operator(), &first.id, &digest(&first)));
    let second = part(&desk).unwrap();
    done(confirm(&desk.ctx(), &operator(), &second.id, &digest(&second)));
    sweep_after(&desk, 8);
    assert_eq!(rows(&desk), 1201, "the second waits for the first");
    done(operators::remove(&desk.ctx(), &operator(), "oleg"));
    assert_eq!(part(&desk).unwrap().text, first.text, "or the first would never be handed out again");
}

#[test]
fn rows_stay_when_an_operator_is_removed_within_the_week() {
    let desk = desk();
    let first = part(&desk).unwrap();
    done(confirm(&desk.ctx(), &operator(), &first.id, &digest(&first)));
    done(operators::remove(&desk.ctx(), &operator(), "oleg"));
    sweep_after(&desk, 30);
    assert_eq!(rows(&desk), 1201);
    assert_eq!(part(&desk).unwrap().text, first.text);
}

#[test]
fn an_operator_who_was_removed_and_made_again_confirms_nothing_from_before() {
    let desk = desk();
    desk.db.execute("INSERT INTO operator (name, key_hash, created_at, expires_at) VALUES ('olga', 'x', 1, 9000000000000)");
    let first = part(&desk).unwrap();
    let other = Requester { name: "operator:oleg".to_owned(), ..operator() };
    done(operators::remove(&desk.ctx(), &other, "olga"));
    let key_hash = URL_SAFE_NO_PAD.encode([7; 32]);
    let again = CreateOperator { name: "olga".to_owned(), key_hash };
    done(operators::create(&desk.ctx(), &other, &again));
    refused(confirm(&desk.ctx(), &operator(), &first.id, &digest(&first)), Code::NotFound);
    let second = part(&desk).unwrap();
    assert_eq!(second.text, first.text);
    done(confirm(&desk.ctx(), &operator(), &second.id, &digest(&second)));
}

#[test]
fn no_statement_takes_rows_away_that_are_not_released() {
    let desk = desk();
    let first = part(&desk).unwrap();
    done(confirm(&desk.ctx(), &operator(), &first.id, &digest(&first)));
    let refuses = |sql: &'static str, why: &str| {
        let error = block_on(desk.db.one("test", Statement::new(sql))).err().unwrap().to_string();
        assert!(error.contains(why), "{sql}: {error}");
    };
    refuses("DELETE FROM audit WHERE audit_id = 'row-1'", "append-only");
    refuses("UPDATE audit_export SET released_at = confirmed_at + 604799999", "CHECK");
    refuses("UPDATE audit_export SET last_at = 1", "settled");
    desk.db.execute("UPDATE audit_export SET released_at = confirmed_at + 604800000");
    desk.db.execute("DELETE FROM audit WHERE audit_id = 'row-1'");
    refuses("DELETE FROM audit WHERE audit_id = 'young'", "append-only");
}
