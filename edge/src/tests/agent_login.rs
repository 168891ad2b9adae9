//! `POST /api/Accounts/login`: every row of its table of situations.

use shared::code::Code;
use shared::key_ring::KeyRing;
use shared::password_hash::Cost;
use shared::time::{HOUR_MS, MINUTE_MS, SECOND_MS};

use super::demo;
use super::harness::{App, SAMPLE, answered, header, refusal, text};
use crate::config::Texts;
use crate::config::tests::texts;
use crate::secrets::token;
use crate::storage::sqlite::Break;

fn expected(status: u16, code: &str, word: &str) -> (u16, String, String) {
    (status, code.to_owned(), word.to_owned())
}

#[test]
fn the_printed_request_is_answered_with_a_token_of_24_hours() {
    let app = App::new();
    let answer = app.post_login(SAMPLE);
    assert_eq!(answer.status, 200);
    assert!(text(&answer).contains(r#"ReplyTo="0d92db5d-e830-46ff-8af0-9eb4bae192a9""#));

    let token = app.log_in();
    let claims = token::verify(&token, &app.config.keys, "https://api.mixvel.com", app.now.get()).unwrap();
    assert_eq!(claims.exp - claims.iat, 86_400);
    assert_eq!((claims.sub.as_str(), claims.agency_code), ("testuser.auth@mixvel.com", 12036));
    assert_eq!((claims.structure_unit.as_str(), claims.name.as_str()), ("12036_ALPHA", "Alpha Travel"));
    assert_eq!(app.audit()[0], ("token.issued", "12036_ALPHA".to_owned()));
}

#[test]
fn a_login_is_found_in_any_case_and_a_password_is_not() {
    let app = App::new();
    assert_eq!(app.post_login(&SAMPLE.replace("testUser", "TESTUSER")).status, 200);
    let answer = app.post_login(&SAMPLE.replace("passWord1!", "PASSWORD1!"));
    assert_eq!(refusal(&answer), expected(200, "MIX-100100001", "InvalidUsernameOrPassword"));
}

#[test]
fn an_unknown_login_and_a_wrong_password_read_the_same() {
    let app = App::new();
    let wrong = app.wrong_password();
    let unknown = app.post_login(&SAMPLE.replace("testUser.auth", "nobody"));
    assert_eq!(refusal(&wrong), expected(200, "MIX-100100001", "InvalidUsernameOrPassword"));
    let without_names = |answer| {
        let text = text(answer);
        let (head, tail) = text.split_once("MessageId=\"").unwrap();
        format!("{head}{}", &tail[36..])
    };
    assert_eq!(without_names(&wrong), without_names(&unknown));
    let told = ("login.refused", "invalid-credentials".to_owned());
    assert_eq!(app.audit(), [told.clone(), told]);
}

#[test]
fn a_right_password_does_not_help_who_is_blocked_or_asks_for_a_unit_not_allowed() {
    type Arrange = fn(&App);
    let cases: [(&str, Arrange); 4] = [
        ("application-blocked", |app| app.block("application", "1")),
        ("agency-blocked", |app| app.block("agency", "1")),
        ("structure-unit-blocked", |app| app.block("structure_unit", "unit = 'ALPHA'")),
        ("structure-unit-not-allowed", |app| app.execute("DELETE FROM application_unit")),
    ];
    for (reason, arrange) in cases {
        let app = App::new();
        arrange(&app);
        let answer = app.post_login(SAMPLE);
        assert_eq!(refusal(&answer), expected(200, "MIX-100100002", "AuthenticationFailed"), "{reason}");
        assert_eq!(app.audit(), [("login.refused", reason.to_owned())]);
        assert_eq!(app.count("token"), 0);
    }
}

#[test]
fn a_unit_of_another_agency_is_not_allowed() {
    let app = App::new();
    let answer = app.post_login(&SAMPLE.replace("12036_ALPHA", "12345_ALPHA"));
    assert_eq!(refusal(&answer), expected(200, "MIX-100100002", "AuthenticationFailed"));
}

#[test]
fn after_five_wrong_passwords_the_sixth_try_waits_and_a_right_one_clears() {
    let app = App::new();
    for _ in 0..5 {
        assert_eq!(app.wrong_password().status, 200);
    }
    let waiting = app.post_login(SAMPLE);
    assert_eq!(refusal(&waiting), expected(429, "MIX-100100900", "TooManyRequests"));
    assert!(text(&waiting).contains("<CanRetry>true</CanRetry>"), "{}", text(&waiting));
    assert!(text(&waiting).contains("<RetryAfter>1</RetryAfter>"));
    assert_eq!(header(&waiting, "Retry-After"), Some("1"));

    app.pass_ms(SECOND_MS);
    app.log_in();
    assert_eq!(app.count("login_try"), 0);
}

#[test]
fn wrong_passwords_from_one_address_cost_another_one_nothing() {
    let app = App::new();
    for _ in 0..5 {
        app.wrong_password();
    }
    app.address.set("192.0.2.2");
    app.log_in();
}

#[test]
fn after_thirty_wrong_passwords_from_anywhere_strangers_wait_a_minute_a_try_and_known_addresses_go_on() {
    let app = App::new();
    app.log_in();
    for n in 0..30 {
        app.address.set(
            ["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4", "198.51.100.5", "198.51.100.6"]
                [n / 5],
        );
        assert_eq!(app.wrong_password().status, 200);
    }
    assert_eq!(app.events().iter().filter(|event| **event == "login.guessed").count(), 1);
    app.address.set("203.0.113.9");
    let waiting = app.post_login(SAMPLE);
    assert_eq!((waiting.status, header(&waiting, "Retry-After")), (429, Some("60")), "not even a first try");
    app.pass_ms(MINUTE_MS);
    assert_eq!(app.wrong_password().status, 200, "one try a minute");
    assert_eq!(header(&app.wrong_password(), "Retry-After"), Some("60"));
    app.pass_ms(MINUTE_MS);
    app.log_in();
    app.log_in();
    app.address.set("192.0.2.77");
    assert_eq!(app.post_login(SAMPLE).status, 429);
    app.address.set("192.0.2.1");
    app.log_in();
    app.address.set("192.0.2.78");
    app.pass_ms(HOUR_MS);
    app.log_in();
}

#[test]
fn refusals_during_a_wait_fill_one_audit_row_a_minute() {
    let app = App::new();
    for _ in 0..30 {
        app.wrong_password();
    }
    let told = app.audit().into_iter().filter(|(_, detail)| detail == "too-many-requests");
    assert_eq!(told.count(), 1);
}

#[test]
fn an_address_over_its_limit_writes_one_row_a_minute_however_many_names_it_tries() {
    let app = App::new();
    app.platform.address_is_over_its_limit.set(true);
    for n in 0..700 {
        let login = format!("nobody{n}@mixvel.com");
        assert_eq!(app.post_login(&SAMPLE.replace("testUser.auth@mixvel.com", &login)).status, 429);
    }
    assert_eq!(app.count("audit"), 1);
}

#[test]
fn an_address_over_its_limit_is_refused_before_anything_is_hashed() {
    let app = App::new();
    app.platform.address_is_over_its_limit.set(true);
    let answer = app.post_login(SAMPLE);
    assert_eq!(refusal(&answer).0, 429);
    assert_eq!(header(&answer, "Retry-After"), Some("60"));
    assert_eq!(app.count("login_try"), 0);
}

#[test]
fn what_is_not_a_login_envelope_is_refused_with_its_place() {
    let app = App::new();
    for broken in [
        "",
        "{}",
        "<a/>",
        &SAMPLE.replace("<Header/>", ""),
        &SAMPLE.replace("12036_ALPHA", "12036_ALPHO"),
        &SAMPLE.replace("<Login>", "<Login x=\"<\">"),
        &SAMPLE.replace("<MixEnv:Envelope", "<!DOCTYPE x><MixEnv:Envelope"),
    ] {
        let answer = app.post_login(broken);
        let (status, code, first) = refusal(&answer);
        assert_eq!((status, code.as_str()), (400, "MIX-100000"), "{broken}");
        assert!(first.starts_with("line ") || first.contains("body is empty"), "{first}");
    }
    assert!(app.audit().is_empty());
}

#[test]
fn a_schema_violation_still_names_the_message_it_answers() {
    let answer = App::new().post_login(&SAMPLE.replace("12036_ALPHA", "nonsense"));
    assert!(text(&answer).contains(r#"ReplyTo="0d92db5d-e830-46ff-8af0-9eb4bae192a9""#));
}

#[test]
fn other_methods_media_types_encodings_and_sizes_are_refused_in_the_envelope() {
    let app = App::new();
    let send = |method, headers: &[(&str, &str)], body: &str| {
        answered(app.send(method, "/api/Accounts/login", headers, body))
    };
    let xml = ("Content-Type", "text/xml");
    let get = send("GET", &[], "");
    assert_eq!((refusal(&get).0, header(&get, "Allow")), (405, Some("POST, OPTIONS")));
    assert_eq!(refusal(&send("POST", &[("Content-Type", "application/json")], SAMPLE)).0, 415);
    assert_eq!(refusal(&send("POST", &[xml, ("Content-Encoding", "gzip")], SAMPLE)).0, 415);
    assert_eq!(refusal(&send("POST", &[xml], &" ".repeat(65_537))).0, 413);
    let head = send("HEAD", &[], "");
    assert_eq!((head.status, head.body.len()), (405, 0));
    let options = send("OPTIONS", &[], "");
    assert_eq!((options.status, header(&options, "Allow")), (204, Some("POST, OPTIONS")));
}

#[test]
fn storage_that_fails_at_any_step_is_503_and_issues_nothing() {
    for batch in [1, 2] {
        let app = App::new();
        app.break_at(batch, Break::Before);
        let answer = app.post_login(SAMPLE);
        assert_eq!(refusal(&answer), expected(503, "MIX-200002", "StorageUnavailable"), "{batch}");
        assert_eq!(header(&answer, "Retry-After"), Some("5"));
        assert!(app.count("token") == 0 && app.audit().is_empty());
        assert!(!text(&answer).contains("broken"), "the cause is for the log");
        assert_eq!(app.platform.log.borrow().len(), 1);
    }
    let app = App::new();
    app.break_at(2, Break::Before);
    assert_eq!(refusal(&app.wrong_password()).0, 503);
}

#[test]
fn a_fault_of_ours_is_500_with_the_request_id_as_ticket_and_no_cause() {
    let app = App::new();
    app.execute("UPDATE application SET password_hash = 'hunter2'");
    let answer = app.post_login(SAMPLE);
    assert_eq!(refusal(&answer), expected(500, "MIX-200002", "InternalError"));
    assert!(text(&answer).contains(&format!("<TicketId>{}</TicketId>", super::harness::REQUEST_ID)));
    let log = app.platform.log.borrow().join("\n");
    assert!(
        log.contains("testuser.auth@mixvel.com") && !log.contains("hunter2") && !log.contains("passWord1!")
    );
}

#[test]
fn a_hash_of_another_cost_is_replaced_at_the_next_login_and_the_password_still_works() {
    let app = App::new();
    let dearer = demo::phc("passWord1!", Cost { memory_kib: 16, passes: 1 }, &app.config.peppers);
    app.execute(&format!("UPDATE application SET password_hash = '{dearer}'"));
    app.log_in();
    let hash = app.value("SELECT password_hash FROM application");
    assert!(hash.contains("m=8,t=1"), "{hash}");
    app.log_in();
}

#[test]
fn several_tokens_of_one_login_work_side_by_side() {
    let app = App::new();
    let (first, second) = (app.log_in(), app.log_in());
    assert_ne!(first, second);
    assert_eq!((app.verify(&first).status, app.verify(&second).status), (204, 204));
}

#[test]
fn a_token_is_signed_with_the_promoted_key_and_old_tokens_go_on_working() {
    let old = App::new();
    let token = old.log_in();
    let start = old.config.keys.signing().unwrap().since();
    let ring = KeyRing::parse(&texts().jwt_keys).unwrap().add("k2", &[7; 64], start).unwrap();
    let promoted = ring.promote("k2", old.now.get()).unwrap();
    let app =
        App { platform: old.platform, ..App::with(Texts { jwt_keys: promoted.serialize(), ..texts() }) };
    assert_eq!(app.verify(&token).status, 204);
    assert_eq!(app.verify(&app.log_in()).status, 204);

    let retired = promoted.retire("k1", old.now.get().plus_ms(shared::key_ring::RETIRE_AFTER_MS)).unwrap();
    let after = App::with(Texts { jwt_keys: retired.serialize(), ..texts() });
    assert_eq!(after.verify(&token).status, 401);
}

#[test]
fn every_failure_of_the_table_keeps_its_code() {
    let table = [
        (Code::MalformedRequest, 400, "MIX-100000"),
        (Code::InvalidCredentials, 200, "MIX-100100001"),
        (Code::AccessRefused, 200, "MIX-100100002"),
        (Code::TooManyRequests, 429, "MIX-100100900"),
        (Code::TokenRefused, 401, "MIX-100100002"),
        (Code::PayloadTooLarge, 413, "MIX-100000"),
        (Code::UnsupportedMediaType, 415, "MIX-100000"),
        (Code::MethodNotAllowed, 405, "MIX-100000"),
        (Code::StorageUnavailable, 503, "MIX-200002"),
        (Code::Internal, 500, "MIX-200002"),
    ];
    for (code, status, xml_code) in table {
        assert_eq!((code.envelope_status(), code.spec().xml_code), (status, xml_code), "{code:?}");
    }
}
