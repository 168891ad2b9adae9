//! Storage that fails: 503, no open door, and nothing half-written.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use serde_json::json;
use tests::agent::{Agent, PASSWORD};
use tests::connection::{Request, Response};
use tests::envelope::Envelope;
use tests::server::Server;
use tests::settings::Settings;

#[track_caller]
fn unavailable(answer: &Response) {
    let error = Envelope::read(answer).error.unwrap_or_else(|| panic!("no error: {}", answer.text()));
    assert_eq!(
        (answer.status, &*error.place, &*error.code),
        (503, "Body", "MIX-200002"),
        "{}",
        answer.text()
    );
    assert_eq!(
        (&*error.kind, error.can_retry, &*error.texts[0]),
        ("InternalServerError", true, "StorageUnavailable")
    );
    assert_eq!(answer.field("retry-after"), error.retry_after.map(|seconds| seconds.to_string()).as_deref());
    assert!(!answer.text().contains("SQLITE"), "{}", answer.text());
}

#[test]
fn a_database_without_tables_is_503_everywhere_and_never_an_open_door() {
    let server = Server::start(&Settings::cheap());
    let agent = Agent::new(&server);
    let token = agent.log_in();
    for table in [
        "seance",
        "login_try",
        "token",
        "application_unit",
        "application",
        "structure_unit",
        "agency",
        "audit",
    ] {
        server.sql(&format!("DROP TABLE {table}"), &[]);
    }
    unavailable(&agent.try_password(PASSWORD));
    unavailable(&agent.try_password("wrong"));
    unavailable(&agent.verify(&token));
    unavailable(&agent.verify("garbage"));
    unavailable(&server.send(&Request::new("POST", "/api/Order/AirShopping").bearer(&token)));
    let health = server.send(&Request::get("/healthz"));
    assert_eq!((health.status, health.field("content-type")), (503, Some("application/problem+json")));
    // What needs no storage still works.
    assert_eq!(server.send(&Request::get("/robots.txt")).status, 200);
}

#[test]
fn the_database_of_the_platform_holds_the_contract_of_storage_in_every_run() {
    let server = Server::start(&Settings::cheap());
    for _ in 0..2 {
        let answer = server.send(&Request::get("/dev/contract"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        let outcomes: Vec<serde_json::Value> =
            answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let failed: Vec<_> = outcomes.iter().filter(|outcome| !outcome["failure"].is_null()).collect();
        assert!(failed.is_empty() && outcomes.len() > 30, "{failed:#?}");
    }
}

#[test]
fn a_token_that_cannot_be_stored_leaves_no_audit_row_and_no_cleared_counter() {
    let server = Server::start(&Settings::cheap());
    let agent = Agent::new(&server);
    agent.try_password("wrong");
    server.sql("ALTER TABLE token RENAME TO gone", &[]);
    unavailable(&agent.try_password(PASSWORD));
    assert_eq!(agent.audit(), [("login.refused".to_owned(), "invalid-credentials".to_owned())]);
    assert_eq!(server.count("SELECT sum(failed) FROM login_try", &[]), 1);
    server.sql("ALTER TABLE gone RENAME TO token", &[]);
    assert_eq!(agent.verify(&agent.log_in()).status, 204);
}

#[test]
fn without_its_audit_row_nothing_is_issued_counted_or_refused() {
    let server = Server::start(&Settings::cheap());
    let agent = Agent::new(&server);
    let token = agent.log_in();
    server.sql("ALTER TABLE audit RENAME TO gone", &[]);
    unavailable(&agent.try_password(PASSWORD));
    unavailable(&agent.try_password("wrong"));
    unavailable(&agent.verify("garbage"));
    assert_eq!(agent.verify(&token).status, 204, "a token that counts needs no row");
    assert_eq!(server.count("SELECT count(*) FROM token", &[]), 1);
    assert_eq!(server.count("SELECT coalesce(sum(failed), 0) FROM login_try", &[]), 0);
}

#[test]
fn the_cron_trigger_deletes_what_is_over_and_nothing_else() {
    let server = Server::start(&Settings::cheap());
    let agent = Agent::new(&server);
    let live = agent.log_in();
    agent.try_password("wrong");
    // More than one round of a thousand rows.
    let numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)";
    server.sql(
        &format!(
            "{numbers} INSERT INTO token (agency_code, jti, login, unit, issued_at, expires_at) \
             SELECT ?1, 'old' || i, ?2, 'ALPHA', 0, unixepoch() * 1000 - i FROM n"
        ),
        &[json!(agent.agency), json!(agent.login)],
    );
    let yesterday = "INSERT INTO login_try (key, failed, tried_at) SELECT 'old' || i, 3, unixepoch() * 1000 - 86400000 - i";
    server.sql(&format!("{numbers} {yesterday} FROM n"), &[]);
    let left =
        || ["token", "login_try"].map(|table| server.count(&format!("SELECT count(*) FROM {table}"), &[]));
    assert_eq!(left(), [2501, 2501]);
    server.run_cron();
    assert_eq!(left(), [1, 1], "{}", server.log());
    server.run_cron();
    assert_eq!(left(), [1, 1], "{}", server.log());
    assert_eq!(agent.verify(&live).status, 204);
    assert_eq!(agent.audit().len(), 2, "{:?}", agent.audit());
}
