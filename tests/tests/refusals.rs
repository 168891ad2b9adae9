//! Requests that are refused for their form: what the real runtime makes of bodies, methods, hosts and types.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use serde_json::{Value, json};
use tests::agent::{Agent, PASSWORD};
use tests::connection::{Request, Response, status};
use tests::envelope::{self, Envelope, SAMPLE};
use tests::server::Server;

const LIMIT: usize = 64 * 1024;

#[track_caller]
fn check(request: &Request, status: u16, code: &str, word: &str) -> Response {
    let answer = Server::shared().send(request);
    let (found, place, found_code, found_word) = Envelope::refusal(&answer);
    assert_eq!(
        (found, &*place, &*found_code, &*found_word),
        (status, "Body", code, word),
        "{}",
        answer.text()
    );
    answer
}

/// What is wrong stands first, and where; the word that programs may match stands second.
#[track_caller]
fn check_bad(document: impl Into<Vec<u8>>, place: &str) {
    let answer = Server::shared().send(&envelope::post(document));
    let error = Envelope::read(&answer).error.unwrap_or_else(|| panic!("no error: {}", answer.text()));
    assert_eq!(
        (answer.status, &*error.place, &*error.code),
        (400, "Body", "MIX-100000"),
        "{}",
        answer.text()
    );
    assert_eq!((&*error.kind, error.can_retry, &*error.texts[1]), ("BadRequest", false, "InvalidRequest"));
    assert!(error.texts[0].starts_with(place), "{place} is not where {:?} is", error.texts[0]);
}

#[test]
fn documents_that_break_a_rule_are_told_what_and_where() {
    check_bad("garbage", "line 1, column 1: ");
    check_bad(SAMPLE.replace("<Header/>", "<Header>"), "line ");
    check_bad(SAMPLE.replace("?>", "?><!DOCTYPE x>"), "line 1, column 39: ");
    check_bad(SAMPLE.replace("UTF-8", "windows-1251"), "line 1, column ");
    check_bad(SAMPLE.replace("MixEnv:Envelope", "MixEnv:Letter"), "line 2, column 1: ");
    check_bad(SAMPLE.replace("12036_ALPHA", "12036_HELLO"), "line 10, column ");
    check_bad(SAMPLE.replace("<Password>passWord1!</Password>", ""), "line 10, column ");
}

#[test]
fn a_schema_violation_still_says_which_message_it_answers() {
    let answer = Server::shared().send(&envelope::post(SAMPLE.replace("12036_ALPHA", "12036_HELLO")));
    let reply_to = Envelope::read(&answer).reply_to;
    assert_eq!(reply_to.as_deref(), Some("0d92db5d-e830-46ff-8af0-9eb4bae192a9"));
}

#[test]
fn bytes_that_are_not_utf_8_and_a_body_that_is_not_there_are_bad_requests() {
    let mut latin = SAMPLE.as_bytes().to_vec();
    latin.insert(400, 0xE9);
    check_bad(latin, "line ");
    check_bad("", "line 1, column 1: ");
}

#[test]
fn a_byte_order_mark_is_fine() {
    let agent = Agent::new(Server::shared());
    let document = format!("\u{FEFF}{}", envelope::login(&agent.login, PASSWORD, &agent.unit));
    let answer = Server::shared().send(&envelope::post(document).from(&agent.address));
    assert!(Envelope::read(&answer).token.is_some(), "{}", answer.text());
}

#[test]
fn a_body_of_64_kib_is_read_and_one_byte_more_is_not_whether_its_length_is_told_or_not() {
    let padded = |length: usize| format!("{SAMPLE}{}", " ".repeat(length - SAMPLE.len()));
    let whole = envelope::post(padded(LIMIT)).from("10.0.0.9");
    for request in [whole.clone(), whole.chunked()] {
        assert_eq!(Envelope::refusal(&Server::shared().send(&request)).0, 200);
    }
    for length in [LIMIT + 1, 1_000_000] {
        let long = envelope::post(padded(length));
        check(&long, 413, "MIX-100000", "PayloadTooLarge");
        check(&long.chunked(), 413, "MIX-100000", "PayloadTooLarge");
    }
}

#[test]
fn a_body_that_is_too_long_is_refused_before_it_is_all_there() {
    let head = Request::new("POST", "/api/Accounts/login").field("Content-Type", "application/xml");
    let mut announced = Server::shared().connect();
    announced.start(&head.clone().field("Content-Length", "1000000000")).unwrap();
    assert_eq!(status(&announced.read_head().unwrap().0), 413);

    let mut endless = Server::shared().connect();
    endless.start(&head.chunked()).unwrap();
    let chunk = format!("{LIMIT:x}\r\n{}\r\n", " ".repeat(LIMIT));
    endless.write(chunk.as_bytes()).unwrap();
    endless.write(chunk.as_bytes()).unwrap();
    assert_eq!(status(&endless.read_head().unwrap().0), 413);
}

#[test]
fn other_media_types_charsets_and_codings_are_415() {
    let with = |media_type: &str| Request::post("/api/Accounts/login", media_type, SAMPLE);
    for media_type in ["application/json", "text/xml; charset=windows-1251", "application/soap+xml", ""] {
        check(&with(media_type), 415, "MIX-100000", "UnsupportedMediaType");
    }
    let coded = with("application/xml").field("Content-Encoding", "gzip");
    check(&coded, 415, "MIX-100000", "UnsupportedMediaType");
    let untyped = Request::new("POST", "/api/Accounts/login");
    check(&untyped, 415, "MIX-100000", "UnsupportedMediaType");
}

#[test]
fn other_methods_are_405_and_options_and_head_are_answered() {
    let path = "/api/Accounts/login";
    for method in ["GET", "PUT", "DELETE", "PATCH"] {
        let answer = check(&Request::new(method, path), 405, "MIX-100000", "MethodNotAllowed");
        assert_eq!(answer.field("allow"), Some("POST, OPTIONS"), "{method}");
    }
    let head = Server::shared().send(&Request::new("HEAD", path));
    assert_eq!((head.status, head.field("allow"), head.body.len()), (405, Some("POST, OPTIONS"), 0));
    let options = Server::shared().send(&Request::new("OPTIONS", path));
    assert_eq!((options.status, options.field("allow"), options.body.len()), (204, Some("POST, OPTIONS"), 0));
    let head = Server::shared().send(&Request::new("HEAD", "/robots.txt"));
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn an_unknown_host_has_nothing_and_a_path_that_is_not_there_keeps_its_face() {
    for path in ["/", "/healthz", "/api/Accounts/login", "/xsd/Mixvel_Auth.xsd"] {
        let answer = Server::shared().send(&Request::get(path).field("Host", "evil.example"));
        let problem: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!((answer.status, &problem["status"]), (404, &json!(404)), "{path}");
        assert_eq!(answer.field("content-type"), Some("application/problem+json"), "{path}");
    }
    check(&Request::get("/api/Accounts/nothing"), 404, "MIX-100000", "NotFound");
    let nowhere = Server::shared().send(&Request::get("/nowhere"));
    assert_eq!((nowhere.status, nowhere.field("content-type")), (404, Some("application/problem+json")));
}

#[test]
fn a_fault_of_ours_is_500_with_a_ticket_that_the_log_knows() {
    let server = Server::shared();
    let agent = Agent::new(server);
    server.sql("UPDATE application SET password_hash = 'plain' WHERE login = ?1", &[json!(agent.login)]);
    let answer = agent.try_password(PASSWORD);
    let error = Envelope::read(&answer).error.unwrap();
    assert_eq!((answer.status, &*error.place, &*error.code), (500, "Body", "MIX-200002"));
    assert_eq!((&*error.kind, error.can_retry), ("InternalServerError", false));
    let ticket = error.ticket.expect("support needs a ticket");
    assert_eq!(answer.field("x-request-id"), Some(&*ticket));
    server.logged(&format!("request {ticket}: "));
    assert!(!answer.text().contains("argon2"), "{}", answer.text());
}

#[test]
fn every_answer_is_hardened_on_its_way_through_the_runtime() {
    let requests = [
        Request::get("/"),
        Request::get("/nowhere"),
        Request::get("/api/Order/AirShopping"),
        Request::new("OPTIONS", "/api/Accounts/login"),
        envelope::post("garbage"),
    ];
    for request in requests {
        let answer = Server::shared().send(&request);
        for (name, value) in [
            ("cache-control", "no-"),
            ("content-security-policy", "frame-ancestors 'none'"),
            ("referrer-policy", "no-referrer"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
            ("x-content-type-options", "nosniff"),
            ("x-request-id", "-4"),
        ] {
            let values: Vec<_> = answer.fields.all(name).collect();
            assert!(values.len() == 1 && values[0].contains(value), "{name} of {request:?}: {values:?}");
        }
    }
}
