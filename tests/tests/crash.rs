//! The runtime is killed amid logins: what was answered is kept, and what is kept is whole.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.
#![cfg(target_os = "linux")]

use std::sync::mpsc;
use std::{iter, thread};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use shared::nfkc::nfkc;
use shared::password_hash;
use shared::value::password::Password;
use tests::agent::Agent;
use tests::browser::{at, refused};
use tests::connection::{Connection, Request};
use tests::dev_server::{DevServer, Place};
use tests::employee::{self, now};
use tests::envelope::{self, Envelope, SAMPLE};
use tests::server::Server;
use tests::settings::{self, Settings};

const CLIENTS: usize = 200;

#[test]
fn every_token_that_was_answered_survives_kill_9_and_has_its_audit_row() {
    let settings = Settings::cheap();
    let place = Place::new(&settings, &fixture(&settings));
    let server = DevServer::start(&place);
    let tokens = log_in_until_killed(&server);
    drop(server);
    eprintln!("killed among {CLIENTS} clients, after {} tokens", tokens.len());

    let server = DevServer::start(&place);
    let mut connection = server.connect();
    let mut counts =
        |token: &str| connection.send(&Request::get("/api/Accounts/verify").bearer(token)).status == 204;
    assert!(counts(&log_in(&mut server.connect(), 0).expect("it works again")));
    let lost: Vec<_> = tokens.iter().filter(|token| !counts(token)).collect();
    assert_eq!(lost, Vec::<&String>::new(), "tokens that were answered do not count");

    let rows = place.query(
        "SELECT token.jti, issued.subject FROM token FULL JOIN \
         (SELECT * FROM audit WHERE event = 'token.issued') AS issued \
         ON issued.agency_code = token.agency_code AND issued.subject = token.jti",
    );
    let halves: Vec<_> = rows.iter().filter(|row| row["jti"] != row["subject"]).collect();
    assert_eq!(halves, Vec::<&Value>::new(), "tokens without audit row, or audit rows without token");
    let unwritten =
        tokens.iter().map(|token| jti(token)).filter(|jti| rows.iter().all(|row| row["jti"] != *jti));
    assert_eq!(unwritten.collect::<Vec<_>>(), Vec::<Value>::new(), "answered and not written");
}

#[test]
fn a_request_at_which_the_wasm_stops_is_the_only_one_that_fails() {
    let server = Server::start(&Settings::cheap());
    let agent = Agent::new(&server);
    let token = agent.log_in();
    // Nobody else's page reaches what a developer's machine has for tests.
    let from_elsewhere = Request::get("/dev/stop").field("Host", "evil.example");
    assert_eq!(server.send(&from_elsewhere).status, 404);
    for _ in 0..3 {
        assert_eq!(server.send(&Request::get("/dev/stop")).status, 500);
        assert_eq!(agent.verify(&token).status, 204);
        agent.log_in();
    }
    // Others are there when it stops: what is half way is lost with its memory, and whoever asks again is answered.
    thread::scope(|scope| {
        for n in 0..4 {
            let (mut connection, agent, token) = (server.connect(), &agent, &token);
            scope.spawn(move || {
                for _ in 0..10 {
                    if n == 0 {
                        assert_eq!(connection.send(&Request::get("/dev/stop")).status, 500);
                    } else {
                        assert!((0..5).any(|_| agent.verify(token).status == 204));
                    }
                }
            });
        }
    });
    assert_eq!(agent.verify(&token).status, 204);
}

/// Has many clients log in again and again, kills the runtime among them, and returns the tokens that they got.
fn log_in_until_killed(server: &DevServer) -> Vec<String> {
    let (answered, answers) = mpsc::channel();
    thread::scope(|scope| {
        let client = |n: usize| {
            let (answered, mut connection) = (answered.clone(), server.connect());
            scope.spawn(move || {
                let tokens = std::iter::from_fn(|| log_in(&mut connection, n));
                tokens.inspect(|_| _ = answered.send(())).collect::<Vec<_>>()
            })
        };
        let clients: Vec<_> = (0..CLIENTS).map(client).collect();
        (0..CLIENTS / 2).for_each(|_| answers.recv().expect("all are answered until the end"));
        server.kill_runtime();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    })
}

/// A token, unless the runtime is gone.
fn log_in(connection: &mut Connection, client: usize) -> Option<String> {
    let answer = connection.try_send(&envelope::post(SAMPLE).from(&format!("10.1.{client}.1"))).ok()?;
    (answer.status == 200).then(|| Envelope::read(&answer).token.expect("the password is right"))
}

fn jti(token: &str) -> Value {
    let claims = token.split('.').nth(1).expect("three parts");
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    json!(claims["jti"])
}

fn fixture(settings: &Settings) -> Vec<String> {
    let password = Password::from("passWord1!".to_owned());
    let hash =
        password_hash::hash(&password.normal(nfkc), [7; 16], settings.cost, settings::peppers().current())
            .unwrap();
    vec![
        "INSERT INTO agency (agency_code, name) VALUES (12036, 'Alpha Travel')".to_owned(),
        "INSERT INTO structure_unit (agency_code, unit, name) VALUES (12036, 'ALPHA', 'Central office')"
            .to_owned(),
        format!(
            "INSERT INTO application (agency_code, login, password_hash, created_at) \
             VALUES (12036, 'testuser.auth@mixvel.com', '{hash}', 0)"
        ),
        "INSERT INTO application_unit VALUES (12036, 'testuser.auth@mixvel.com', 'ALPHA')".to_owned(),
    ]
}

/// A hash that takes a minute to compare, so that the runtime dies amid it. Nothing matches it.
const SLOW: &str = "$argon2id$v=19$m=19456,t=4000,p=1,keyid=dGVzdA$BwcHBwcHBwcHBwcHBwcHBw\
                    $kqaGtieHaCRNrYIwL7g1/iQ73Gz1P/95xcsUMGhLp7U";

#[test]
fn a_try_whose_request_died_amid_its_hash_counts_until_its_lease_ends_and_no_longer() {
    let settings = Settings::cheap();
    let place = Place::new(&settings, &employee_fixture());
    let server = DevServer::start(&place);
    let lease = "SELECT failed, (SELECT count(*) FROM lease) AS leases FROM password_try";
    let leased = thread::scope(|scope| {
        let mut connection = server.connect();
        scope.spawn(move || connection.try_send(&password_of_employee("wrong")).ok());
        let mut looks = iter::repeat_with(|| place.query(lease));
        let leased = looks.by_ref().take(100).find(|rows| !rows.is_empty());
        server.kill_runtime();
        leased
    });
    drop(server);
    assert_eq!(leased, Some(vec![json!({"failed": 0, "leases": 1})]), "it was amid its hash");
    assert_eq!(place.query(lease), [json!({"failed": 0, "leases": 1})], "the lease outlives its request");

    // The lease moves into the future, so that no stall of this machine outlasts it.
    let right = Password::from(employee::PASSWORD.to_owned());
    let right =
        password_hash::hash(&right.normal(nfkc), [7; 16], settings.cost, settings::peppers().current())
            .unwrap();
    place.query(&format!(
        "UPDATE password_try SET failed = 2; UPDATE lease SET until = {}; \
         UPDATE employee SET password_hash = '{right}'",
        now().plus_ms(3_600_000).0
    ));
    let server = DevServer::start(&place);
    let mut connection = server.connect();
    refused(&connection.send(&password_of_employee(employee::PASSWORD)), 429, "busy");
    place.query(&format!("UPDATE lease SET until = {}", now().0));
    assert_eq!(at(&connection.send(&password_of_employee(employee::PASSWORD))), "requirements");
    let rows = place.query("SELECT event, detail FROM audit ORDER BY at");
    let row = |event: &str, detail: &str| json!({"event": event, "detail": detail});
    assert_eq!(rows, [row("sign_in.refused", "busy"), row("sign_in.password_accepted", "cashier")]);
}

fn password_of_employee(password: &str) -> Request {
    let body = json!({"login": "employee@example.test", "password": password});
    Request::post("/api/auth/credentials", "application/json", body.to_string())
        .field("Host", "cashier.localhost")
        .field("X-MixVel-Auth", "1")
        .field("Sec-Fetch-Site", "same-origin")
}

fn employee_fixture() -> Vec<String> {
    vec![
        "INSERT INTO agency (agency_code, name) VALUES (12036, 'Alpha Travel')".to_owned(),
        "INSERT INTO structure_unit (agency_code, unit, name) VALUES (12036, 'ALPHA', 'Central office')"
            .to_owned(),
        format!(
            "INSERT INTO employee (agency_code, login, name, role, password_hash, created_at) \
             VALUES (12036, 'employee@example.test', 'Tess Ter', 'cashier', '{SLOW}', 0)"
        ),
        "INSERT INTO employee_product VALUES (12036, 'employee@example.test', 'cashier')".to_owned(),
        "INSERT INTO employee_unit VALUES (12036, 'employee@example.test', 'ALPHA', 0)".to_owned(),
    ]
}
