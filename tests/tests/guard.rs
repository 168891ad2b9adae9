//! The guard in front of a web service: what reaches it, and what comes back.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::net::TcpListener;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use serde_json::json;
use tests::agent::Agent;
use tests::connection::{Connection, Request};
use tests::envelope::Envelope;
use tests::gzip;
use tests::server::{Reserved, Server};
use tests::settings::Settings;
use tests::upstream::{Seen, Upstream};

const SHORT: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi";

fn guarding(upstream: &Upstream) -> Reserved {
    Server::reserve(&Settings::cheap().var("UPSTREAM_URL", &upstream.url))
}

#[track_caller]
fn next(seen: &Receiver<Seen>) -> Seen {
    seen.recv_timeout(Duration::from_mins(1)).expect("the request reached the web service")
}

#[test]
fn the_web_service_is_told_who_asks_and_nothing_that_the_client_could_forge() {
    let (upstream, seen) = Upstream::answering(SHORT);
    let server = guarding(&upstream);
    let agent = Agent::new(&server);
    let token = agent.log_in();
    let request = Request::post("/api/Order/AirShopping", "application/xml", "<x/>")
        .bearer(&token)
        .field("Cookie", "a=b")
        .field("X-Auth-Application", "root@example.test")
        .field("x-auth-agency", "1")
        .field("X-AUTH-ANYTHING", "x")
        .field("X_Auth_Agency", "1")
        .field("X-Auth_Agency", "1")
        .field("x.auth.agency", "1")
        .field("X-Auth-Signature", "mine")
        .field("X-Request-Id", "mine")
        .field("Keep-Alive", "timeout=5")
        .field("TE", "trailers")
        .field("Proxy-Authorization", "Basic eDp5")
        .field("Proxy-Connection", "keep-alive")
        .field("Accept-Language", "ru")
        .field("X-Own", "kept")
        .from(&agent.address);
    let answer = server.send(&request);
    assert_eq!((answer.status, &*answer.text()), (200, "hi"));

    let seen = next(&seen);
    assert_eq!(answer.field("x-request-id"), seen.fields.get("x-request-id"), "the name of the request");
    assert_eq!((&*seen.line, &*seen.body), ("POST /api/Order/AirShopping HTTP/1.1", &b"<x/>"[..]));
    let all = |name: &str| seen.fields.all(name).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(all("x-auth-application"), [agent.login.as_str()]);
    assert_eq!(all("x-auth-agency"), [agent.agency.to_string()]);
    assert_eq!(all("x-auth-structure-unit"), [agent.unit.as_str()]);
    assert_eq!(all("x-auth-token-id")[0].len(), 36);
    assert_eq!(all("x-request-id")[0].len(), 36);
    assert_eq!((all("accept-language"), all("x-own")), (vec!["ru".to_owned()], vec!["kept".to_owned()]));
    assert_eq!(all("content-type"), ["application/xml"]);
    assert_eq!(all("host"), [upstream.url.trim_start_matches("http://")]);
    for gone in [
        "authorization",
        "cookie",
        "x-auth-anything",
        "x_auth_agency",
        "x-auth_agency",
        "x.auth.agency",
        "x-auth-signature",
        "keep-alive",
        "te",
        "proxy-authorization",
        "proxy-connection",
    ] {
        assert_eq!(all(gone), Vec::<String>::new(), "{gone}");
    }
    assert!(!format!("{seen:?}").contains(&token), "the token went on: {seen:?}");
}

#[test]
fn fields_that_the_connection_names_stay_behind() {
    let (upstream, seen) = Upstream::answering(SHORT);
    let server = guarding(&upstream);
    let token = Agent::new(&server).log_in();
    let request =
        Request::get("/api/x").bearer(&token).field("Connection", "X-Hop, keep-alive").field("X-Hop", "1");
    assert_eq!(server.send(&request).status, 200);
    let fields = next(&seen).fields;
    assert_eq!(fields.get("x-hop"), None, "{fields:?}");
}

#[test]
fn path_query_and_method_go_on_letter_by_letter() {
    let (upstream, seen) = Upstream::answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let server = guarding(&upstream);
    let token = Agent::new(&server).log_in();
    for target in [
        "/api/get/Dictionary/cities",
        "/API/Order/AirShopping?a=1&a=2&b=%2F%20+&c=%D0%96",
        "/api/a%2Fb/c%20d/%D0%96?",
        "/api/Order/x?url=http://evil.example/%3Fy",
        "/api//double//slash?",
    ] {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"] {
            assert_eq!(
                server.send(&Request::new(method, target).bearer(&token)).status,
                200,
                "{method} {target}"
            );
            let line = next(&seen).line;
            // An empty query says nothing; the platform's URLs know none.
            let expected = format!("{method} {} HTTP/1.1", target.trim_end_matches('?'));
            assert_eq!(line.replace("? ", " "), expected);
        }
    }
}

#[test]
fn a_base_path_of_the_web_service_stands_in_front() {
    let (upstream, seen) = Upstream::answering(SHORT);
    let server = Server::reserve(&Settings::cheap().var("UPSTREAM_URL", format!("{}/base/", upstream.url)));
    let token = Agent::new(&server).log_in();
    assert_eq!(server.send(&Request::get("/api/x?y=1").bearer(&token)).status, 200);
    assert_eq!(next(&seen).line, "GET /base/api/x?y=1 HTTP/1.1");
}

#[test]
fn status_fields_and_body_of_the_answer_come_back() {
    let (upstream, _seen) = Upstream::answering(
        "HTTP/1.1 418 Tea\r\nX-Own: 1\r\nX-Own: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Type: text/x; y=z\r\n\
         Keep-Alive: timeout=5\r\nConnection: X-Hop\r\nX-Hop: 1\r\nContent-Length: 4\r\n\r\n\x00tea",
    );
    let server = guarding(&upstream);
    let token = Agent::new(&server).log_in();
    let answer = server.send(&Request::get("/api/x").bearer(&token));
    assert_eq!((answer.status, &*answer.body), (418, &b"\x00tea"[..]));
    assert_eq!(answer.field("content-type"), Some("text/x; y=z"));
    assert_eq!(answer.fields.all("set-cookie").collect::<Vec<_>>(), ["a=1", "b=2"]);
    assert_eq!(answer.fields.all("x-own").collect::<Vec<_>>().join(", "), "1, 2");
    assert_eq!((answer.field("keep-alive"), answer.field("x-hop")), (None, None), "{:?}", answer.fields);
}

#[test]
fn an_answer_is_hardened_and_what_the_web_service_says_itself_stays() {
    let (upstream, _seen) = Upstream::answering(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Security-Policy: default-src 'self'\r\n\
         Referrer-Policy: same-origin\r\nContent-Length: 2\r\n\r\nhi",
    );
    let server = guarding(&upstream);
    let answer = server.send(&Request::get("/api/x").bearer(&Agent::new(&server).log_in()));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ("content-security-policy", "default-src 'self'"),
        ("referrer-policy", "same-origin"),
    ] {
        assert_eq!(answer.fields.all(name).collect::<Vec<_>>(), [value], "{name}");
    }
}

#[test]
fn a_redirect_is_passed_back_and_not_followed() {
    let (upstream, seen) =
        Upstream::answering("HTTP/1.1 302 Found\r\nLocation: /api/elsewhere\r\nContent-Length: 0\r\n\r\n");
    let server = guarding(&upstream);
    let token = Agent::new(&server).log_in();
    for method in ["GET", "POST"] {
        let answer = server.send(&Request::new(method, "/api/x").bearer(&token));
        assert_eq!((answer.status, answer.field("location")), (302, Some("/api/elsewhere")));
        next(&seen);
    }
    assert!(seen.try_recv().is_err(), "the redirect was followed");
}

#[test]
fn compressed_answers_arrive_intact_whether_the_client_reads_them_or_not() {
    let text = "a catalogue of cities ".repeat(5_000);
    let packed = gzip::run("gzip", text.as_bytes());
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Encoding: gzip\r\nContent-Length";
    let (upstream, _seen) =
        Upstream::answering([format!("{head}: {}\r\n\r\n", packed.len()).as_bytes(), &packed].concat());
    let server = guarding(&upstream);
    let token = Agent::new(&server).log_in();
    for accepted in [Some("gzip"), Some("identity"), None] {
        let request = Request::get("/api/x").bearer(&token);
        let answer = server
            .send(&accepted.iter().fold(request, |request, coding| request.field("Accept-Encoding", coding)));
        let body = match answer.field("content-encoding") {
            Some("gzip") => gzip::run("gunzip", &answer.body),
            None => answer.body.clone(),
            other => panic!("{other:?}"),
        };
        assert!(body == text.as_bytes(), "{accepted:?}: {} bytes of {}", body.len(), text.len());
    }
}

#[test]
fn without_a_token_that_counts_nothing_reaches_the_web_service() {
    let (upstream, seen) = Upstream::answering(SHORT);
    let server = guarding(&upstream);
    let agent = Agent::new(&server);
    let body = "x".repeat(100_000);
    for request in [
        Request::post("/api/x", "text/plain", &*body),
        Request::post("/api/x", "text/plain", &*body).bearer("a.b.c"),
        Request::new("OPTIONS", "/api/x"),
        Request::get("/api/x").bearer(&agent.log_in()).field("Host", "evil.example"),
    ] {
        let answer = server.send(&request.from(&agent.address));
        assert!(matches!(answer.status, 401 | 404), "{}", answer.status);
    }
    for own in ["/api/auth/state", "/api/Accounts/logout", "/api/openapi.json"] {
        assert_eq!(server.send(&Request::get(own).bearer(&agent.log_in())).status, 404, "{own}");
    }
    assert!(seen.try_recv().is_err(), "something reached the web service");
    assert_eq!(agent.audited("token.refused", "missing"), 1, "{:?}", agent.audit());
    assert_eq!(agent.audited("token.refused", "malformed"), 1, "{:?}", agent.audit());
}

#[test]
fn without_a_web_service_there_is_nothing() {
    let server = Server::reserve(&Settings::cheap());
    let answer = server.send(&Request::get("/api/x").bearer(&Agent::new(&server).log_in()));
    let (status, place, code, word) = Envelope::refusal(&answer);
    assert_eq!((status, &*place, &*code, &*word), (404, "Body", "MIX-100000", "NotFound"));
}

#[test]
fn a_web_service_that_is_down_is_502_in_an_envelope() {
    // The port was free a moment ago, and nobody takes it in between but by a rare accident.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = Server::reserve(&Settings::cheap().var("UPSTREAM_URL", format!("http://{free}")));
    let token = Agent::new(&server).log_in();
    let answer = server.send(&Request::post("/api/x", "text/plain", "x").bearer(&token));
    let error = Envelope::read(&answer).error.unwrap();
    assert_eq!((answer.status, &*error.place, &*error.code), (502, "Body", "MIX-200002"));
    // An order may have been placed before the connection broke: nobody is told to repeat it blindly.
    assert_eq!(
        (&*error.kind, error.can_retry, &*error.texts[0]),
        ("InternalServerError", false, "UpstreamUnavailable")
    );
    let name = answer.field("x-request-id").unwrap();
    server.logged(&format!("request {name}: upstream"));
    let line = server.line_of(name);
    assert_eq!((&line["status"], &line["outcome"]), (&json!(502), &json!("upstream-unavailable")), "{line}");
}

#[test]
fn the_log_tells_of_a_guarded_request_what_the_web_service_answered_and_no_path() {
    let (upstream, _seen) = Upstream::answering("HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n");
    let server = guarding(&upstream);
    let token = Agent::new(&server).log_in();
    let answer = server.send(&Request::get("/api/Order/for-ivanova?who=ivanova").bearer(&token));
    let line = server.line_of(answer.field("x-request-id").unwrap());
    let told = [&line["route"], &line["status"], &line["outcome"]];
    assert_eq!(told, [&json!("/api/{path}"), &json!(418), &json!("ok")]);
    assert!(!server.log().contains("ivanova"), "{}", server.log());
}

#[test]
fn an_answer_that_cannot_be_passed_on_is_502_in_an_envelope() {
    for answer in [
        "HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
        "this is no HTTP\r\n\r\n",
        "",
    ] {
        let (upstream, _seen) = Upstream::answering(answer);
        let server = guarding(&upstream);
        let agent = Agent::new(&server);
        let token = agent.log_in();
        let refused = server.send(&Request::get("/api/x").bearer(&token));
        let (status, _, code, word) = Envelope::refusal(&refused);
        assert_eq!((status, &*code, &*word), (502, "MIX-200002", "UpstreamUnavailable"), "{answer:?}");
        assert_eq!(agent.verify(&token).status, 204, "{answer:?}");
    }
}

#[test]
fn answers_without_a_body_and_requests_with_an_unusual_one_pass() {
    for (answer, status, body) in [
        ("HTTP/1.1 204 No Content\r\nX-Own: 1\r\n\r\n", 204, ""),
        ("HTTP/1.1 304 Not Modified\r\nX-Own: 1\r\n\r\n", 304, ""),
        ("HTTP/1.1 200 OK\r\nX-Own: 1\r\n\r\nup to the end", 200, "up to the end"),
        (
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 503 Busy\r\nX-Own: 1\r\nContent-Length: 2\r\n\r\nno",
            503,
            "no",
        ),
    ] {
        let (upstream, seen) = Upstream::answering(answer);
        let server = guarding(&upstream);
        let token = Agent::new(&server).log_in();
        let passed = server.send(&Request::with_body("DELETE", "/api/x", "hello").bearer(&token));
        assert_eq!(
            (passed.status, passed.field("x-own"), &*passed.text()),
            (status, Some("1"), body),
            "{answer:?}"
        );
        assert_eq!(next(&seen).body, b"hello", "{answer:?}");
    }
}

#[test]
fn a_web_service_that_is_silent_is_504_in_an_envelope_and_is_left_alone() {
    let (upstream, hung_up) = silent();
    let server =
        Server::reserve(&Settings::cheap().var("UPSTREAM_URL", &upstream.url).var("UPSTREAM_TIMEOUT_S", 1));
    let token = Agent::new(&server).log_in();
    let answer = server.send(&Request::get("/api/x").bearer(&token));
    let (status, place, code, word) = Envelope::refusal(&answer);
    assert_eq!((status, &*place, &*code, &*word), (504, "Body", "MIX-200002", "UpstreamTimeout"));
    hung_up.recv_timeout(Duration::from_secs(30)).expect("the guard closes the connection");
}

#[test]
fn an_answer_that_breaks_off_is_not_taken_for_a_whole_one() {
    let (upstream, _seen) = Upstream::answering(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nonly this",
    );
    let server = guarding(&upstream);
    let agent = Agent::new(&server);
    let token = agent.log_in();
    let answer = Connection::open(server.port()).try_send(&Request::get("/api/x").bearer(&token));
    assert!(answer.is_err(), "{answer:?}");
    // The guard itself is none the worse.
    assert_eq!(agent.verify(&token).status, 204);
}

/// A web service that takes a request, says nothing, and tells when it is hung up on.
fn silent() -> (Upstream, Receiver<()>) {
    let (tell, hung_up) = std::sync::mpsc::channel();
    let upstream = Upstream::start(move |exchange| {
        exchange.read_all()?;
        exchange.wait_for_close();
        let _ = tell.send(());
        Ok(())
    });
    (upstream, hung_up)
}
