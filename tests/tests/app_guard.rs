//! The guard in front of a product's application: what reaches it, what comes back, and who gets in.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::json;
use tests::browser::refused;
use tests::connection::{Request, status};
use tests::employee::Employee;
use tests::server::{Reserved, Server};
use tests::settings::Settings;
use tests::signature::{Example, claims};
use tests::upstream::{Seen, Upstream};

const PATIENCE: Duration = Duration::from_mins(1);
const SHORT: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi";
const VERIFY: &str = "/api/auth/verify";

fn guarding(upstream: &str) -> Reserved {
    let keys = json!({ "cashier": [{ "id": "g1", "secret": "Q".repeat(86) }] });
    let settings = Settings::cheap().var("CASHIER_APP_URL", "/app/").var("SIGNATURE_KEYS", keys);
    Server::reserve(&settings.var("CASHIER_UPSTREAM_URL", upstream))
}

#[track_caller]
fn next(seen: &Receiver<Seen>) -> Seen {
    seen.recv_timeout(PATIENCE).expect("the request reached the application")
}

#[test]
fn the_application_is_told_who_is_signed_in_and_nothing_that_the_client_could_forge() {
    let (upstream, seen) = Upstream::answering(SHORT);
    let server = guarding(&upstream.url);
    let employee = Employee::cashier(&server).ready();
    employee.sql("UPDATE employee SET name = 'Анна' WHERE agency_code = ?1 AND login = ?2", &[]);
    let mut browser = employee.signed_in();
    browser.cookies.insert("cart".to_owned(), "7".to_owned());
    let session = browser.cookies["__Host-session"].clone();
    let request = browser
        .get("/app/orders/%D0%96?a=%2F%20")
        .field("X-Auth-Agency", "1")
        .field("X_Auth_Agency", "1")
        .field("x.auth.agency", "1")
        .field("X-Auth-Signature", "mine")
        .field("Authorization", "Bearer x")
        .field("X-Own", "kept");
    let answer = browser.send(&request);
    assert_eq!((answer.status, &*answer.text()), (200, "hi"));
    let seen = next(&seen);
    assert_eq!(seen.line, "GET /app/orders/%D0%96?a=%2F%20 HTTP/1.1");
    let all = |name: &str| seen.fields.all(name).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(all("x-auth-employee"), [employee.login.as_str()]);
    assert_eq!(all("x-auth-name"), ["%D0%90%D0%BD%D0%BD%D0%B0"]);
    assert_eq!((all("x-auth-role"), all("x-auth-seance")), (vec!["cashier".into()], vec!["Regular".into()]));
    assert_eq!(all("x-auth-agency"), [employee.agency.to_string()]);
    assert_eq!(all("x-auth-structure-unit"), [employee.unit("ALPHA")]);
    assert_eq!((all("x-own"), all("cookie")), (vec!["kept".into()], vec!["cart=7".into()]));
    for gone in ["x_auth_agency", "x.auth.agency", "authorization"] {
        assert_eq!(all(gone), Vec::<String>::new(), "{gone}");
    }
    let claims = claims(&all("x-auth-signature")[0]);
    assert_eq!((&claims["aud"], &claims["method"]), (&json!("cashier"), &json!("GET")));
    assert_eq!(claims["path"], json!("/app/orders/%D0%96?a=%2F%20"));
    assert_eq!(claims["session_id"], json!(all("x-auth-session-id")[0]));
    assert!(!format!("{seen:?}").contains(&session), "the secret of the session went on: {seen:?}");
}

#[test]
fn an_answer_keeps_its_own_fields_and_cannot_speak_for_the_whole_host() {
    let (upstream, _seen) = Upstream::answering(
        "HTTP/1.1 200 OK\r\nContent-Security-Policy: default-src *\r\nCache-Control: private, max-age=60\r\n\
         Clear-Site-Data: \"*\"\r\nService-Worker-Allowed: /\r\nStrict-Transport-Security: max-age=0\r\n\
         Set-Cookie: cart=7; Path=/app/\r\nSet-Cookie: __Host-session=x; Path=/; Secure\r\nContent-Length: 2\r\n\r\nhi",
    );
    let server = guarding(&upstream.url);
    let mut browser = Employee::cashier(&server).ready().signed_in();
    let answer = browser.send(&browser.get("/app/"));
    assert_eq!(answer.field("content-security-policy"), Some("default-src *"));
    assert_eq!(answer.field("cache-control"), Some("private, max-age=60"));
    assert_eq!(answer.field("strict-transport-security"), Some("max-age=31536000; includeSubDomains"));
    assert_eq!(answer.fields.all("set-cookie").collect::<Vec<_>>(), ["cart=7; Path=/app/"]);
    for gone in ["clear-site-data", "service-worker-allowed", "referrer-policy", "permissions-policy"] {
        assert_eq!(answer.field(gone), None, "{gone}");
    }
    assert_eq!(browser.step(), "signed_in");
}

#[test]
fn events_of_the_server_come_while_the_answer_goes_on() {
    let (go_on, wait) = channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let upstream = Upstream::start(move |exchange| {
        exchange.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n")?;
        let _ = wait.lock().unwrap().recv_timeout(PATIENCE);
        exchange.write(b"data: second\n\n")
    });
    let server = guarding(&upstream.url);
    let browser = Employee::cashier(&server).ready().signed_in();
    let mut connection = server.connect();
    connection.start(&browser.get("/app/events")).unwrap();
    let (head, mut body) = connection.read_head().unwrap();
    assert_eq!((status(&head), head.fields.get("content-type")), (200, Some("text/event-stream")));
    assert_eq!(connection.read(&mut body).unwrap(), b"data: first\n\n");
    go_on.send(()).unwrap();
    assert_eq!(connection.read(&mut body).unwrap(), b"data: second\n\n");
}

#[test]
fn a_request_arrives_while_it_is_still_being_sent() {
    let (tell, first) = channel();
    let upstream = Upstream::start(move |exchange| {
        let _ = tell.send(exchange.read()?);
        let rest = exchange.read_all()?.len().to_string();
        exchange.write(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{rest}", rest.len()).as_bytes())
    });
    let server = guarding(&upstream.url);
    let browser = Employee::cashier(&server).ready().signed_in();
    let mut connection = server.connect();
    let upload = browser.bare(Request::new("POST", "/app/upload")).field("Origin", &browser.origin());
    connection.start(&upload.field("Content-Length", "10")).unwrap();
    connection.write(b"hello").unwrap();
    assert_eq!(
        first.recv_timeout(PATIENCE).expect("the first bytes arrive before the last are sent"),
        b"hello"
    );
    connection.write(b"world").unwrap();
    let (_, mut body) = connection.read_head().unwrap();
    assert_eq!(connection.read(&mut body).unwrap(), b"5");
}

#[test]
fn nobody_gets_in_without_a_session_and_a_page_leads_to_the_sign_in_and_back() {
    let (upstream, seen) = Upstream::answering(SHORT);
    let server = guarding(&upstream.url);
    let employee = Employee::cashier(&server).ready();
    let mut browser = employee.browser();
    refused(&browser.send(&browser.get("/app/x")), 401, "not-signed-in");
    let sent = browser.send(&browser.visit("/app/x?y=1"));
    let address = "/?to=%2Fapp%2Fx%3Fy%3D1";
    assert_eq!((sent.status, sent.field("location")), (303, Some(address)));
    let step = browser.send(&browser.visit("/app/x?y=1").field("Sec-Fetch-Site", "cross-site"));
    assert!(step.status == 200 && step.text().contains(address), "{}", step.text());
    assert_eq!(browser.send(&browser.visit(address)).status, 200, "the sign-in page");

    let mut browser = employee.signed_in();
    let back = browser.send(&browser.visit(address));
    assert_eq!((back.status, back.field("location")), (303, Some("/app/x?y=1")));
    let moved = browser.send(&browser.visit("/app?x"));
    assert_eq!((moved.status, moved.field("location")), (308, Some("/app/?x")));
    let post =
        |site: &str| browser.bare(Request::post("/app/x", "text/plain", "x")).field("Sec-Fetch-Site", site);
    refused(&server.send(&post("cross-site")), 403, "cross-site");
    let socket = browser.get("/app/live").field("Connection", "Upgrade").field("Upgrade", "websocket");
    refused(&server.send(&socket), 400, "malformed-request");
    assert!(seen.try_recv().is_err(), "the application has heard of it");
    assert_eq!(server.send(&post("same-origin")).status, 200);
    assert_eq!(next(&seen).body, b"x");
    assert_eq!(browser.sign_out().status, 200);
    refused(&browser.send(&browser.get("/app/x")), 401, "not-signed-in");
}

#[test]
fn the_end_of_a_session_by_others_or_by_time_counts_on_the_next_request() {
    let (upstream, _seen) = Upstream::answering(SHORT);
    let server = guarding(&upstream.url);
    let employee = Employee::cashier(&server).ready();
    for end in
        ["ended_at = 1", "last_active_at = last_active_at - 3600000", "created_at = created_at - 86400000"]
    {
        let mut browser = employee.signed_in();
        assert_eq!(browser.send(&browser.get("/app/")).status, 200);
        employee.sql(&format!("UPDATE session SET {end} WHERE agency_code = ?1 AND ended_at IS NULL"), &[]);
        refused(&browser.send(&browser.get("/app/")), 401, "not-signed-in");
    }
}

#[test]
fn an_application_that_does_not_answer_is_a_page_for_people_and_a_problem_for_programs() {
    let upstream = Upstream::start(|_| Ok(()));
    let server = guarding(&upstream.url);
    let mut browser = Employee::cashier(&server).ready().signed_in();
    let page = browser.send(&browser.visit("/app/").field("Accept-Language", "ru"));
    assert_eq!((page.status, page.field("content-type")), (502, Some("text/html; charset=utf-8")));
    assert!(page.text().contains("Приложение не отвечает"), "{}", page.text());
    refused(&browser.send(&browser.get("/app/")), 502, "upstream-unavailable");
}

#[test]
fn a_gateway_beside_the_edge_is_told_the_same_and_keeps_no_session_alive() {
    let (upstream, _seen) = Upstream::answering(SHORT);
    let server = guarding(&upstream.url);
    let employee = Employee::cashier(&server).ready();
    let mut browser = employee.signed_in();
    let active = employee.sql("SELECT last_active_at FROM session WHERE agency_code = ?1", &[]);
    let request = browser.get(VERIFY).field("X-Forwarded-Method", "POST").field("X-Forwarded-Uri", "/app/x");
    let answer = browser.send(&request);
    assert_eq!((answer.status, answer.field("x-auth-employee")), (204, Some(&*employee.login)));
    let claims = claims(answer.field("x-auth-signature").unwrap());
    assert_eq!((&claims["method"], &claims["path"]), (&json!("POST"), &json!("/app/x")));
    assert_eq!(employee.sql("SELECT last_active_at FROM session WHERE agency_code = ?1", &[]), active);

    browser.cookies.clear();
    refused(&browser.send(&browser.visit(VERIFY)), 401, "not-signed-in");
    let told = browser.send(&browser.visit(VERIFY).field("X-Forwarded-Uri", "/app/x"));
    let address = format!("{}/?to=%2Fapp%2Fx", browser.origin());
    assert_eq!((told.status, told.field("location")), (303, Some(&*address)));
}

#[test]
fn the_examples_of_the_documents_take_a_signature_and_refuse_what_is_none() {
    let (upstream, _seen) = Upstream::answering(SHORT);
    let server = guarding(&upstream.url);
    let employee = Employee::cashier(&server).ready();
    let mut browser = employee.signed_in();
    let request = browser.get(VERIFY).field("X-Original-URI", "/app/x?y");
    let answer = browser.send(&request);
    let signature = answer.field("x-auth-signature").unwrap();
    let request = ("GET", "/app/x?y");
    let changed = signature.replace(".ey", ".eY");
    for verified in [Example::Python, Example::Node].map(|example| {
        move |audience: &str, signature: &str| {
            example.verified(request, signature, ("g1", &"Q".repeat(86)), audience)
        }
    }) {
        assert_eq!(verified("cashier", signature), employee.login);
        assert!(verified("boss", signature).contains("it is for another service"));
        assert!(verified("cashier", &changed).contains("the signature is wrong"));
        assert!(verified("cashier", "x").contains("there is no signature"));
    }
}
