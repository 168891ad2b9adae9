//! Published texts and notices in the platform's own KV: they are read from there, and nothing is asked of D1.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use serde_json::{Value, json};
use shared::time::DAY_MS;
use shared::value::product::Product;
use tests::browser::{Browser, json_of};
use tests::connection::{Request, Response};
use tests::employee::now;
use tests::server::Server;
use tests::settings::Settings;

/// The key of an operator, and its digest as the database keeps it.
const KEY: &str = "mvop_of-olga";
const DIGEST: &str = "_TBE7MV3cUYh2QEofHQYFfPAEMvWTZZ-M-7hYhKKps4";

fn done(server: &Server, path: &str, body: &Value) -> Value {
    let request = Request::post(path, "application/json", body.to_string()).bearer(KEY);
    let answer = server.send(&request);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    json_of(&answer)
}

fn read(browser: &mut Browser<'_>, path: &str) -> Response {
    let answer = browser.send(&browser.get(path));
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer
}

#[test]
fn what_was_published_is_read_while_the_database_has_lost_it() {
    let server = Server::start(&Settings::cheap());
    let add =
        "INSERT INTO operator (name, key_hash, created_at, expires_at) VALUES ('olga', ?, 1, 9000000000000)";
    server.sql(add, &[json!(DIGEST)]);
    let text = json!({"kind": "consent", "product": "boss", "ru": "Новое согласие", "en": "A new <consent>"});
    let version = done(&server, "/api/admin/texts", &text)["version"].as_str().unwrap().to_owned();
    let notice = json!({"product": "boss", "level": "warning", "ru": "Ночью работы", "en": "Maintenance tonight",
                        "until_ms": now().plus_ms(DAY_MS).0});
    let id = done(&server, "/api/admin/notices", &notice)["id"].clone();
    for table in ["text_version", "notice"] {
        server.sql(&format!("DROP TABLE {table}"), &[]);
    }
    let mut browser = Browser::new(&server, Product::Boss, "10.9.9.8");
    let page = read(&mut browser, &format!("/legal/consent?version={version}"));
    assert!(page.text().contains("A new &lt;consent&gt;") && page.text().contains("Новое согласие"));
    assert!(!page.text().contains("{text}") && !page.text().contains("{version}"), "{}", page.text());
    let shown = read(&mut browser, "/api/auth/notices");
    assert_eq!(shown.field("cache-control"), Some("public, max-age=60"));
    let expected = json!({"id": id, "level": "warning", "ru": "Ночью работы", "en": "Maintenance tonight"});
    assert_eq!(json_of(&shown), json!({"notices": [expected]}));
}
