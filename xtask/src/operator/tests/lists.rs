//! Mails, the audit log, texts and notices.

use std::fs;

use serde_json::{Value, json};
use shared::time::{DAY_MS, MINUTE_MS};

use super::super::ambient;
use super::super::stub::Installation;
use super::{check, problem, refused};

#[test]
fn dead_mails_are_one_object_and_are_retried_alone_or_all() {
    let mail = json!({
        "id": "m-1", "kind": "reset", "agency": 12036, "login": "a@b", "state": "dead", "attempts": 11, "created_at_ms": 0,
        "next_at_ms": null, "dead_at_ms": 0, "error": "550 nobody here",
    });
    let dead = check(
        "mail dead",
        &[("GET /api/admin/mails?state=dead", 200, json!({ "items": [mail] }))],
        "GIVEN UP              MAIL  KIND   AGENCY  TO   LAST ERROR\n\
         1970-01-01T00:00:00Z  m-1   reset  12036   a@b  550 nobody here",
    );
    let expected = json!({
        "id": "m-1", "kind": "reset", "agency": 12036, "login": "a@b", "created_at": "1970-01-01T00:00:00Z",
        "dead_at": "1970-01-01T00:00:00Z", "error": "550 nobody here",
    });
    assert_eq!(dead, json!({ "mails": [expected] }));
    let none = [("GET /api/admin/mails?state=dead", 200, json!({ "items": [] }))];
    assert_eq!(check("mail dead", &none, "No mail was given up."), json!({ "mails": [] }));
    let mut waiting = mail;
    waiting["state"] = json!("waiting");
    let retried = check(
        "mail retry --id m-1",
        &[("POST /api/admin/mails/m-1/retry {}", 200, waiting)],
        "Mail m-1 to a@b is tried once more within a minute.",
    );
    assert_eq!(retried, json!({ "id": "m-1", "login": "a@b", "state": "waiting" }));
    check(
        "mail retry --all",
        &[("POST /api/admin/mails/retry-all {}", 200, json!({ "mails": 2 }))],
        "2 mails are tried once more within minutes.",
    );
    refused("mail retry", &[], "usage", "either --id");
    refused("mail retry --id none", &[problem(404, "not-found")], "unknown_mail", "mail dead");
}

/// A part of the log with rows of these subjects.
fn part(subjects: &[&str], next: Option<&str>) -> (u16, serde_json::Value) {
    let row = |subject: &&str| {
        json!({
            "at_ms": 0, "event": "agency.created", "agency": 0, "actor": "operator:local", "subject": subject,
            "detail": "", "address": "127.0.0.1", "request_id": "r",
        })
    };
    (200, json!({ "items": subjects.iter().map(row).collect::<Vec<_>>(), "next": next }))
}

#[test]
fn the_log_is_one_object_a_row_read_part_by_part_up_to_its_limit() {
    let installation =
        Installation::answering(&[part(&["a", "b"], Some("c u")), part(&["c", "d"], Some("x"))]);
    let report = installation.perform("audit --limit 3 --event agency.created --json").unwrap();
    let subjects: Vec<_> = report.objects.iter().map(|row| row["subject"].as_str().unwrap()).collect();
    assert_eq!(subjects, ["a", "b", "c"]);
    assert_eq!(
        (&report.objects[0]["at"], &report.objects[0]["agency"]),
        (&json!("1970-01-01T00:00:00Z"), &json!(0))
    );
    let path = "GET /api/admin/audit?limit=3&event=agency.created";
    assert_eq!(installation.asked(), [path.to_owned(), format!("{path}&cursor=c%20u")]);
    refused("audit --event login", &[], "usage", "login.refused");
}

#[test]
fn old_rows_are_written_into_a_new_file_and_confirmed_by_what_the_disk_has() {
    let part = |id: &str, text: &str| {
        let rows = text.lines().count();
        (200, json!({ "part": {"id": id, "rows": rows, "text": text, "last_at_ms": 0} }))
    };
    let (done, none) = ((200, json!({})), (200, json!({ "part": null })));
    let installation = Installation::answering(&[
        part("e1", "{\"a\":1}\n{\"я\":2}\n"),
        done.clone(),
        part("e2", "{\"b\":3}\n"),
        done,
        none.clone(),
        none,
    ]);
    let file = installation.scratch.path().join("old.jsonl");
    let line = format!("audit export --older-than 90 --file {}", file.display());
    assert_eq!(installation.perform(&line).unwrap().objects[0]["rows"], 3);
    assert_eq!(fs::read_to_string(&file).unwrap(), "{\"a\":1}\n{\"я\":2}\n{\"b\":3}\n");
    let asked = installation.asked();
    let before: Value =
        serde_json::from_str(asked[0].trim_start_matches("POST /api/admin/audit/exports ")).unwrap();
    let old = ambient::now().plus_ms(-90 * DAY_MS - 4 * MINUTE_MS).0;
    assert!(
        before["before_ms"].as_i64().unwrap() < old,
        "the service's clock may be behind this one: {before}"
    );
    assert_eq!(
        [&asked[1], &asked[3]],
        [
            r#"POST /api/admin/audit/exports/e1/confirm {"digest":"ohK0F02I1pTUPJr6XBamjikdhg-anQCJLI40XxNWPEQ"}"#,
            r#"POST /api/admin/audit/exports/e2/confirm {"digest":"ldMInMurLEycUsJ-4xRUkui3vvivlwuR_g5ROkU8mLs"}"#
        ]
    );
    assert_eq!(installation.perform(&line).map(drop).unwrap_err().slug(), "file", "no file is written over");
    let empty = installation.scratch.path().join("empty.jsonl");
    let report =
        installation.perform(&format!("audit export --older-than 90 --file {}", empty.display())).unwrap();
    assert!(report.text.starts_with("No row of the log is from before"), "{}", report.text);
    assert!(!empty.exists());
    refused(&format!("audit export --older-than 89 --file {}", file.display()), &[], "usage", "at least 90");
}

#[test]
fn an_export_that_breaks_off_says_that_its_file_may_be_the_only_copy() {
    let part = json!({ "part": {"id": "e1", "rows": 1, "text": "{\"a\":1}\n", "last_at_ms": 0} });
    for answers in [
        vec![(200, part.clone()), (200, json!({})), problem(500, "internal")],
        vec![(200, part.clone()), problem(409, "overtaken")],
        vec![(200, part), (200, json!({ "cut": "off" }))],
    ] {
        let installation = Installation::answering(&answers);
        let file = installation.scratch.path().join("old.jsonl");
        let line = format!("audit export --older-than 365 --file {}", file.display());
        let refusal = installation.perform(&line).map(drop).unwrap_err().to_string();
        assert!(refusal.contains(&format!("Keep {}", file.display())), "{refusal}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "{\"a\":1}\n");
    }
    let installation = Installation::answering(&[problem(403, "not-allowed")]);
    let file = installation.scratch.path().join("old.jsonl");
    let line = format!("audit export --older-than 365 --file {}", file.display());
    assert!(!installation.perform(&line).map(drop).unwrap_err().to_string().contains("Keep"));
    assert!(!file.exists(), "nothing was written");
}

#[test]
fn a_text_is_published_from_its_files_and_listed() {
    let version = json!({
        "kind": "consent", "product": "cashier", "version": "v-1", "since_ms": 0, "published_at_ms": 0,
        "published_by": "operator:local",
    });
    let installation = Installation::answering(&[(200, version.clone())]);
    let file = |name: &str, text: &str| {
        let path = installation.scratch.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (ru, en, none) = (file("ru", "Да"), file("en", "Yes"), file("none", " \n"));
    let line = format!("text publish --kind consent --product cashier --ru {ru} --since 2025-01-01 --en");
    let made = installation.perform(&format!("{line} {en}")).unwrap();
    assert_eq!(made.text, "Version v-1 of the consent of cashier counts from 1970-01-01T00:00:00Z on.");
    assert_eq!(
        (&made.objects[0]["id"], &made.objects[0]["published_by"]),
        (&json!("v-1"), &json!("operator:local"))
    );
    let asked = r#"POST /api/admin/texts {"kind":"consent","product":"cashier","ru":"Да","en":"Yes","since_ms":1735689600000}"#;
    assert_eq!(installation.asked(), [asked]);
    for other in [none, format!("{en}-not")] {
        assert_eq!(installation.perform(&format!("{line} {other}")).map(drop).unwrap_err().slug(), "file");
    }
    check(
        "text list",
        &[("GET /api/admin/texts", 200, json!({ "items": [version] }))],
        "PRODUCT  TEXT     SINCE                 VERSION  BY\n\
         cashier  consent  1970-01-01T00:00:00Z  v-1      operator:local",
    );
}

#[test]
fn a_notice_is_announced_listed_and_withdrawn() {
    let notice = json!({
        "id": "n-1", "product": "boss", "level": "warning", "ru": "Ночью", "en": "Tonight", "from_ms": 0,
        "until_ms": 3_600_000,
    });
    check(
        "notice announce --product boss --level warning --ru Ночью --en Tonight --until 1970-01-01T01:00:00Z",
        &[(
            r#"POST /api/admin/notices {"product":"boss","level":"warning","ru":"Ночью","en":"Tonight","until_ms":3600000}"#,
            200,
            notice.clone(),
        )],
        "Notice n-1 is shown by boss from 1970-01-01T00:00:00Z to 1970-01-01T01:00:00Z.",
    );
    let listed = check(
        "notice list",
        &[("GET /api/admin/notices", 200, json!({ "items": [notice] }))],
        "NOTICE  PRODUCT  LEVEL    FROM                  UNTIL                 TEXT\n\
         n-1     boss     warning  1970-01-01T00:00:00Z  1970-01-01T01:00:00Z  Tonight",
    );
    assert_eq!(listed["notices"][0]["ru"], "Ночью");
    check(
        "notice withdraw --id n-1",
        &[("POST /api/admin/notices/n-1/withdraw {}", 200, json!({ "changed": true }))],
        "Notice n-1 is withdrawn.",
    );
    refused("notice withdraw --id no", &[problem(404, "not-found")], "unknown_notice", "notice list");
    let line = "notice announce --product boss --level loud --ru R --en E --until 2025-01-01";
    refused(line, &[], "usage", "information or warning");
    refused(
        "notice announce --product boss --level warning --ru R --en E",
        &[],
        "usage",
        "--until is missing",
    );
}
