//! nginx, Caddy and Traefik beside the edge, with the configurations of docs/applications.md, in front of an application.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::io;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use serde_json::{Map, json};
use shared::value::product::Product;
use tests::browser::{Browser, at, refused};
use tests::connection::Request;
use tests::employee::Employee;
use tests::gateway::{Gateway, Kind};
use tests::http::Fields;
use tests::script;
use tests::server::{Reserved, Server, Worker as _};
use tests::settings::Settings;
use tests::signature::Example;
use tests::upstream::{Exchange, Seen, Upstream};

const PATIENCE: Duration = Duration::from_mins(1);
const SHORT: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi";
/// The fields of an employee of Cashier.
const TOLD: [&str; 8] = [
    "x-auth-agency",
    "x-auth-employee",
    "x-auth-name",
    "x-auth-role",
    "x-auth-seance",
    "x-auth-session-id",
    "x-auth-signature",
    "x-auth-structure-unit",
];
/// The fields of an employee of Boss.
const TOLD_AT_BOSS: [&str; 6] = [
    "x-auth-agency",
    "x-auth-employee",
    "x-auth-name",
    "x-auth-role",
    "x-auth-session-id",
    "x-auth-signature",
];

fn settings(product: Product) -> Settings {
    let keys = json!({ product.as_str(): [{ "id": "g1", "secret": "Q".repeat(86) }] });
    let settings = Settings::cheap().var("CASHIER_APP_URL", "/app/").var("BOSS_APP_URL", "/app/");
    settings.var("SIGNATURE_KEYS", keys).reached_by_address(product)
}

fn edge(product: Product) -> Reserved {
    Server::reserve(&settings(product))
}

/// Every gateway in turn in front of an application of this employee's, and what the application sees.
fn through_each(server: &Server, employee: &Employee<'_>, check: impl Fn(&Gateway, &Receiver<Seen>)) {
    for kind in Kind::ALL {
        eprintln!("through {kind:?}");
        let (upstream, seen) = Upstream::answering(SHORT);
        let application = upstream.url.trim_start_matches("http://");
        let gateway = Gateway::start(kind, employee.product, server.port(), application);
        check(&gateway, &seen);
        assert!(seen.try_recv().is_err(), "{kind:?}: the application has heard of a request more");
    }
}

/// What the application gets of a request that is let through.
#[track_caller]
fn arrives(browser: &Browser<'_>, request: &Request, seen: &Receiver<Seen>) -> Seen {
    let answer = browser.clone().send(request);
    assert_eq!((answer.status, &*answer.text()), (200, "hi"));
    seen.recv_timeout(PATIENCE).expect("the request reached the application")
}

/// The values of all fields that an application may read as one of this name, as those do that make variables of them.
fn read_as<'a>(fields: &'a Fields, name: &str) -> Vec<&'a str> {
    let plain = |found: &str| found.replace(|char: char| !char.is_ascii_alphanumeric(), "-");
    fields.0.iter().filter(|(found, _)| plain(found) == name).map(|(_, value)| &**value).collect()
}

/// The application is told this employee, at this unit, by a signature for the very request that it got.
#[track_caller]
fn is_told(seen: &Seen, employee: &Employee<'_>, unit: &str) {
    assert_eq!(read_as(&seen.fields, "x-auth-employee"), [&*employee.login]);
    assert_eq!(read_as(&seen.fields, "x-auth-name"), ["Tess%20Ter"]);
    assert_eq!(read_as(&seen.fields, "x-auth-role"), ["cashier"]);
    assert_eq!(read_as(&seen.fields, "x-auth-agency"), [employee.agency.to_string()]);
    assert_eq!(read_as(&seen.fields, "x-auth-structure-unit"), [employee.unit(unit)]);
    assert_eq!(read_as(&seen.fields, "x-auth-seance"), ["Regular"]);
    assert_eq!(names_of_told(&seen.fields), TOLD);
    is_signed(seen, employee);
}

/// The names of all fields that an application may read as one of ours, in order.
fn names_of_told(fields: &Fields) -> Vec<&str> {
    let mut names: Vec<_> = fields.0.iter().map(|(name, _)| &**name).collect();
    names.retain(|name| name.replace(['_', '.'], "-").starts_with("x-auth"));
    names.sort_unstable();
    names
}

/// The signature is this employee's, and for the very request that the application got.
#[track_caller]
fn is_signed(seen: &Seen, employee: &Employee<'_>) {
    let mut line = seen.line.split(' ');
    let request = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
    let signature = read_as(&seen.fields, "x-auth-signature")[0];
    let key = ("g1", &*"Q".repeat(86));
    let verified = Example::Python.verified(request, signature, key, employee.product.as_str());
    assert_eq!(verified, employee.login, "{}", seen.line);
}

#[test]
fn every_gateway_tells_who_is_signed_in_with_a_signature_for_the_request_that_arrives() {
    let server = edge(Product::Cashier);
    let employee = Employee::cashier(&server).ready();
    through_each(&server, &employee, |gateway, seen| {
        let mut browser = employee.signed_in().through(gateway);
        for path in ["/app/", "/app/orders/%D0%96?a=%2F%20&b", "/app/a+b/~c?to=//x"] {
            let seen = arrives(&browser, &browser.get(path), seen);
            assert_eq!(seen.line.split(' ').nth(1), Some(path));
            is_told(&seen, &employee, "ALPHA");
        }
        let order = browser.bare(Request::post("/app/orders?new", "text/plain", "a ticket"));
        let seen = arrives(&browser, &order.field("Origin", &browser.origin()), seen);
        assert!(seen.line.starts_with("POST /app/orders?new ") && seen.body == b"a ticket", "{seen:?}");
        is_told(&seen, &employee, "ALPHA");
        assert_eq!(browser.step(), "signed_in", "the edge is reached, too");
    });
}

#[test]
fn a_path_that_gateways_read_differently_is_signed_as_it_arrives_or_does_not_arrive() {
    let server = edge(Product::Cashier);
    let employee = Employee::cashier(&server).ready();
    through_each(&server, &employee, |gateway, seen| {
        let browser = employee.signed_in().through(gateway);
        let mut arrived = 0;
        for path in [
            "/app//x",
            "/app/./x",
            "/app/%2E%2e/x",
            "/app/a%2Fb%3Fc",
            "/app/x/../y?a=../b",
            "/other/../app/x",
            "//app/x",
            "/%61pp/x",
            "/app/x?a=%zz",
            "/app/x;y=1",
        ] {
            let answer = browser.clone().send(&browser.get(path));
            if answer.text() == "hi" {
                is_signed(&seen.recv_timeout(PATIENCE).unwrap(), &employee);
                arrived += 1;
            }
            let mut nobody = employee.browser().through(gateway);
            let answer = nobody.send(&nobody.get(path));
            assert_ne!(answer.text(), "hi", "{path}");
        }
        assert!(arrived >= 4, "{:?}: only {arrived} paths arrive", gateway.kind);
    });
}

#[test]
fn an_application_of_boss_is_told_of_no_point_of_sale() {
    let server = edge(Product::Boss);
    let employee = Employee::boss(&server).ready();
    through_each(&server, &employee, |gateway, seen| {
        let browser = employee.signed_in().through(gateway);
        let seen = arrives(&browser, &browser.get("/app/x"), seen);
        assert_eq!(names_of_told(&seen.fields), TOLD_AT_BOSS);
        assert_eq!(read_as(&seen.fields, "x-auth-role"), ["administrator"]);
        is_signed(&seen, &employee);
    });
}

#[test]
fn without_a_session_a_page_leads_to_the_sign_in_and_back_and_a_script_gets_401() {
    let server = edge(Product::Cashier);
    let employee = Employee::cashier(&server).ready();
    through_each(&server, &employee, |gateway, _| {
        let mut browser = employee.browser().through(gateway);
        refused(&browser.send(&browser.get("/app/x")), 401, "not-signed-in");
        let form =
            browser.bare(Request::post("/app/x", "text/plain", "a ticket")).field("Accept", "text/html");
        refused(&browser.send(&form), 401, "not-signed-in");
        let sent = browser.send(&browser.visit("/app/x?y=1&z=%20"));
        let address = "/?to=%2Fapp%2Fx%3Fy%3D1%26z%3D%2520";
        // Traefik calls the edge by the host of its address, which is the product's where it is deployed.
        let origin = match gateway.kind {
            Kind::Nginx | Kind::Caddy => browser.origin(),
            Kind::Traefik => format!("http://127.0.0.1:{}", server.port()),
        };
        assert_eq!((sent.status, sent.field("location")), (303, Some(&*(origin + address))));
        let step = browser.send(&browser.visit("/app/x").field("Sec-Fetch-Site", "cross-site"));
        assert!(step.status == 401 && step.text().contains("/?to=%2Fapp%2Fx"), "{}", step.text());
        let mut browser = employee.signed_in().through(gateway);
        let back = browser.send(&browser.visit(address));
        assert_eq!((back.status, back.field("location")), (303, Some("/app/x?y=1&z=%20")));
    });
}

#[test]
fn the_end_of_a_session_counts_on_the_next_request_through_every_gateway() {
    let server = edge(Product::Cashier);
    let employee = Employee::cashier(&server).ready();
    through_each(&server, &employee, |gateway, seen| {
        for end in ["ended_at = 1", "last_active_at = last_active_at - 3600000"] {
            let mut browser = employee.signed_in().through(gateway);
            arrives(&browser, &browser.get("/app/"), seen);
            let end = format!("UPDATE session SET {end} WHERE agency_code = ?1 AND ended_at IS NULL");
            employee.sql(&end, &[]);
            let page = browser.send(&browser.visit("/app/"));
            assert!(
                page.status == 303 && page.field("location").unwrap().ends_with("/?to=%2Fapp%2F"),
                "{page:?}"
            );
            refused(&browser.send(&browser.get("/app/")), 401, "not-signed-in");
        }
        let mut browser = employee.signed_in().through(gateway);
        arrives(&browser, &browser.get("/app/"), seen);
        assert_eq!(browser.sign_out().status, 200);
        refused(&browser.send(&browser.get("/app/")), 401, "not-signed-in");
    });
}

#[test]
fn whoever_has_moved_to_another_point_of_sale_is_there_for_the_next_request() {
    let server = edge(Product::Cashier);
    let employee = Employee::cashier(&server).ready();
    through_each(&server, &employee, |gateway, seen| {
        let mut browser = employee.signed_in().through(gateway);
        is_told(&arrives(&browser, &browser.get("/app/"), seen), &employee, "ALPHA");
        assert_eq!(browser.change_point_of_sale().status, 200);
        // Its only seance is chosen by itself.
        assert_eq!(at(&browser.point_of_sale(&employee.unit("DELTA"))), "signed_in");
        is_told(&arrives(&browser, &browser.get("/app/"), seen), &employee, "DELTA");
    });
}

/// A page that says whose request it was, and has the one line that makes it ours.
fn page(exchange: &mut Exchange) -> io::Result<()> {
    exchange.read_all()?;
    let employee = exchange.head.fields.all("x-auth-employee").next().unwrap_or("nobody").to_owned();
    let page = format!(
        "<!doctype html><html lang=\"en\"><title>Orders</title><h1>Application of {employee}</h1>\
         <button data-mixvel-sign-out>Leave</button><script src=\"/session.js\" defer></script>"
    );
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store";
    exchange.write(format!("{head}\r\nContent-Length: {}\r\n\r\n{page}", page.len()).as_bytes())
}

#[test]
fn people_sign_in_work_and_leave_through_every_gateway() {
    let settings = settings(Product::Cashier);
    let server = Server::reserve(&settings);
    let upstream = Upstream::start(page);
    let application = upstream.url.trim_start_matches("http://");
    let gateways = Kind::ALL.map(|kind| Gateway::start(kind, Product::Cashier, server.port(), application));
    let told = gateways.iter().map(|gateway| {
        let origin = match gateway.kind {
            Kind::Nginx | Kind::Caddy => format!("http://cashier.localhost:{}", gateway.port()),
            Kind::Traefik => format!("http://127.0.0.1:{}", server.port()),
        };
        (format!("{:?}", gateway.kind), json!({ "port": gateway.port(), "origin": origin }))
    });
    script::run_through("gateways.mjs", &server, &settings, &told.collect::<Map<_, _>>().into());
}

/// A request with all that somebody could hope to pass off as the gateway's word.
fn forged(request: Request) -> Request {
    let names =
        ["X-Auth-Employee", "X_Auth_Employee", "X-Auth_Employee", "X.Auth.Employee", "x-auth-employee"];
    let request = names.into_iter().fold(request, |request, name| request.field(name, "boss@example.test"));
    let lies = [
        ("X-Auth-Agency", "1"),
        ("X_AUTH_AGENCY", "1"),
        ("X-Auth-Structure-Unit", "1_ALPHA"),
        ("X-Auth-Role", "administrator"),
        ("X-Auth-Signature", "mine"),
        ("X_Auth_Signature", "mine"),
        ("X-Forwarded-Uri", "//evil.example/app/"),
        ("X-Forwarded-Method", "DELETE"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Original-URI", "/app/other"),
        ("X-Original-Method", "DELETE"),
    ];
    lies.into_iter().fold(request, |request, (name, value)| request.field(name, value))
}

#[test]
fn what_a_client_makes_up_reaches_no_application_and_moves_no_redirect() {
    let server = edge(Product::Cashier);
    let employee = Employee::cashier(&server).ready();
    through_each(&server, &employee, |gateway, seen| {
        let mut browser = employee.signed_in().through(gateway);
        is_told(&arrives(&browser, &forged(browser.get("/app/x?y")), seen), &employee, "ALPHA");
        let dropped = browser.get("/app/x").field("Connection", "close, X-Auth-Employee, X-Auth-Signature");
        is_told(&arrives(&browser, &dropped, seen), &employee, "ALPHA");
        browser.cookies.clear();
        refused(&browser.send(&forged(browser.get("/app/x"))), 401, "not-signed-in");
        let sent = browser.send(&forged(browser.visit("/app/x")));
        let address = sent.field("location").unwrap_or_default();
        assert!(sent.status == 303 && address.ends_with("/?to=%2Fapp%2Fx"), "{sent:?}");
        assert!(!address.contains("evil"), "{address}");
    });
}
