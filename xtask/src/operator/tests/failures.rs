//! What a command says when no answer comes, or none that it expects.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::super::scratch::Scratch;
use super::super::stub::{Installation, http, perform_in};
use super::super::transport::{self, Request, Trouble};
use super::{problem, refused};
use crate::secrets;

/// A folder with a key and a configuration whose demo stand is here.
fn deployed(origin: &str) -> (Scratch, String) {
    let scratch = Scratch::with_node();
    secrets::ensure_local(scratch.path()).unwrap();
    let text = format!("[env.demo.vars]\nTOKEN_ISSUER = \"{origin}\"\n");
    fs::write(scratch.path().join("wrangler.toml"), text).unwrap();
    let key = secrets::operator_key_file(scratch.path());
    (scratch, format!("audit --env demo --operator {}", key.display()))
}

/// A port where nothing listens.
fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

#[test]
fn a_server_that_does_not_run_is_named_with_what_starts_it() {
    let scratch = Scratch::with_node();
    secrets::ensure_local(scratch.path()).unwrap();
    // Where a server of this machine is at work at the usual port, its answer is a refused key.
    fs::write(scratch.path().join(".wrangler/port"), free_port().to_string()).unwrap();
    let refusal = perform_in(scratch.path(), "mail dead").map(drop).unwrap_err();
    assert!(["no_server", "operator_key", "unexpected_answer"].contains(&refusal.slug()), "{refusal}");
    assert!(refusal.slug() != "no_server" || refusal.to_string().contains("start it with `cargo xtask dev`"));
}

#[test]
fn a_missing_key_is_named_with_what_makes_it() {
    let scratch = Scratch::with_node();
    let refusal = perform_in(scratch.path(), "mail dead").map(drop).unwrap_err();
    assert!(refusal.slug() == "operator_key" && refusal.to_string().contains("cargo xtask dev"), "{refusal}");
    let (scratch, _) = deployed("https://localhost:9");
    let refusal =
        perform_in(scratch.path(), "mail dead --env demo --operator none.key").map(drop).unwrap_err();
    assert!(refusal.to_string().contains("operator create"), "{refusal}");
}

#[test]
fn deployed_nobody_but_the_employee_gives_a_password_a_key_or_a_consent() {
    let (scratch, line) = deployed("https://localhost:9");
    let place = line.strip_prefix("audit ").unwrap();
    let hire =
        "account create --login anna@alpha.example --name Anna --agency 12036 --role cashier --product boss";
    for option in
        ["--password Anna-passw0rd", "--two-factor-key JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "--consent"]
    {
        let refusal = perform_in(scratch.path(), &format!("{hire} {option} {place}")).map(drop).unwrap_err();
        assert_eq!(refusal.slug(), "usage", "{refusal}");
        assert!(refusal.to_string().contains("deployed, employees are invited"), "{refusal}");
    }
}

#[test]
fn a_deployed_host_that_is_not_there_or_not_known_says_which() {
    let nowhere = format!("https://127.0.0.1:{}", free_port());
    for (origin, words) in
        [(nowhere.as_str(), "takes no connection"), ("https://no-such-host.invalid", "was not found")]
    {
        let (scratch, line) = deployed(origin);
        let refusal = perform_in(scratch.path(), &line).map(drop).unwrap_err();
        assert_eq!(refusal.slug(), "unreachable", "{refusal}");
        assert!(refusal.to_string().contains(origin) && refusal.to_string().contains(words), "{refusal}");
    }
}

#[test]
fn a_host_that_speaks_no_tls_gets_nothing() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let (scratch, line) = deployed(&format!("https://127.0.0.1:{}", listener.local_addr().unwrap().port()));
    let answering = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut first = [0; 2048];
        let count = stream.read(&mut first).unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        String::from_utf8_lossy(&first[..count]).into_owned()
    });
    let refusal = perform_in(scratch.path(), &line).map(drop).unwrap_err();
    assert_eq!(refusal.slug(), "certificate", "{refusal}");
    assert!(!answering.join().unwrap().contains("mvop_"));
}

#[test]
fn an_answer_that_does_not_come_in_time_is_waited_for_no_longer() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let scratch = Scratch::with_node();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let patience = Duration::from_millis(300);
    let request = Request { url: &url, method: "POST", key: "k", body: Some("{}"), patience };
    assert_eq!(transport::send(scratch.path(), request).unwrap(), Err(Trouble::Late));
}

#[test]
fn a_redirect_is_not_followed_and_what_is_no_answer_of_ours_is_said_so() {
    for (message, words) in [
        (http(307, "Location: http://127.0.0.1:1/stolen\r\n", ""), "is not followed"),
        (http(200, "", "<html>"), "one version"),
        (http(502, "", "<html>"), "status 502"),
        (http(404, "", "<html>"), "is it MixVel Auth?"),
        (http(200, "", r#"{"code":1}"#), "one version"),
    ] {
        let installation = Installation::raw(vec![message]);
        let refusal = installation.perform("agency show --agency 1").map(drop).unwrap_err();
        assert!(refusal.slug() == "unexpected_answer" && refusal.to_string().contains(words), "{refusal}");
    }
    let installation = Installation::raw(vec!["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_owned()]);
    let refusal = installation.perform("agency block --agency 1").map(drop).unwrap_err();
    assert_eq!(refusal.slug(), "unreachable", "{refusal}");
}

#[test]
fn a_refusal_of_the_service_keeps_its_name_and_says_what_to_do() {
    let line = "agency create --agency 1 --name X";
    refused(line, &[problem(401, "token-refused")], "operator_key", "restart it");
    refused(line, &[problem(403, "not-allowed")], "not_allowed", "It is not-allowed.");
    refused(line, &[problem(500, "internal")], "internal", "(request r-1)");
    let detailed = json!({ "code": "malformed-request", "title": "T", "detail": "name is too long" });
    refused(line, &[(422, detailed), (200, json!({}))], "malformed_request", "name is too long");
    let busy = json!({ "code": "too-many-requests", "title": "Wait." }).to_string();
    let installation = Installation::raw(vec![http(429, "Retry-After: 7\r\n", &busy)]);
    let refusal = installation.perform(line).map(drop).unwrap_err();
    assert_eq!((refusal.slug(), refusal.to_string().as_str()), ("too_many_requests", "Wait. (again in 7 s)"));
}
