//! No statement reads more of a table than its own rows: the plans of all statements that the flows run, and of those in
//! triggers, over the real migrations.

use std::collections::BTreeMap;

use super::{admin, faults};
use crate::storage::sqlite::Sqlite;

/// What may read more, found by a piece of its text, and why.
const EXCEPTIONS: [(&str, &str); 24] = [
    ("FROM text_version ORDER BY since", "a text is published a few times a year, and all versions are told"),
    (
        "FROM link_request WHERE done_at IS NULL ORDER BY",
        "the index holds the requests that wait, and no others",
    ),
    (
        "UPDATE token SET revoked_at = NEW.blocked_at WHERE agency_code = NEW.agency_code AND revoked_at",
        AGENCY,
    ),
    ("blocked_at WHERE agency_code = NEW.agency_code AND ended_at IS NULL", AGENCY),
    ("blocked_at, ended_by = 'elsewhere' WHERE agency_code = NEW.agency_code AND ended_at", AGENCY),
    ("(SELECT count(*) FROM session WHERE agency_code = ?1 AND ended_at", AGENCY),
    ("(SELECT count(*) FROM session WHERE agency_code = ?9 AND ended_at", AGENCY),
    ("(SELECT count(*) FROM session WHERE agency_code = ?10 AND ended_at", AGENCY),
    ("UPDATE session SET ended_at = ?1, ended_by = 'elsewhere' WHERE agency_code = ?2 AND ended_at", AGENCY),
    ("UPDATE sign_in SET ended_at = ?1 WHERE agency_code = ?2 AND ended_at", AGENCY),
    ("INSERT INTO agency (", ORPHANS),
    ("INSERT INTO structure_unit (", ORPHANS),
    ("INSERT INTO application (", ORPHANS),
    ("INSERT INTO employee (", ORPHANS),
    ("ORDER BY e.", "a list goes along an index and stops at its part"),
    ("ORDER BY a.login LIMIT", "a list goes along an index and stops at its part"),
    (
        "FROM token WHERE agency_code IN (SELECT agency_code FROM agency",
        "a token is looked for by its name alone",
    ),
    ("FROM outbox INDEXED BY outbox_by_trouble", "the index holds the mails that did not leave"),
    ("outbox INDEXED BY outbox_by_death WHERE state = 'dead'", GIVEN_UP),
    ("FROM outbox WHERE state = 'dead'", GIVEN_UP),
    ("error = '' WHERE state = 'dead'", GIVEN_UP),
    ("confirmed_at IS NOT NULL ORDER BY last_at DESC", "the first row along an index"),
    ("DELETE FROM audit_export WHERE released_at IS NULL", "an operator is removed a few times a year"),
    ("FROM operator ORDER BY name", "there are few operators"),
];
const GIVEN_UP: &str = "the index holds the mails that were given up";
const AGENCY: &str = "whatever an agency has ends";
/// `SQLite` plans a search for rows that had no parent, and makes it only when there are some.
const ORPHANS: &str = "rows without a parent are not looked for while there are none";

/// Whether a line of a plan reads a whole table, an index, or whatever an agency has.
fn reads_too_much(line: &str) -> bool {
    // Lists that a statement brings or has read already, and a row of constants.
    let is_own = ["CONSTANT ROW", "VIRTUAL TABLE", "SCAN (subquery-"].iter().any(|it| line.contains(it));
    let scan = line.contains("|SCAN ") && !is_own;
    let agency = line.contains("(agency_code=?)")
        && !["g", "agency"].iter().any(|it| line.contains(&format!("SEARCH {it} ")));
    scan || agency
}

/// A text in one line, with numbers in the place of what is bound.
fn explained(sql: &str, bound: impl Fn(&str) -> bool) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_.?".contains(c);
    let mut text = String::from("EXPLAIN QUERY PLAN ");
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len()).max(c.len_utf8());
        let (word, behind) = rest.split_at(end);
        text.push_str(if bound(word) { "1" } else { word });
        rest = behind;
    }
    text
}

/// The statements in the triggers, as they stand there.
fn in_triggers(database: &Sqlite) -> Vec<String> {
    let triggers = database.query("SELECT sql FROM sqlite_schema WHERE type = 'trigger'");
    let bodies =
        triggers.iter().filter_map(|sql| sql.split_once("BEGIN")?.1.rsplit_once("END").map(|(body, _)| body));
    let statements = bodies.flat_map(|body| body.split(';'));
    statements
        .map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|it| !it.is_empty())
        .collect()
}

#[test]
fn no_statement_reads_a_whole_table_or_all_that_an_agency_has() {
    let database = Sqlite::new();
    let mut plans: BTreeMap<String, String> = faults::statements()
        .into_iter()
        .chain(admin::statements())
        .map(|sql| {
            (
                sql.split_whitespace().collect::<Vec<_>>().join(" "),
                explained(&sql, |word| word.starts_with('?')),
            )
        })
        .collect();
    let in_triggers = in_triggers(&database);
    assert!(plans.len() > 100 && in_triggers.len() > 15, "{} and {}", plans.len(), in_triggers.len());
    plans.extend(in_triggers.into_iter().filter(|sql| !sql.contains("RAISE")).map(|sql| {
        let plan = explained(&sql, |word| word.starts_with("NEW.") || word.starts_with("OLD."));
        (sql, plan)
    }));
    let reads = |plan: &String| database.query(plan).into_iter().any(|line| reads_too_much(&line));
    let found: Vec<_> = plans.into_iter().filter(|(_, plan)| reads(plan)).map(|(sql, _)| sql).collect();
    for sql in &found {
        assert!(EXCEPTIONS.iter().any(|(piece, _)| sql.contains(piece)), "reads too much: {sql}");
    }
    for (piece, why) in EXCEPTIONS {
        assert!(found.iter().any(|sql| sql.contains(piece)), "no exception any more: {piece} ({why})");
    }
}

#[test]
fn a_scan_and_a_search_by_the_agency_alone_are_found() {
    let database = Sqlite::new();
    let reads = |sql: &str| {
        database
            .query(&explained(sql, |word| word.starts_with('?')))
            .into_iter()
            .any(|line| reads_too_much(&line))
    };
    assert!(reads("SELECT * FROM audit WHERE detail = ?1"));
    assert!(reads("SELECT address FROM session WHERE agency_code = ?1 AND login = ?2 AND ended_at IS NULL"));
    assert!(!reads(
        "SELECT address FROM session WHERE agency_code = ?1 AND unlikely(login = ?2) AND ended_at IS NULL"
    ));
    assert!(!reads("SELECT name FROM agency g WHERE agency_code = ?1"));
}
