//! Employees made and operated from the command line while the server runs, as the server sees them.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::collections::BTreeSet;

use serde_json::json;
use shared::api::recovery::SavePassword;
use shared::consent;
use shared::value::product::Product;
use tests::browser::{Browser, at, json_of, refused};
use tests::dev_server::{DevServer, Place};
use tests::employee::{KEY, code, now, wrong_codes};
use tests::operator::Operator;
use tests::settings::Settings;

const LOGIN: &str = "anna@alpha.example";
const PASSWORD: &str = "Anna-passw0rd";

/// A new installation with one agency and one point of sale.
fn new_installation() -> Place {
    let fixture = [
        "INSERT INTO agency (agency_code, name) VALUES (12036, 'Alpha Travel')",
        "INSERT INTO structure_unit (agency_code, unit, name, address) VALUES (12036, 'ALPHA', 'Office', 'Arbat')",
        "INSERT INTO seance (agency_code, unit, name) VALUES (12036, 'ALPHA', 'Regular')",
    ];
    Place::new(&Settings::cheap(), &fixture.map(str::to_owned))
}

/// Creates the employee with this key and consent.
#[track_caller]
fn create(operator: &Operator) {
    let made = operator.done(&format!(
        "account create --login {LOGIN} --name Anna --agency 12036 --product cashier --role cashier \
         --unit 12036_ALPHA --password {PASSWORD} --two-factor-key {KEY} --consent"
    ));
    assert_eq!(
        (&made["id"], &made["state"], &made["password"]),
        (&json!(LOGIN), &json!("active"), &json!(PASSWORD))
    );
}

fn browser(server: &DevServer) -> Browser<'_> {
    Browser::new(server, Product::Cashier, "192.0.2.1")
}

/// The rows that every test begins with, and more, in the order of the alphabet.
fn rows(more: &[String]) -> Vec<String> {
    let consent = format!("operator:local consent.given cashier en {}", consent::version());
    let created =
        "operator:local employee.created role cashier; products cashier; units 12036_ALPHA; key given"
            .to_owned();
    let mut rows = [more, &[consent, created]].concat();
    rows.sort();
    rows
}

#[test]
fn an_employee_made_beside_the_running_server_signs_in_and_is_out_on_the_request_after_a_block() {
    let place = new_installation();
    let server = DevServer::start(&place);
    let operator = Operator::new(&place, &server);
    assert_eq!(browser(&server).credentials(LOGIN, PASSWORD).status, 401);
    create(&operator);
    assert_eq!(
        operator.refused(&format!(
            "account create --login {LOGIN} --name A --agency 12036 --product boss --role administrator"
        )),
        "duplicate_login"
    );

    let mut signed_in = browser(&server);
    assert_eq!(at(&signed_in.credentials(LOGIN, PASSWORD)), "code");
    assert_eq!(at(&signed_in.code(&code(now()))), "signed_in");
    let mut half_done = browser(&server);
    assert_eq!(at(&half_done.credentials(LOGIN, PASSWORD)), "code");
    assert_eq!(operator.done(&format!("account show --login {LOGIN}"))["sessions"], 1);

    assert_eq!(operator.done(&format!("account block --login {LOGIN}"))["state"], "blocked");
    refused(&signed_in.clone().change_point_of_sale(), 409, "step-mismatch");
    let credentials = json!({"name": "credentials", "notice": "ended"});
    assert_eq!(signed_in.state()["step"], credentials);
    assert_eq!(half_done.state()["step"], credentials);
    let answer = browser(&server).credentials(LOGIN, PASSWORD);
    refused(&answer, 403, "no-access");
    assert_eq!(json_of(&answer)["reason"], "blocked");

    assert_eq!(operator.done(&format!("account unblock --login {LOGIN}"))["state"], "active");
    assert_eq!(signed_in.step(), "credentials", "what has ended stays ended");
    assert_eq!(at(&signed_in.credentials(LOGIN, PASSWORD)), "code");
    let own = |event: &str| format!("{LOGIN} {event}");
    let expected = [
        own("sign_in.password_accepted cashier"),
        own("code.accepted"),
        own("session.opened cashier 12036_ALPHA Regular"),
        own("device.known cashier"),
        own("sign_in.password_accepted cashier"),
        "operator:local employee.blocked sessions 1, sign-ins 1, tokens 0".to_owned(),
        own("sign_in.refused blocked"),
        "operator:local employee.unblocked".to_owned(),
        own("sign_in.password_accepted cashier"),
    ];
    // The first try came when nobody had the name yet: the log calls it by a digest, and is found all the same.
    let (unknown, known): (Vec<_>, Vec<_>) =
        operator.audit(LOGIN).into_iter().partition(|row| row.starts_with("login#"));
    assert_eq!(known, rows(&expected));
    assert!(
        unknown.len() == 1 && unknown[0].ends_with(" sign_in.refused invalid-credentials"),
        "{unknown:?}"
    );
}

#[test]
fn a_browser_that_the_account_knows_is_a_stranger_again_on_the_request_after_it_was_forgotten() {
    let place = new_installation();
    let server = DevServer::start(&place);
    let operator = Operator::new(&place, &server);
    create(&operator);
    let mut known = browser(&server);
    known.credentials(LOGIN, PASSWORD);
    assert_eq!(at(&known.code(&code(now()))), "signed_in");
    assert_eq!(at(&known.sign_out()), "credentials");
    for _ in 0..3 {
        refused(&browser(&server).credentials(LOGIN, "wrong"), 401, "invalid-credentials");
    }
    assert_eq!(at(&known.clone().credentials(LOGIN, PASSWORD)), "code");
    let shown = operator.done(&format!("account show --login {LOGIN}"));
    assert_eq!((&shown["devices"], &shown["state"]), (&json!(1), &json!("password-locked")));
    operator.done(&format!("account forget-devices --login {LOGIN}"));
    refused(&known.clone().credentials(LOGIN, PASSWORD), 403, "login-locked");
    assert_eq!(operator.done(&format!("account show --login {LOGIN}"))["devices"], 0);
    let told = operator.audit(LOGIN);
    assert!(told.contains(&"operator:local device.forgotten 1".to_owned()), "{told:?}");
}

#[test]
fn locks_are_lifted_and_a_key_is_reissued_for_the_next_sign_in() {
    let place = new_installation();
    let server = DevServer::start(&place);
    let operator = Operator::new(&place, &server);
    create(&operator);
    let mut anna = browser(&server);
    for _ in 0..3 {
        refused(&anna.credentials(LOGIN, "wrong"), 401, "invalid-credentials");
    }
    refused(&anna.credentials(LOGIN, PASSWORD), 403, "login-locked");
    assert_eq!(operator.done(&format!("account unlock --login {LOGIN} --password"))["state"], "active");
    assert_eq!(at(&anna.credentials(LOGIN, PASSWORD)), "code");

    for wrong in wrong_codes(now(), 2) {
        refused(&anna.code(&wrong), 403, "invalid-code");
    }
    refused(&anna.code(&wrong_codes(now(), 3)[2]), 403, "code-locked");
    refused(&browser(&server).credentials(LOGIN, PASSWORD), 403, "code-locked");
    assert_eq!(operator.done(&format!("account show --login {LOGIN}"))["state"], "code-locked");
    assert_eq!(operator.done(&format!("account unlock --login {LOGIN}"))["state"], "active");
    assert_eq!(at(&anna.credentials(LOGIN, PASSWORD)), "code");

    assert_eq!(operator.done(&format!("account reissue --login {LOGIN}"))["two_factor"], "none");
    refused(&anna.code(&code(now())), 409, "step-mismatch");
    assert_eq!(anna.state()["step"], json!({"name": "credentials", "notice": "ended"}));
    assert_eq!(at(&anna.credentials(LOGIN, PASSWORD)), "requirements");
    assert_eq!(at(&anna.requirements(false, true)), "code");
    refused(&anna.code(&code(now())), 403, "invalid-code");
    assert_eq!(operator.done(&format!("account show --login {LOGIN}"))["two_factor"], "pending");
    // What the command line has queued leaves with the next mail.
    let sent = "SELECT kind FROM outbox WHERE kind = 'second-factor-removed' AND state = 'sent'";
    assert!((0..30).any(|_| place.query(sent).len() == 1), "the owner is told");

    let (mails, told): (Vec<_>, Vec<_>) =
        operator.audit(LOGIN).into_iter().partition(|row| row.contains("second_factor.mail_queued"));
    assert_eq!(mails.len(), 1);
    let own = |event: &str, times: usize| vec![format!("{LOGIN} {event}"); times];
    let operators = |event: &str| vec![format!("operator:local {event}")];
    let expected = [
        own("sign_in.refused invalid-credentials", 3),
        own("password.locked cashier", 1),
        own("sign_in.refused locked", 1),
        operators("password.unlocked"),
        own("sign_in.password_accepted cashier", 3),
        own("code.refused invalid-code", 4),
        own("code.locked cashier", 1),
        own("sign_in.refused code-locked", 1),
        operators("code.unlocked"),
        operators("second_factor.reissued active"),
    ];
    assert_eq!(told, rows(&expected.concat()));
}

#[test]
fn an_employee_who_is_invited_beside_the_running_server_creates_the_password_at_once() {
    let place = new_installation();
    let server = DevServer::start(&place);
    let operator = Operator::new(&place, &server);
    let line = format!(
        "account create --login {LOGIN} --name Anna --agency 12036 --product cashier --role cashier \
         --unit 12036_ALPHA --two-factor-key {KEY} --invite --language en"
    );
    let invited = operator.done(&line);
    assert_eq!((&invited["state"], &invited["password"]), (&json!("invited"), &json!(null)));
    let again = operator.done(&format!("account invite --login {LOGIN}"));
    let token = |told: &serde_json::Value| {
        let told = told["link"].as_str().expect("a link");
        let (page, token) = told.split_once('#').expect("a fragment");
        assert!(page.starts_with("http://cashier.localhost:") && page.ends_with("/invitation"), "{page}");
        token.to_owned()
    };
    let (first, newer) = (token(&invited), token(&again));
    let mut anna = browser(&server);
    let told = json_of(&anna.read_link(&newer));
    assert_eq!((&told["purpose"], &told["login"]), (&json!("invitation"), &json!(LOGIN)));
    refused(&anna.read_link(&first), 410, "link-invalid");
    let save = json!({"token": newer, "password": PASSWORD, "reissue": false, "consent": consent::version()});
    assert_eq!(anna.send(&anna.post(SavePassword::PATH, &save)).status, 200);
    assert_eq!(at(&anna.credentials(LOGIN, PASSWORD)), "code", "consent and key are there");
    assert_eq!(at(&anna.code(&code(now()))), "signed_in");
    assert_eq!(operator.done(&format!("account show --login {LOGIN}"))["state"], "active");
    assert_eq!(operator.refused(&format!("account invite --login {LOGIN}")), "registered");
    let told = operator.audit(LOGIN);
    assert_eq!(
        told.iter().filter(|row| row.starts_with("operator:local employee.invited ")).count(),
        2,
        "{told:?}"
    );
    assert!(told.contains(&format!("{LOGIN} password.created cashier")), "{told:?}");
    assert!(told.contains(&format!("{LOGIN} consent.given cashier en {}", consent::version())), "{told:?}");
}

#[test]
fn old_rows_of_the_log_are_written_into_a_file_part_by_part_and_once() {
    let rows = "INSERT INTO audit (agency_code, at, audit_id, event, actor, subject)
                WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2499)
                SELECT i % 2 * 12036, 1000 + i / 1500, 'row-' || i, 'login.refused', 'anonymous', 'анна ' || i FROM n";
    let place = Place::new(&Settings::cheap(), &[rows.to_owned()]);
    let server = DevServer::start(&place);
    let operator = Operator::new(&place, &server);
    let told = operator.done("audit export --older-than 90 --file old.jsonl");
    assert_eq!(told["rows"], 2500, "{told}");
    let text = std::fs::read_to_string(operator.file("old.jsonl")).unwrap();
    let lines: BTreeSet<&str> = text.lines().collect();
    assert_eq!((text.lines().count(), lines.len()), (2500, 2500));
    assert_eq!(operator.done("audit export --older-than 365 --file older.jsonl")["rows"], 0);
    let exported =
        place.query("SELECT subject FROM audit WHERE event = 'audit.exported' AND actor = 'operator:local'");
    assert_eq!(exported.len(), 3);
}
