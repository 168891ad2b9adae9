//! Tokens as others see them: an independent implementation, forgers, the clock, and a rotation of the keys.

use std::slice;

use serde_json::{Value, json};
use shared::key_ring::{KeyRing, PROMOTE_AFTER_MS, RETIRE_AFTER_MS};
use shared::time::UnixMillis;
use tests::agent::Agent;
use tests::connection::Request;
use tests::envelope::Envelope;
use tests::server::Server;
use tests::settings::{ISSUER, Settings};
use tests::token::{self, now_s};

const DAY_S: i64 = 86_400;

/// Claims of a token of this agent that began so many seconds ago.
fn claims(agent: &Agent<'_>, jti: &str, age_s: i64) -> Value {
    let issued = now_s() - age_s;
    json!({
        "iss": ISSUER, "aud": "mixvel-web-service", "sub": agent.login, "name": "Tests", "jti": jti,
        "iat": issued, "nbf": issued, "exp": issued + DAY_S,
        "structure_unit": agent.unit, "agency_code": agent.agency,
    })
}

fn header() -> Value {
    json!({ "alg": "HS512", "typ": "JWT", "kid": "first" })
}

/// Stores a token as if it had been issued with these claims.
fn store(server: &Server, claims: &Value) {
    let sql = "INSERT INTO token (agency_code, jti, login, unit, issued_at, expires_at) \
               VALUES (?1, ?2, ?3, 'ALPHA', ?4 * 1000, ?5 * 1000)";
    let values = ["agency_code", "jti", "sub", "iat", "exp"].map(|name| claims[name].clone());
    server.sql(sql, &values);
}

#[track_caller]
fn refused(agent: &Agent<'_>, token: &str, reason: &str) {
    let answer = agent.verify(token);
    assert_eq!(Envelope::refusal(&answer).0, 401, "{reason}");
    assert_eq!(agent.audited("token.refused", reason), 1, "no {reason} in {:?}", agent.audit());
}

#[test]
fn an_independent_implementation_accepts_a_token_and_reads_what_was_promised() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let before = now_s();
    let token = agent.log_in();
    let key = Settings::cheap().keys.signing().unwrap().clone();
    let opened = token::open(server, &token, &key).unwrap();
    assert_eq!(opened.header, header());
    let claims = &opened.claims;
    let seconds = |name: &str| claims[name].as_i64().unwrap();
    assert_eq!(seconds("exp") - seconds("iat"), DAY_S);
    assert_eq!(seconds("nbf"), seconds("iat"));
    assert!((before..=now_s()).contains(&seconds("iat")), "{claims}");
    let names = ["iss", "aud", "sub", "name", "structure_unit"].map(|name| claims[name].as_str().unwrap());
    assert_eq!(names, [ISSUER, "mixvel-web-service", &agent.login, "Tests", &agent.unit]);
    assert_eq!(claims["agency_code"], agent.agency);
    let row = &server.sql("SELECT * FROM token WHERE login = ?1", &[json!(agent.login)])[0];
    assert_eq!((&row["jti"], &row["unit"]), (&claims["jti"], &json!("ALPHA")));
    assert_eq!(row["expires_at"], seconds("exp") * 1000);
}

#[test]
fn a_token_made_elsewhere_with_our_key_counts_only_when_it_was_issued_here() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let key = Settings::cheap().keys.signing().unwrap().clone();
    let claims = claims(&agent, "elsewhere", 60);
    let token = token::sign(server, &header(), &claims, &key);
    refused(&agent, &token, "unknown");
    store(server, &claims);
    assert_eq!(agent.verify(&token).status, 204);
}

#[test]
fn a_token_ends_after_24_hours_to_the_second_and_begins_when_it_was_issued() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let key = Settings::cheap().keys.signing().unwrap().clone();
    let token = |jti: &str, age_s: i64| {
        let claims = claims(&agent, jti, age_s);
        store(server, &claims);
        token::sign(server, &header(), &claims, &key)
    };
    assert_eq!(agent.verify(&token("nearly", DAY_S - 60)).status, 204);
    let expired = token("over", DAY_S);
    refused(&agent, &expired, "expired");
    let texts = Envelope::read(&agent.verify(&expired)).error.unwrap().texts;
    assert!(texts.iter().any(|text| text == "the token has expired"), "{texts:?}");
    refused(&agent, &token("early", -30), "not-yet-valid");
}

#[test]
fn tokens_of_other_keys_algorithms_kinds_and_environments_are_refused() {
    let server = Server::shared();
    let ours = Settings::cheap().keys.signing().unwrap().clone();
    let theirs = KeyRing::new("theirs", &[9; 64], UnixMillis(0)).signing().unwrap().clone();
    let changed = |mut value: Value, name: &str, to: Value| {
        value[name] = to;
        value
    };
    let cases = [
        ("forged", None, None, &theirs),
        ("malformed", Some(("kid", json!("theirs"))), None, &theirs),
        ("malformed", Some(("kid", Value::Null)), None, &ours),
        ("malformed", Some(("alg", json!("HS256"))), None, &ours),
        ("malformed", Some(("alg", json!("none"))), None, &ours),
        ("malformed", Some(("typ", json!("at+jwt"))), None, &ours),
        ("foreign", None, Some(("iss", json!("https://api.mixvel.com"))), &ours),
        ("foreign", None, Some(("aud", json!("cashier"))), &ours),
        ("malformed", None, Some(("agency_code", json!("12036"))), &ours),
    ];
    for (reason, header_change, claims_change, key) in cases {
        let agent = Agent::new(server);
        let claims = claims(&agent, "other", 60);
        store(server, &claims);
        let header = header_change.map_or_else(header, |(name, to)| changed(header(), name, to));
        let claims = claims_change.map_or(claims.clone(), |(name, to)| changed(claims, name, to));
        refused(&agent, &token::sign(server, &header, &claims, key), reason);
    }
}

#[test]
fn a_token_cut_short_or_changed_or_not_there_is_refused() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let token = agent.log_in();
    let unsigned = &token[..=token.rfind('.').unwrap()];
    for broken in [&token[..token.len() - 1], unsigned, "x", "a.b.c", &"A".repeat(8000)] {
        assert_eq!(agent.verify(broken).status, 401, "{broken}");
    }
    let challenge = |request: Request| {
        let answer = server.send(&request.from(&agent.address));
        (answer.status, answer.field("www-authenticate").unwrap_or_default().to_owned())
    };
    let path = "/api/Accounts/verify";
    assert_eq!(challenge(Request::get(path)), (401, r#"Bearer realm="mixvel""#.to_owned()));
    let basic = Request::get(path).field("Authorization", "Basic eDp5");
    assert_eq!(challenge(basic), (401, r#"Bearer realm="mixvel""#.to_owned()));
    let twice = Request::get(path).bearer(&token).bearer(&token);
    assert_eq!(challenge(twice).0, 401);
    // The two may fall into two minutes, each of which has a row of its own.
    let rows = agent.audited("token.refused", "missing");
    assert!((1..=2).contains(&rows), "{:?}", agent.audit());
}

#[test]
fn a_verified_token_tells_who_holds_it() {
    let agent = Agent::new(Server::shared());
    let answer = agent.verify(&agent.log_in());
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    let field = |name| answer.field(name).unwrap_or_default().to_owned();
    let said = ["x-auth-application", "x-auth-agency", "x-auth-structure-unit"].map(field);
    assert_eq!(said, [agent.login.clone(), agent.agency.to_string(), agent.unit.clone()]);
    assert_eq!(field("x-auth-token-id").len(), 36);
}

#[test]
fn a_rotation_of_the_keys_in_three_moves_stops_no_token_before_its_key_is_gone() {
    let settings = Settings::cheap();
    let server = Server::start(&settings);
    let agent = Agent::new(&server);
    let kid = |token: &str, ring: &KeyRing| {
        let opened = ring.keys().iter().find_map(|key| token::open(&server, token, key).ok());
        opened.expect("a key of the ring").header["kid"].as_str().unwrap().to_owned()
    };
    let counts =
        |tokens: &[String]| tokens.iter().map(|token| agent.verify(token).status).collect::<Vec<_>>();
    let old = agent.log_in();

    let added_at = UnixMillis(0);
    let ring = settings.keys.clone().add("second", &[2; 64], added_at).unwrap();
    server.restart(&settings.clone().with_keys(ring.clone()));
    let during = agent.log_in();
    assert_eq!(kid(&during, &ring), "first", "an added key does not sign yet");
    let second = ring.find("second").unwrap();
    let early = claims(&agent, "early", 1);
    store(&server, &early);
    let early =
        token::sign(&server, &json!({ "alg": "HS512", "typ": "JWT", "kid": "second" }), &early, second);
    assert_eq!(
        counts(&[old.clone(), during.clone(), early.clone()]),
        [204, 204, 204],
        "an added key verifies"
    );

    let promoted_at = added_at.plus_ms(PROMOTE_AFTER_MS);
    let ring = ring.promote("second", promoted_at).unwrap();
    server.restart(&settings.clone().with_keys(ring.clone()));
    let new = agent.log_in();
    assert_eq!(kid(&new, &ring), "second", "a promoted key signs");
    assert_eq!(
        counts(&[old.clone(), during.clone(), new.clone()]),
        [204, 204, 204],
        "the replaced key verifies"
    );

    let ring = ring.retire("first", promoted_at.plus_ms(RETIRE_AFTER_MS)).unwrap();
    server.restart(&settings.with_keys(ring));
    assert_eq!(counts(slice::from_ref(&new)), [204]);
    assert_eq!(counts(&[old, during]), [401, 401], "the retired key is gone");
    assert!(agent.audited("token.refused", "malformed") >= 1, "{:?}", agent.audit());
}
