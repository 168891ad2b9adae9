//! Header fields that every answer carries, whatever it is and wherever it comes from.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::fs;

use serde_json::json;
use shared::value::product::Product;
use tests::agent::{Agent, PASSWORD};
use tests::browser::Browser;
use tests::connection::{Request, Response};
use tests::employee::Employee;
use tests::project;
use tests::server::Server;
use tests::settings::Settings;
use tests::upstream::Upstream;

/// What is the same on all answers.
const ALWAYS: [(&str, &str); 5] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
];
const NO_STORE: &str = "no-store";
const NO_CACHE: &str = "no-cache";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Status and `Cache-Control` that an answer must have, and all the fields that every answer has, each once.
#[track_caller]
fn require(what: &str, answer: &Response, status: u16, cache: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.text());
    let all = |name| answer.fields.all(name).collect::<Vec<_>>();
    for (name, value) in ALWAYS {
        assert_eq!(all(name), [value], "{what}: {name}");
    }
    assert_eq!(all("cache-control"), [cache], "{what}: {:?}", answer.fields);
    let policies = all("content-security-policy");
    let [policy] = policies[..] else { panic!("{what}: {policies:?}") };
    for directive in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.split("; ").any(|found| found == directive), "{what}: no {directive} in {policy}");
    }
    // Mails are made of styles that stand in them, and only a developer's machine shows them.
    let inline = policy.contains("'unsafe-inline'") && !what.starts_with("/dev/mail");
    assert!(!inline && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    for other_site in ["http:", "https:", "*", "data:"] {
        assert!(!policy.contains(other_site), "{what}: {policy}");
    }
}

fn browsers(server: &Server) -> [Browser<'_>; 2] {
    Product::ALL.map(|product| Browser::new(server, product, "10.9.9.9"))
}

#[test]
fn pages_are_protected_and_asked_for_again_each_time() {
    let server = Server::shared();
    for mut browser in browsers(server) {
        for path in ["/", "/two-factor", "/legal/policy", "/legal/consent"] {
            let answer = browser.send(&browser.get(path));
            require(path, &answer, 200, NO_CACHE);
            let policy = answer.field("content-security-policy").unwrap();
            assert!(policy.contains("require-trusted-types-for 'script'"), "{path}: {policy}");
            assert!(answer.field("content-type").unwrap().starts_with("text/html"), "{path}");
            for inline in [" style=\"", " onclick=", " onload=", "javascript:"] {
                assert!(!answer.text().contains(inline), "{path}: {inline} would be refused by its policy");
            }
        }
        let form =
            browser.bare(Request::post("/", "application/x-www-form-urlencoded", "login=a&password=b"));
        let answer = browser.send(&form);
        require("a form without scripts", &answer, 200, NO_CACHE);
        let head = browser.send(&browser.bare(Request::new("HEAD", "/")));
        require("HEAD of a page", &head, 200, NO_CACHE);
        require("a redirect", &browser.send(&browser.get("/.well-known/change-password")), 303, NO_STORE);
    }
    require("the start page", &server.send(&Request::get("/")), 200, NO_CACHE);
}

#[test]
fn hashed_assets_are_protected_and_kept_for_ever() {
    let server = Server::shared();
    let names = fs::read_dir(project::root().join("frontend/dist/assets")).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.len() >= 4, "{names:?}");
    for mut browser in browsers(server) {
        for name in &names {
            let path = format!("/assets/{name}");
            let answer = browser.send(&browser.get(&path));
            require(&path, &answer, 200, IMMUTABLE);
            assert_eq!(answer.field("set-cookie"), None, "{path}");
            let kind = answer.field("content-type").unwrap_or_default();
            let expected = match name.rsplit_once('.') {
                Some((_, "wasm")) => "application/wasm",
                Some((_, "css")) => "text/css",
                _ => "text/javascript",
            };
            assert!(kind.starts_with(expected), "{path} is {kind}");
            let tag = answer.field("etag").expect("a tag").to_owned();
            let again = browser.send(&browser.get(&path).field("If-None-Match", &tag));
            require(&path, &again, 304, IMMUTABLE);
        }
        // The platform answers these alone; they must not be kept, since the next deployment may bring them.
        for missing in ["/assets/none.js", "/assets/", "/pages/cashier.en.html", "/_headers", "/nothing"] {
            require(missing, &browser.send(&browser.get(missing)), 404, NO_STORE);
        }
    }
}

#[test]
fn answers_and_refusals_of_the_browser_api_are_protected_and_never_stored() {
    let server = Server::shared();
    let employee = Employee::cashier(server);
    let mut browser = employee.browser();
    let post = |path: &str| browser.post(path, &json!({}));
    let cases = [
        ("where one stands", browser.get("/api/auth/state"), 200),
        ("a wrong password", browser.credentials_request(&employee.login, "wrong"), 401),
        ("another step", browser.code_request("123456"), 409),
        ("another site", browser.bare(Request::post("/api/auth/code", "application/json", "{}")), 403),
        ("what is not expected", post("/api/auth/code"), 400),
        (
            "another media type",
            browser.post("/api/auth/code", &json!({})).field("Content-Type", "text/plain"),
            415,
        ),
        ("too much", browser.post("/api/auth/code", &json!("x".repeat(9_000))), 413),
        ("a sign-out of nobody", post("/api/auth/sign-out"), 200),
        ("a link that does not count", browser.post("/api/auth/setup-key", &json!({"token": "x"})), 410),
        ("a wrong method", browser.get("/api/auth/code"), 405),
        ("the methods", browser.bare(Request::new("OPTIONS", "/api/auth/code")), 204),
        ("no endpoint", post("/api/auth/nothing"), 404),
        ("the right password", browser.credentials_request(&employee.login, tests::employee::PASSWORD), 200),
    ];
    for (what, request, status) in cases {
        require(what, &browser.send(&request), status, NO_STORE);
    }
    require("its document", &browser.send(&browser.get("/api/openapi.json")), 200, NO_CACHE);
    for dev in ["/dev/mail", "/dev/mail.json", "/dev/mail?id=none"] {
        let answer = browser.send(&browser.get(dev));
        require(dev, &answer, answer.status, NO_STORE);
    }
}

#[test]
fn answers_to_programs_are_protected_and_documents_asked_for_again() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let token = agent.log_in();
    let upper = Request::get("/").field("Host", "evil.example");
    let cases = [
        ("a token", agent.login_request(PASSWORD), 200),
        ("no token", agent.login_request("wrong"), 200),
        ("no envelope", Request::post("/api/Accounts/login", "application/xml", "x"), 400),
        ("a wrong method", Request::get("/api/Accounts/login"), 405),
        ("the methods", Request::new("OPTIONS", "/api/Accounts/login"), 204),
        ("a token that counts", agent.verify_request(&token), 204),
        ("a token that does not", agent.verify_request("x"), 401),
        (
            "an unknown gateway",
            Request::post("/api/Accounts/introspect", "application/x-www-form-urlencoded", ""),
            401,
        ),
        ("no web service", Request::get("/api/Order/AirShopping").bearer(&token), 404),
        ("an unknown host", upper, 404),
        ("nothing", Request::get("/nothing"), 404),
        ("health", Request::get("/healthz"), 200),
    ];
    for (what, request, status) in cases {
        require(what, &server.send(&request), status, NO_STORE);
    }
    for document in ["/robots.txt", "/.well-known/security.txt", "/favicon.ico", "/xsd/Mixvel_Auth.xsd"] {
        require(document, &server.send(&Request::get(document)), 200, NO_CACHE);
    }
}

#[test]
fn answers_of_the_web_service_behind_the_guard_are_protected_where_it_says_nothing_itself() {
    let silent = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    let (upstream, _seen) = Upstream::answering(silent);
    let server = Server::reserve(&Settings::cheap().var("UPSTREAM_URL", &upstream.url));
    let token = Agent::new(&server).log_in();
    let request = Request::get("/api/Order/AirShopping").bearer(&token);
    require("an answer passed on", &server.send(&request), 200, NO_STORE);
    drop(server);

    let (upstream, _seen) =
        Upstream::answering(silent.replace("OK\r\n", "OK\r\nCache-Control: max-age=5\r\n"));
    let server = Server::reserve(&Settings::cheap().var("UPSTREAM_URL", &upstream.url));
    require("an answer with a word of its own", &server.send(&request), 200, "max-age=5");
    drop(server);

    let server = Server::reserve(&Settings::cheap().var("UPSTREAM_URL", "http://127.0.0.1:1"));
    require("nobody behind the guard", &server.send(&request), 502, NO_STORE);
}

#[test]
fn faults_are_protected_too() {
    let server = Server::reserve(&Settings::cheap());
    let mut browser = Employee::cashier(&server).browser();
    browser.cookies.insert("__Host-session".to_owned(), "A".repeat(43));
    server.sql("ALTER TABLE session RENAME TO gone", &[]);
    let answer = browser.send(&browser.get("/api/auth/state"));
    server.sql("ALTER TABLE gone RENAME TO session", &[]);
    require("storage is down", &answer, 503, NO_STORE);
    drop(server);

    let server = Server::reserve(&Settings::cheap().var("SEAL_KEYS", "x"));
    for path in ["/", "/api/auth/state", "/nothing"] {
        let answer = server.send(&Request::get(path).field("Host", "cashier.localhost"));
        require("a service that is not set up", &answer, 500, NO_STORE);
    }
}
