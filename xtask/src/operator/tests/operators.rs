//! Operators and their keys; the first one is written by a stand-in for wrangler.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use super::super::operator_key::OperatorKey;
use super::super::scratch::Scratch;
use super::super::stub::{Installation, perform_in};
use super::{check, problem, refused};

fn anna(removed_at_ms: Option<i64>, expires_at_ms: i64) -> Value {
    json!({ "name": "anna", "created_at_ms": 0, "expires_at_ms": expires_at_ms, "removed_at_ms": removed_at_ms })
}

#[test]
fn a_new_operator_has_a_key_in_a_private_file_and_only_its_digest_is_sent() {
    let installation = Installation::answering(&[(200, anna(None, 15_552_000_000)), problem(409, "taken")]);
    let made = installation.perform("operator create --name anna").unwrap();
    let file = installation.scratch.path().join("operator-anna.key");
    let key = OperatorKey::read(&file).unwrap().unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let asked = format!(r#"POST /api/admin/operators {{"name":"anna","key_hash":"{}"}}"#, key.digest());
    assert_eq!(installation.asked(), [asked]);
    assert_eq!(made.objects[0]["expires_at"], "1970-06-30T00:00:00Z");
    assert!(!format!("{made:?}").contains(key.as_str()));
    assert_eq!(installation.perform("operator create --name anna").map(drop).unwrap_err().slug(), "file");

    let other = installation.scratch.path().join("keys/other.key");
    let line = format!("operator create --name boris --file {}", other.display());
    assert_eq!(installation.perform(&line).map(drop).unwrap_err().slug(), "duplicate_operator");
    assert!(!other.exists(), "a key that nobody takes is not kept");
    refused("operator create --name Anna", &[], "usage", "small Latin letters");
    refused("operator create --name anna --first", &[], "usage", "--first needs --env");
}

#[test]
fn operators_are_listed_with_their_state_and_removed() {
    let items = json!({ "items": [anna(None, i64::MAX / 2), anna(None, 1), anna(Some(1), i64::MAX / 2)] });
    let installation = Installation::answering(&[(200, items)]);
    let listed = installation.perform("operator list").unwrap();
    let states: Vec<_> =
        listed.objects[0]["operators"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["active", "expired", "removed"]);
    let removed = check(
        "operator remove --name anna",
        &[("POST /api/admin/operators/anna/remove {}", 200, anna(Some(1), 2))],
        "Operator anna is removed; the key ends with the next request.",
    );
    assert_eq!(removed, json!({ "id": "anna", "name": "anna", "state": "removed" }));
    refused("operator remove --name no", &[problem(404, "not-found")], "unknown_operator", "operator list");
}

#[test]
fn the_first_operator_is_written_by_the_platforms_command_with_a_digest_alone() {
    let wrangler = r#"printf '%s\n' "$@" >> argv; echo '[{"results":[{"name":"anna"}]},{"results":[]}]'"#;
    let scratch = Scratch::with_wrangler(wrangler);
    let file = scratch.path().join("private/first.key");
    let line = format!("operator create --env demo --first --name anna --file {}", file.display());
    assert_eq!(perform_in(scratch.path(), &line).unwrap().objects[0]["state"], "active");
    let (argv, key) = (scratch.read("argv"), OperatorKey::read(&file).unwrap().unwrap());
    assert!(
        argv.starts_with(
            "d1\nexecute\nDB\n--remote\n--env\ndemo\n--json\n--yes\n--command\nINSERT INTO operator"
        ),
        "{argv}"
    );
    assert!(argv.contains(&key.digest()) && !argv.contains(key.as_str()), "{argv}");
}

#[test]
fn a_first_operator_is_not_made_beside_another_nor_when_the_platform_refuses() {
    for (wrangler, slug) in [
        (r#"echo '[{"results":[]},{"results":[]}]'"#, "not_first"),
        ("echo 'no rights' >&2; exit 1", "wrangler"),
    ] {
        let scratch = Scratch::with_wrangler(wrangler);
        let file = scratch.path().join("first.key");
        let line = format!("operator create --env production --first --name anna --file {}", file.display());
        assert_eq!(perform_in(scratch.path(), &line).map(drop).unwrap_err().slug(), slug);
        assert!(!file.exists());
    }
}
