//! Operators of a deployed environment: the command line at a desk, over https, with a stand-in for wrangler.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use serde_json::json;
use shared::api::admin::audit::PATH;
use shared::time::HOUR_MS;
use tests::connection::Request;
use tests::dev_server::{DevServer, Place};
use tests::employee::now;
use tests::operator::Operator;
use tests::settings::{OPERATOR_KEY, Settings};
use tests::tls_front::TlsFront;

const SHOW: &str = "agency show --agency 12036";

fn place() -> Place {
    let fixture = ["INSERT INTO agency (agency_code, name) VALUES (12036, 'Alpha Travel')".to_owned()];
    Place::new(&Settings::cheap(), &fixture)
}

#[test]
fn an_operator_works_over_https_until_the_key_is_wrong_over_or_its_owner_removed() {
    let place = place();
    let server = DevServer::start(&place);
    let front = TlsFront::of(&server);
    let operator = Operator::at_desk(&place, &front);
    operator.done("unit create --unit 12036_ALPHA --name Office --address Arbat --seance Regular");
    let made =
        operator.done("application create --login shop@alpha.example --agency 12036 --unit 12036_ALPHA");
    assert!(made["password"].as_str().is_some_and(|password| password.len() >= 25), "{made}");
    assert_eq!(operator.audit("shop@alpha.example"), ["operator:local application.created 12036_ALPHA"]);

    let hired = operator.done(
        "account create --login vera@alpha.example --name Vera --agency 12036 --role cashier --product cashier \
         --unit 12036_ALPHA",
    );
    assert_eq!(hired["state"], "invited", "{hired}");
    assert!(hired["password"].is_null(), "nobody but its owner ever knows it: {hired}");

    for name in ["anna", "boris"] {
        let file = operator.file(&format!("{name}.key"));
        let made = operator.done(&format!("operator create --name {name} --file {}", file.display()));
        assert_eq!((&made["id"], &made["state"]), (&json!(name), &json!("active")));
    }
    let (anna, boris) =
        (operator.clone().with_key_file("anna.key"), operator.clone().with_key_file("boris.key"));
    anna.done("application block --login shop@alpha.example");
    let blocked = "operator:anna application.blocked sessions 0, sign-ins 0, tokens 0".to_owned();
    assert!(boris.audit("shop@alpha.example").contains(&blocked));
    boris.done("operator remove --name anna");
    assert_eq!(anna.refused(SHOW), "operator_key", "on the very next request");
    place.query("UPDATE operator SET expires_at = 1 WHERE name = 'boris'");
    assert_eq!(boris.refused(SHOW), "operator_key");
    let listed = operator.done("operator list")["operators"].clone();
    let state = |name: &str| {
        listed.as_array().unwrap().iter().find(|one| one["id"] == name).unwrap()["state"].clone()
    };
    assert_eq!([state("anna"), state("boris"), state("local")], ["removed", "expired", "active"]);

    let wrong = format!("mvop_{}", "B".repeat(43));
    assert_eq!(operator.clone().distrusting().refused(SHOW), "certificate");
    assert_eq!(operator.with_key(&wrong).refused(SHOW), "operator_key");
    for (host, status) in [("127.0.0.1", 200), ("cashier.localhost", 404), ("lk.localhost", 409)] {
        let bearer = format!("Bearer {OPERATOR_KEY}");
        let request = Request::get(PATH).field("Host", host).field("Authorization", &bearer);
        assert_eq!(server.connect().send(&request).status, status, "{host}");
    }
}

#[test]
fn when_all_keys_are_lost_the_first_one_is_made_again_by_the_platforms_command() {
    let place = place();
    let server = DevServer::start(&place);
    let front = TlsFront::of(&server);
    let operator = Operator::at_desk(&place, &front);
    operator.done(SHOW);
    let first =
        format!("operator create --first --name carla --file {}", operator.file("carla.key").display());
    assert_eq!(operator.refused(&first), "not_first");
    // docs/broken-door.md, "All operator keys are lost".
    place.query("UPDATE operator SET removed_at = unixepoch() * 1000 WHERE removed_at IS NULL");
    assert_eq!(operator.refused(SHOW), "operator_key");
    assert_eq!(operator.done(&first)["state"], "active");
    let carla = operator.clone().with_key_file("carla.key");
    carla.done(SHOW);
    assert_eq!(carla.audit("operator:carla"), ["console operator.created first"]);
    let told = std::fs::read_to_string(operator.file("told")).unwrap();
    let key = std::fs::read_to_string(operator.file("carla.key")).unwrap();
    assert!(told.contains("INSERT INTO operator") && !told.contains(key.trim()), "{told}");
}

#[test]
fn a_ring_goes_by_the_platforms_command_and_its_moves_to_the_audit_log() {
    let place = place();
    let server = DevServer::start(&place);
    let front = TlsFront::of(&server);
    let operator = Operator::at_desk(&place, &front);
    operator.done("key create --file ring.json --kid first");
    operator.done("key add --file ring.json --kid next");
    assert_eq!(operator.refused("key promote --file ring.json --kid next"), "too_early");
    operator.done("key retire --file ring.json --kid next");
    assert_eq!(operator.audit("first"), ["operator:local key.added"]);
    assert_eq!(operator.audit("next"), ["operator:local key.added", "operator:local key.retired"]);
    let sent = std::fs::read_to_string(operator.file("secrets")).unwrap();
    assert!(sent.ends_with(std::fs::read_to_string(operator.file("ring.json")).unwrap().trim_end()));
}

#[test]
fn texts_and_notices_are_published_from_the_desk_and_their_rows_say_by_whom() {
    let place = place();
    let server = DevServer::start(&place);
    let front = TlsFront::of(&server);
    let operator = Operator::at_desk(&place, &front);
    for (name, text) in
        [("ru.txt", "Согласие на обработку данных.\n\nВторое."), ("en.txt", "Consent.\n\nSecond.")]
    {
        std::fs::write(operator.file(name), text).unwrap();
    }
    let published = operator.done("text publish --kind consent --product cashier --ru ru.txt --en en.txt");
    let texts = operator.done("text list")["texts"].clone();
    let first = &texts.as_array().unwrap()[0];
    assert_eq!((&first["id"], &first["published_by"]), (&published["id"], &json!("operator:local")));
    let until = now().plus_ms(HOUR_MS);
    let made = operator.done(&format!(
        "notice announce --product boss --level warning --ru Ночью --en Tonight --until {until}"
    ));
    let id = made["id"].as_str().unwrap();
    assert_eq!(operator.done("notice list")["notices"][0]["en"], "Tonight");
    assert_eq!(operator.done(&format!("notice withdraw --id {id}"))["state"], "withdrawn");
    assert_eq!(operator.done("notice list")["notices"], json!([]));
    let rows = place.query("SELECT event FROM audit WHERE actor = 'operator:local' ORDER BY event");
    let events: Vec<_> = rows.iter().map(|row| row["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["notice.announced", "notice.withdrawn", "text.published"]);
}
