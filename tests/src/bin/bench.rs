//! Measures the worker without wrangler's proxy and prints a table for the closing note of a change. Milliseconds
//! are told; sizes, and what the guard of a product adds, end the program with an error when they are over their budget.

#![allow(clippy::print_stdout, reason = "a program that measures and prints")]

use std::process::ExitCode;
use std::time::Instant;

use serde_json::json;
use tests::agent::{Agent, PASSWORD};
use tests::browser::Browser;
use tests::connection::{Connection, Request};
use tests::employee::{self, Employee};
use tests::measure::{median, time};
use tests::server::Server;
use tests::settings::Settings;
use tests::upstream::Upstream;
use tests::{bundle, hostile};

/// Requests that warm a route up, and those that count.
const WARM_UP: usize = 100;
const COUNTED: usize = 600;
/// Rounds of those where two ways are compared.
const ROUNDS: usize = 60;
/// Starts of the runtime.
const STARTS: usize = 15;
/// Logins that count where each one computes a hash of the standard cost.
const HASHED: usize = 60;
/// Most KiB that hostile documents may leave behind.
const LEFT_BEHIND_KIB: u64 = 10 * 1024;
/// Most milliseconds that the guard of a product adds to a request.
const GUARD_MS: f64 = 3.0;

fn main() -> ExitCode {
    let application =
        Upstream::keeping("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi");
    let settings = Settings::cheap().var("CASHIER_APP_URL", "/app/");
    let settings =
        settings.var("SIGNATURE_KEYS", json!({ "cashier": [{ "id": "g1", "secret": "Q".repeat(86) }] }));
    let cheap = Server::start(&settings.var("CASHIER_UPSTREAM_URL", &application.url));
    let agent = Agent::new(&cheap);
    let token = agent.log_in();
    let trivial = p50(&cheap, COUNTED, |_| Request::get("/robots.txt"));
    let verify = p50(&cheap, COUNTED, |_| agent.verify_request(&token));
    // The platform lets one address have 300 passwords checked a minute, so every login comes from another one.
    let login = p50(&cheap, COUNTED, |n| elsewhere(&agent, n).login_request(PASSWORD));
    let employee = Employee::cashier(&cheap).ready();
    let password = p50(&cheap, COUNTED, |n| {
        let browser = Browser::new(&cheap, employee.product, &address(n));
        browser.credentials_request(&employee.login, employee::PASSWORD)
    });
    let browser = employee.signed_in();
    let guard = added(cheap.connect(), Connection::open(application.port()), &browser.get("/app/"));
    let cold = cold_start(&cheap);
    drop(cheap);

    let standard = Server::start(&Settings::standard());
    let agent = Agent::new(&standard);
    let hashed = p50(&standard, HASHED, |n| elsewhere(&agent, n).login_request(PASSWORD));
    drop(standard);

    let left_behind = hostile::post_all(&Server::start(&Settings::cheap().inspected())).grown_kib();
    let size = bundle::gzipped_bytes();

    println!("\n| what | measured | budget |\n|---|---|---|");
    println!("| start of the runtime with its first answer, p50 | {cold:.0} ms | |");
    println!("| trivial route, 1 connection, p50 | {trivial:.2} ms | |");
    println!("| login without its hash, over the trivial route, p50 | {:.2} ms | 8 ms |", login - trivial);
    println!("| login with its hash, p50 | {hashed:.1} ms | |");
    println!("| verify with revocation, over the trivial route, p50 | {:.2} ms | 2 ms |", verify - trivial);
    println!(
        "| right password to next window without its hash, over the trivial route, p50 | {:.2} ms | 12 ms |",
        password - trivial
    );
    println!(
        "| through the guard of a product, over the same straight to the application, p50 | {guard:.2} ms | {GUARD_MS} ms |"
    );
    println!("| edge bundle, gzip -9 | {} kB | {} kB |", size / 1000, bundle::BUDGET / 1000);
    println!("| memory after 10 000 hostile documents, over warm | {} MB | 10 MB |", left_behind / 1024);
    if size <= bundle::BUDGET && left_behind <= LEFT_BEHIND_KIB && guard <= GUARD_MS {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// How long the runtime takes from nothing to its first answer: what a cold start costs, and what a start costs here.
#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn cold_start(server: &Server) -> f64 {
    let start = || {
        let start = Instant::now();
        server.restart(&Settings::cheap());
        server.send(&Request::get("/robots.txt"));
        start.elapsed().as_secs_f64() * 1000.0
    };
    median((0..STARTS).map(|_| start()).collect())
}

/// The median of so many requests over one connection, in milliseconds.
fn p50(server: &Server, counted: usize, request: impl Fn(usize) -> Request) -> f64 {
    let mut connection = server.connect();
    for n in 0..WARM_UP.min(counted) {
        time(&mut connection, &request(n));
    }
    median((0..counted).map(|n| time(&mut connection, &request(n))).collect())
}

/// How much longer a request takes by the first way than by the second, p50, in milliseconds. They take turns, and of
/// some rounds the quietest counts: what else the machine does is not theirs.
fn added(mut first: Connection, mut second: Connection, request: &Request) -> f64 {
    let mut both = || (time(&mut first, request), time(&mut second, request));
    for _ in 0..WARM_UP {
        both();
    }
    let mut round = || {
        let (first, second) = (0..COUNTED / ROUNDS).map(|_| both()).unzip();
        median(first) - median(second)
    };
    (0..ROUNDS).map(|_| round()).fold(f64::INFINITY, f64::min)
}

fn elsewhere<'a>(agent: &Agent<'a>, n: usize) -> Agent<'a> {
    let mut moved = agent.clone();
    moved.address = address(n);
    moved
}

fn address(n: usize) -> String {
    format!("10.200.{}.{}", n / 250, n % 250)
}
