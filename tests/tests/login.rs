//! `POST /api/Accounts/login` on the real runtime: what a client gets, and what the audit log keeps of it.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::collections::BTreeSet;
use std::{env, fs, process};

use serde_json::json;
use shared::nfkc::nfkc;
use shared::password_hash::{self, Cost};
use shared::value::password::Password;
use tests::agent::{Agent, PASSWORD};
use tests::connection::Request;
use tests::envelope::{self, Envelope, SAMPLE};
use tests::server::Server;
use tests::settings::Settings;

#[path = "../../shared/tests/envelope/xmllint.rs"]
mod xmllint;

const WRONG: (u16, &str, &str, &str) = (200, "AuthResponse", "MIX-100100001", "InvalidUsernameOrPassword");

#[test]
fn the_request_of_the_documentation_gives_a_token_as_printed_and_at_the_standard_cost() {
    let server = Server::start(&Settings::standard().demo());
    let answer = server.send(&envelope::post(SAMPLE).from("192.0.2.1"));
    let read = Envelope::read(&answer);
    assert_eq!((read.status, read.error), (200, None), "{}", answer.text());
    assert_eq!(read.reply_to.as_deref(), Some("0d92db5d-e830-46ff-8af0-9eb4bae192a9"));
    // Client libraries match these letters.
    for literal in ["<MixEnv:Envelope xmlns:MixEnv=", "<auth:AuthResponse xmlns:auth=", "<Token>"] {
        assert!(answer.text().contains(literal), "no {literal} in {}", answer.text());
    }
    let hash = &server.sql("SELECT password_hash FROM application", &[])[0]["password_hash"];
    let Cost { memory_kib, passes } = Cost::STANDARD;
    let cost = format!("m={memory_kib},t={passes},p=1,");
    assert!(hash.as_str().is_some_and(|hash| hash.contains(&cost)), "{hash} is not {cost}");
    let rows = server.sql("SELECT * FROM audit WHERE event = 'token.issued'", &[]);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["agency_code"], 12036);
    assert_eq!(rows[0]["actor"], "testuser.auth@mixvel.com");
    assert_eq!(rows[0]["detail"], "12036_ALPHA");
    assert_eq!(rows[0]["address"], "192.0.2.1");
    assert_eq!(rows[0]["request_id"], answer.field("x-request-id").unwrap());
}

#[test]
fn every_answer_validates_against_the_schemas_that_are_served() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let post = |document: &str| server.send(&envelope::post(document).from(&agent.address)).text();
    let documents = [
        SAMPLE.to_owned(),
        agent.try_password(PASSWORD).text(),
        agent.try_password("wrong").text(),
        post("garbage"),
        post(&SAMPLE.replace("12036_ALPHA", "12036_O")),
        server.send(&Request::get("/api/Accounts/login")).text(),
        server.send(&Request::get("/api/Order/AirShopping")).text(),
        server.send(&Request::get("/api/Accounts/nothing")).text(),
        server.send(&Request::post("/api/Accounts/login", "text/plain", "x")).text(),
        server.send(&envelope::post(vec![b' '; 70_000])).text(),
    ];
    let schemas = env::temp_dir().join(format!("served-schemas-{}", process::id()));
    fs::create_dir_all(&schemas).unwrap();
    for name in ["Mixvel_Envelope.xsd", "Mixvel_Auth.xsd"] {
        let answer = server.send(&Request::get(&format!("/xsd/{name}")));
        assert_eq!(answer.status, 200, "{name}");
        fs::write(schemas.join(name), answer.body).unwrap();
    }
    let verdicts = xmllint::verdicts(&schemas, &documents);
    fs::remove_dir_all(&schemas).unwrap();
    let invalid: Vec<_> = documents.iter().zip(verdicts).filter(|(_, valid)| !valid).collect();
    assert_eq!(invalid, []);
}

#[test]
fn an_unknown_login_and_a_wrong_password_are_told_and_audited_alike() {
    let (known, unknown) = (Agent::new(Server::shared()), Agent::unknown(Server::shared()));
    for agent in [&known, &unknown] {
        let (status, place, code, word) = Envelope::refusal(&agent.try_password("wrong"));
        assert_eq!((status, &*place, &*code, &*word), WRONG);
        assert_eq!(agent.audit(), [("login.refused".to_owned(), "invalid-credentials".to_owned())]);
    }
}

#[test]
fn after_five_wrong_passwords_a_wait_runs_and_the_right_one_clears_it() {
    let server = Server::shared();
    let agent = Agent::new(server);
    for _ in 0..5 {
        assert_eq!(Envelope::refusal(&agent.try_password("wrong")).0, 200);
    }
    let waits = server.sql("SELECT wait_until - tried_at AS wait FROM login_try WHERE failed = 5", &[]);
    assert_eq!(waits, [json!({ "wait": 1000 })]);

    // Moved into the future, so that no stall of this machine outlasts it.
    server.sql("UPDATE login_try SET wait_until = wait_until + 59000 WHERE failed = 5", &[]);
    let answer = agent.try_password(PASSWORD);
    let error = Envelope::read(&answer).error.expect("it has to wait");
    let told: u32 = answer.field("retry-after").expect("it says when").parse().unwrap();
    assert_eq!((answer.status, error.retry_after), (429, Some(told)), "{}", answer.text());
    assert!((30..=60).contains(&told), "{told} s");
    assert_eq!((&*error.place, &*error.kind, &*error.code), ("Body", "BadRequest", "MIX-100100900"));
    assert_eq!((error.can_retry, &*error.texts[0]), (true, "TooManyRequests"));
    assert_eq!(agent.audited("login.refused", "invalid-credentials"), 5);
    assert_eq!(agent.audited("login.refused", "too-many-requests"), 1);

    // The same application is not stopped at another address.
    agent.at(2).log_in();

    server.sql("UPDATE login_try SET wait_until = 0 WHERE failed = 5", &[]);
    agent.log_in();
    for _ in 0..5 {
        assert_eq!(Envelope::refusal(&agent.try_password("wrong")).0, 200);
    }
}

#[test]
fn one_address_has_so_many_passwords_checked_a_minute_and_no_more_and_fills_no_log() {
    let server = Server::shared();
    let agent = Agent::unknown(server);
    let mut connection = server.connect();
    // A login name of its own for each, so that only the address can be what is limited. The window of the limit
    // may end between two requests, and another one begin.
    let answers: Vec<_> = (0..700)
        .map(|n| {
            let login = envelope::login(&format!("nobody{n}@example.test"), "wrong", &agent.unit);
            connection.send(&envelope::post(login).from(&agent.address))
        })
        .collect();
    let refused = answers.iter().find(|answer| answer.status == 429).expect("700 are too many");
    assert_eq!(refused.field("retry-after"), Some("60"));
    let checked = answers.iter().position(|answer| answer.status == 429).unwrap();
    assert!((300..=600).contains(&checked), "{checked} were checked");
    // A row a minute that passwords were wrong, and one that there were too many.
    let rows =
        "SELECT max(rows) FROM (SELECT count(*) AS rows FROM audit WHERE address = ?1 GROUP BY at / 60000)";
    assert_eq!(server.count(rows, &[json!(agent.address)]), 2);
    let named = "SELECT count(*) FROM audit WHERE actor LIKE 'nobody%' OR subject LIKE 'nobody%'";
    assert_eq!(server.count(named, &[]), 0, "nobody's names stand in the open");
}

#[test]
fn several_logins_and_tokens_live_side_by_side() {
    let (one, other) = (Agent::new(Server::shared()), Agent::new(Server::shared()));
    let tokens = [one.log_in(), one.log_in(), other.log_in(), one.at(2).log_in()];
    assert_eq!(tokens.iter().collect::<BTreeSet<_>>().len(), 4);
    for token in &tokens {
        assert_eq!(one.verify(token).status, 204);
    }
    assert_eq!((one.audited("token.issued", &one.unit), other.audited("token.issued", &other.unit)), (3, 1));
}

#[test]
fn logins_are_case_folded_and_passwords_are_not() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let with = |login: &str, password: &str| {
        server.send(&envelope::post(envelope::login(login, password, &agent.unit)).from(&agent.address))
    };
    assert!(Envelope::read(&with(&format!(" {}\n", agent.login.to_uppercase()), PASSWORD)).token.is_some());
    assert_eq!(Envelope::refusal(&with(&agent.login, &PASSWORD.to_lowercase())).2, "MIX-100100001");
}

#[test]
fn a_hash_of_another_cost_is_replaced_at_its_first_use() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let hash = || server.sql("SELECT password_hash FROM application WHERE login = ?1", &[json!(agent.login)]);
    let bare = "$argon2id$v=19$m=16,t=2,p=1$";
    set_password(&agent, server, PASSWORD, Cost { memory_kib: 16, passes: 2 });
    assert!(hash()[0].to_string().contains(bare));
    agent.log_in();
    assert!(hash()[0].to_string().contains("m=8,t=1,p=1,keyid="), "{:?}", hash());
    agent.log_in();
}

#[test]
fn the_same_characters_match_however_they_are_composed() {
    let server = Server::shared();
    let agent = Agent::new(server);
    set_password(&agent, server, "Caf\u{e9} \u{2460} \u{fb01}\u{439}", server.cost());
    let typed = agent.try_password("Cafe\u{301} 1 fi\u{438}\u{306}");
    assert!(Envelope::read(&typed).token.is_some(), "{typed:?}");
    assert!(Envelope::read(&agent.try_password("Cafe 1 fi\u{439}")).token.is_none());
}

/// Stores the hash of a password, made without pepper.
fn set_password(agent: &Agent<'_>, server: &Server, password: &str, cost: Cost) {
    let password = Password::from(password.to_owned()).normal(nfkc);
    let hash = password_hash::hash(&password, [9; 16], cost, None).unwrap();
    let sql = "UPDATE application SET password_hash = ?1 WHERE login = ?2";
    server.sql(sql, &[json!(hash), json!(agent.login)]);
}

#[test]
fn what_happens_is_counted_where_somebody_counts() {
    let server = Server::start(&Settings::cheap().counted());
    let agent = Agent::new(&server);
    agent.log_in();
    server.logged("counted tokens token.issued  1");
    agent.try_password("wrong");
    server.logged("counted failures login.refused invalid-credentials 1");
    assert!(!server.log().contains(&agent.login), "{}", server.log());
}

#[test]
fn the_log_has_a_line_for_each_request_and_no_secret_reaches_it_or_the_audit() {
    let server = Server::start(&Settings::cheap());
    let agent = Agent::new(&server);
    let token = agent.log_in();
    server.sql("ALTER TABLE token RENAME TO away", &[]);
    let fault = agent.verify(&token);
    server.sql("ALTER TABLE away RENAME TO token", &[]);
    // The hash sign of a link, encoded by a mail gateway.
    let encoded = Request::get("/reset%23secret-of-a-link").field("Host", "cashier.localhost");
    let asked = [
        ("/api/accounts/verify", 503, "storage-unavailable", fault),
        ("/api/accounts/verify", 204, "ok", agent.verify(&token)),
        ("/api/accounts/verify", 401, "token-refused", agent.verify(&format!("{token}x"))),
        ("/api/accounts/login", 200, "invalid-credentials", agent.try_password("s3cret-and-wrong")),
        ("/reset", 200, "ok", server.send(&encoded)),
    ];
    for (route, status, outcome, answer) in asked {
        let line = server.line_of(answer.field("x-request-id").unwrap());
        assert_eq!(line["route"], route, "{line}");
        assert_eq!((&line["status"], &line["outcome"]), (&json!(status), &json!(outcome)), "{line}");
        let (took, database) = (line["took_ms"].as_i64().unwrap(), line["database_ms"].as_i64().unwrap());
        assert!(database >= 0 && took >= database, "{line}");
    }
    server.logged("no such table: token");
    let kept = format!("{}\n{:?}", server.log(), server.sql("SELECT * FROM audit", &[]));
    let signature = token.rsplit('.').next().unwrap();
    for secret in [PASSWORD, "s3cret-and-wrong", "secret-of-a-link", &token, signature] {
        assert!(!kept.contains(secret), "{secret} in {kept}");
    }
    assert!(!server.log().contains(&agent.login), "{}", server.log());
}
