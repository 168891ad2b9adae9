//! The commands against `SQLite` with the project's tables and triggers. Where the project's node is not installed
//! there is nothing to run them on.

use serde_json::json;

use super::command::perform;
use super::demo;
use super::installation::{Installation, LOGIN};
use super::scratch::Scratch;
use super::sql::sql;
use crate::secrets;

#[test]
fn the_demo_data_are_loaded_once_and_what_changed_since_stays() {
    let installation = Installation::new();
    installation.done("agency block --agency 12345");
    let audit = installation.count("audit");
    demo::load(installation.scratch.path()).unwrap();
    assert_eq!(installation.count("audit"), audit);
    assert_eq!(
        ["agency", "structure_unit", "seance", "application"].map(|table| installation.count(table)),
        [2, 3, 4, 1]
    );
    let state = installation.rows(&sql!("SELECT blocked_at FROM agency WHERE agency_code = 12345"));
    assert!(state[0].holds("blocked_at"));
}

#[test]
fn a_change_writes_one_audit_row_and_its_repetition_none() {
    let installation = Installation::new();
    for (command, event) in [
        ("agency set --agency 12036 --name Beta", "agency.changed"),
        ("agency set --agency 12036 --change-point-of-sale off", "agency.changed"),
        ("agency set --agency 12036 --reissue-by-administrator on", "agency.changed"),
        ("agency block --agency 12036", "agency.blocked"),
        ("agency unblock --agency 12036", "agency.unblocked"),
        ("unit set --unit 12036_ALPHA --seance Night --seance Charter", "structure_unit.changed"),
        ("unit set --unit 12036_ALPHA --name Office --address Arbat", "structure_unit.changed"),
        ("unit block --unit 12036_ALPHA", "structure_unit.blocked"),
        ("unit unblock --unit 12036_ALPHA", "structure_unit.unblocked"),
        ("application block --login TESTUSER.auth@mixvel.com", "application.blocked"),
        ("application unblock --login testuser.auth@mixvel.com", "application.unblocked"),
        ("application allow --login testuser.auth@mixvel.com --unit 12036_DELTA", "application_unit.allowed"),
        (
            "application forbid --login testuser.auth@mixvel.com --unit 12036_DELTA",
            "application_unit.forbidden",
        ),
        ("account block --login READY@demo.mixvel.com", "employee.blocked"),
        ("account unblock --login ready@demo.mixvel.com", "employee.unblocked"),
        ("account reissue --login ready@demo.mixvel.com", "second_factor.reissued"),
    ] {
        let before = installation.count("audit");
        let first = installation.done(command);
        let last = installation.last_audit_row();
        assert_eq!((last.text("event"), last.text("actor")), (Ok(event), Ok("console")), "{command}");
        let content = installation.content();
        let second = installation.done(command);
        assert_eq!(installation.count("audit"), before + 1, "{command}");
        assert_eq!(installation.content(), content, "{command}");
        assert_eq!(first.objects, second.objects, "{command}");
        assert_ne!(first.text, second.text, "{command}");
    }
}

#[test]
fn what_is_there_already_is_not_made_again() {
    let installation = Installation::new();
    for (command, slug) in [
        ("agency create --agency 12036 --name Other", "duplicate_agency"),
        ("unit create --unit 12036_ALPHA --name Other --address Elsewhere --seance New", "duplicate_unit"),
        (
            "application create --login testuser.auth@mixvel.com --agency 12345 --unit 12345_MNPQR",
            "duplicate_login",
        ),
    ] {
        assert_eq!(installation.refused(command), slug, "{command}");
    }
}

#[test]
fn what_is_not_there_is_named_and_nothing_is_written() {
    let installation = Installation::new();
    for (command, slug) in [
        ("agency set --agency 5 --name X", "unknown_agency"),
        ("agency set --agency 12036", "usage"),
        ("agency set --agency 12036 --change-point-of-sale yes", "usage"),
        ("unit set --unit 12036_NEW --seance Regular", "unknown_unit"),
        ("unit set --unit 12036_ALPHA", "usage"),
        ("agency block --agency 5", "unknown_agency"),
        ("unit create --unit 5_A --name X --address Y", "unknown_agency"),
        ("unit unblock --unit 12036_NEW", "unknown_unit"),
        ("application create --login a@b --agency 5 --unit 5_A", "unknown_agency"),
        ("application create --login a@b --agency 12036 --unit 12036_ALPHA --unit 12036_NEW", "unknown_unit"),
        ("application create --login a@b --agency 12036 --unit 12345_MNPQR", "usage"),
        ("application allow --login testuser.auth@mixvel.com --unit 12036_NEW", "unknown_unit"),
        ("application allow --login testuser.auth@mixvel.com --unit 12345_MNPQR", "usage"),
        ("application rotate --login a@b", "unknown_login"),
        ("application show --login a@b", "unknown_login"),
        ("token list --login a@b", "unknown_login"),
        ("token revoke --login a@b", "unknown_login"),
        ("token revoke --jti none", "unknown_token"),
        ("token revoke", "usage"),
    ] {
        assert_eq!(installation.refused(command), slug, "{command}");
    }
}

#[test]
fn a_new_application_has_its_units_and_a_password_told_once() {
    let installation = Installation::new();
    let made = installation
        .done("application create --login A@b --agency 12036 --unit 12036_DELTA --unit 12036_ALPHA");
    let object = &made.objects[0];
    assert_eq!(
        (&object["id"], &object["login"], &object["state"]),
        (&json!("a@b"), &json!("a@b"), &json!("active"))
    );
    let password = object["password"].as_str().unwrap();
    assert!(password.len() >= 20 && made.text.contains(password));

    let shown = installation.done("application show --login a@b");
    assert_eq!(shown.objects[0]["units"], json!(["12036_ALPHA", "12036_DELTA"]));
    assert!(!format!("{shown:?}").contains(password));
    let everything = installation.rows(&sql!("SELECT group_concat(detail) AS detail FROM audit"));
    assert!(!everything[0].text("detail").unwrap().contains(password));
}

#[test]
fn a_rotated_password_counts_and_ends_the_tokens() {
    let installation = Installation::new();
    let hash =
        sql!("SELECT password_hash, password_version FROM application WHERE login = {login}", login = LOGIN);
    let before = installation.rows(&hash);
    installation.issue("one");
    installation.done("application rotate --login testuser.auth@mixvel.com --password another-one");
    let after = installation.rows(&hash);
    assert_ne!(before[0].text("password_hash"), after[0].text("password_hash"));
    assert_eq!(after[0].number("password_version"), Ok(2));
    assert_eq!(installation.live_tokens(), [""; 0]);
}

#[test]
fn a_token_ends_alone_and_all_end_together() {
    let installation = Installation::new();
    for jti in ["one", "two", "three"] {
        installation.issue(jti);
    }
    installation.done("token revoke --jti two");
    assert_eq!(installation.last_audit_row().text("detail"), Ok("token two"));
    assert_eq!(installation.live_tokens(), ["one", "three"]);
    let ended = installation.done("token revoke --login testuser.auth@mixvel.com");
    assert_eq!(ended.objects[0]["tokens"], json!(2));
    assert_eq!(installation.last_audit_row().text("detail"), Ok("all live tokens: 2"));
    assert_eq!(installation.live_tokens(), [""; 0]);

    let audit = installation.count("audit");
    assert_eq!(
        installation.done("token revoke --login testuser.auth@mixvel.com").objects[0]["tokens"],
        json!(0)
    );
    installation.done("token revoke --jti one");
    assert_eq!(installation.count("audit"), audit);
}

#[test]
fn tokens_end_with_what_they_stand_on() {
    let installation = Installation::new();
    for (number, command) in [
        "agency block --agency 12036",
        "unit block --unit 12036_ALPHA",
        "application block --login testuser.auth@mixvel.com",
        "application forbid --login testuser.auth@mixvel.com --unit 12036_ALPHA",
    ]
    .into_iter()
    .enumerate()
    {
        installation.issue(&format!("token{number}"));
        installation.done(command);
        assert_eq!(installation.live_tokens(), [""; 0], "{command}");
    }
}

#[test]
fn any_name_is_kept_as_it_was_given() {
    let installation = Installation::new();
    let names = ["O'Neill; DROP TABLE agency", "BEGIN TRANSACTION; COMMIT;", "Пушкина\r\n1", "--"];
    for (code, name) in (1..).zip(names) {
        let words =
            ["agency", "create", &format!("--agency={code}"), &format!("--name={name}")].map(str::to_owned);
        let report = perform(installation.scratch.path(), &words).unwrap();
        assert_eq!(report.objects[0]["name"], name);
    }
}

#[test]
fn an_agency_changes_only_in_what_is_named_and_the_log_says_from_what() {
    let installation = Installation::new();
    let set = |options: &str| {
        let report = installation.done(&format!("agency set --agency 12036 {options}"));
        let row = installation.last_audit_row();
        (report.objects[0].clone(), row.text("detail").unwrap().to_owned())
    };
    let (object, detail) = set("--change-point-of-sale off");
    assert_eq!(
        object,
        json!({
            "id": "12036", "name": "Alpha Travel", "may_change_point_of_sale": false,
            "reissue_by_administrator": false, "state": "active"
        })
    );
    assert_eq!(detail, "may_change_point_of_sale is 0");
    let (object, detail) = set("--name Beta --change-point-of-sale on");
    assert_eq!((&object["name"], &object["may_change_point_of_sale"]), (&json!("Beta"), &json!(true)));
    assert_eq!(detail, "name was Alpha Travel, is Beta may_change_point_of_sale is 1");
    let (object, detail) = set("--reissue-by-administrator on");
    assert_eq!((&object["name"], &object["reissue_by_administrator"]), (&json!("Beta"), &json!(true)));
    assert_eq!(detail, "reissue_by_administrator is 1");
    let shown = installation.done("agency show --agency 12036");
    assert_eq!(shown.objects[0], object);
    assert!(shown.text.contains("reissue-by-administrator  on"), "{}", shown.text);
    assert_eq!(installation.refused("agency show --agency 5"), "unknown_agency");
}

#[test]
fn the_seances_of_a_unit_are_those_named_and_sessions_at_others_end() {
    let installation = Installation::new();
    installation.open("cashier@demo.mixvel.com", "at-regular", "Regular");
    installation.open("ready@demo.mixvel.com", "at-charter", "Charter");
    let set =
        installation.done("unit set --unit 12036_ALPHA --seance Charter --seance Night --seance Charter");
    assert_eq!(set.objects[0]["seances"], json!(["Charter", "Night"]));
    assert_eq!(set.objects[0]["name"], "Central office");
    assert_eq!(installation.last_audit_row().text("detail"), Ok("seances are Charter, Night"));
    assert_eq!(installation.live("session"), ["at-charter"]);
    assert_eq!(
        installation.done("unit set --unit 12036_DELTA --name Desk").objects[0]["seances"],
        json!(["Regular"])
    );
}

#[test]
fn the_audit_log_is_read_newest_first_and_filtered() {
    let installation = Installation::new();
    installation.done("unit block --unit 12036_ALPHA");
    let events = |command: &str| {
        let objects = installation.done(command).objects;
        objects.iter().map(|row| row["event"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(events("audit --limit 1"), ["structure_unit.blocked"]);
    assert_eq!(events("audit --login testUser.auth@mixvel.com"), ["application.created"]);
    assert_eq!(events("audit --agency 12345").len(), 2);
    assert_eq!(events("audit --event agency.created").len(), 2);
    assert_eq!(events("audit --since 1h").len(), 15);
    assert_eq!(events("audit --since 2999-01-01T00:00:00Z"), [""; 0]);
    assert_eq!(installation.refused("audit --since 2025-99-99"), "usage");
}

#[test]
fn a_local_key_is_logged_and_a_move_that_comes_too_early_is_not() {
    let installation = Installation::new();
    installation.done("key add --kid next");
    let row = installation.last_audit_row();
    assert_eq!(
        (row.text("event"), row.text("subject"), row.number("agency_code")),
        (Ok("key.added"), Ok("next"), Ok(0))
    );
    assert_eq!(secrets::key_ring(installation.scratch.path()).unwrap().keys().len(), 2);
    assert_eq!(installation.refused("key promote --kid next"), "too_early");
    installation.done("key retire --kid next");
    assert_eq!(secrets::key_ring(installation.scratch.path()).unwrap().keys().len(), 1);
}

#[test]
fn a_deployed_application_is_made_by_one_batch_and_its_hash_has_no_pepper() {
    let answer = r#"[{"results":[{"audit_id":"x"}]},{"results":[]},{"results":[]},
        {"results":[{"login":"a@b","blocked_at":null,"known_units":"ALPHA"}]}]"#;
    let scratch = Scratch::with_wrangler(&format!("printf '%s\\n' \"$@\" >> argv; echo '{answer}'"));
    let line =
        "application create --login a@b --agency 12036 --unit 12036_ALPHA --remote --env production --json";
    let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
    let made = perform(scratch.path(), &words).unwrap();
    let argv = scratch.read("argv");
    assert!(
        argv.starts_with("d1\nexecute\nDB\n--json\n--yes\n--remote\n--env\nproduction\n--command\n"),
        "{argv}"
    );
    assert_eq!(argv.matches("--command").count(), 1);
    assert!(argv.contains("'$argon2id$v=19$m=19456,t=2,p=1$") && !argv.contains("keyid"), "{argv}");
    assert!(!argv.contains(made.objects[0]["password"].as_str().unwrap()));
}
