//! Fills a database until every table that grows has a million rows, and tells how much slower the worker has become:
//! ratios of medians, measured in turns on a small and on a full one.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a program that measures and prints"
)]

use std::process::ExitCode;
use std::time::Instant;

use serde_json::json;
use shared::api::account;
use tests::agent::{Agent, PASSWORD};
use tests::browser::Browser;
use tests::connection::Request;
use tests::employee::{self, Employee, now};
use tests::measure::{median, time};
use tests::server::Server;
use tests::settings::Settings;

/// Rows of each table.
const ROWS: u32 = 1_000_000;
/// Rows of one statement: no statement may take longer than the platform lets it.
const CHUNK: u32 = 50_000;
/// Requests of one turn, and turns.
const TURN: usize = 40;
const TURNS: usize = 12;
/// Rows of the small database: a full page of every list.
const FEW: u32 = 200;
/// The most that a flow may become slower, and a list.
const MOST: f64 = 1.15;
const MOST_OF_LIST: f64 = 1.5;

/// Each table with what its rows are made of: `n` counts them, ?1 is their agency, ?2 a moment, ?3 an application.
const FILL: [(&str, &str); 10] = [
    (
        "employee (agency_code, login, name, sort_name, role, password_hash, created_at)",
        "?1, 'e' || n || '@growth.test', 'Employee ' || n, 'employee ' || n, 'cashier', 'none', ?2",
    ),
    ("employee_word (agency_code, word, login)", "?1, 'word' || n, 'e' || n || '@growth.test'"),
    (
        "second_factor (agency_code, login, key_id, sealed_key, created_at, activated_at)",
        "?1, 'e' || n || '@growth.test', 's', 'sealed', ?2, ?2",
    ),
    (
        "session (agency_code, secret_hash, login, product, created_at, last_active_at, address, user_agent)",
        "?1, 'session' || n, 'e' || n || '@growth.test', 'boss', ?2, ?2, '', ''",
    ),
    (
        "sign_in (agency_code, secret_hash, login, product, created_at, touched_at, address, user_agent)",
        "?1, 'sign-in' || n, 'e' || n || '@growth.test', 'boss', ?2, ?2, '', ''",
    ),
    // Two hundred of them are locked.
    (
        "password_try (key, failed, taken_at, locked_at, agency_code, login)",
        "'try' || n, 1, ?2, iif(n < 200, ?2, NULL), iif(n < 200, ?1, NULL), iif(n < 200, 'e' || n || '@growth.test', NULL)",
    ),
    (
        "device (agency_code, login, device_hash, lock_key, created_at, used_at)",
        "?1, 'e' || n || '@growth.test', 'device' || n, 'lock' || n, ?2, ?2",
    ),
    (
        "token (agency_code, jti, login, unit, issued_at, expires_at)",
        "?1, 'jti' || n, ?3, 'ALPHA', ?2, ?2 + 86400000",
    ),
    (
        "outbox (agency_code, mail_id, kind, login, language, product, origin, created_at, next_at, state, sent_at)",
        "?1, 'mail' || n, 'new-device', 'e' || n || '@growth.test', 'en', 'boss', '', ?2, ?2, 'sent', ?2",
    ),
    (
        "audit (agency_code, at, audit_id, event, actor, subject)",
        "?1, ?2, 'growth' || n, 'session.opened', 'e' || n || '@growth.test', 'e' || n || '@growth.test'",
    ),
];

fn main() -> ExitCode {
    let (small, full) = (Server::start(&Settings::cheap()), Server::start(&Settings::cheap()));
    let worlds = [World::new(&small), World::new(&full)];
    fill(&small, &worlds[0], FEW);
    fill(&full, &worlds[1], ROWS);
    let flows: [(&str, f64, Flow); 10] = [
        ("verify", MOST, |world, _| world.agent.verify_request(&world.token)),
        ("login of an agent", MOST, |world, n| world.elsewhere(n).login_request(PASSWORD)),
        ("right password of an employee", MOST, |world, n| {
            let browser = Browser::new(world.server, world.employee.product, &address(n));
            browser.credentials_request(&world.employee.login, employee::PASSWORD)
        }),
        ("account page", MOST, |world, _| world.signed_in.get(account::PATH)),
        ("employees", MOST_OF_LIST, |world, _| world.signed_in.get("/api/admin/employees")),
        ("employees, searched", MOST_OF_LIST, |world, _| {
            world.signed_in.get("/api/admin/employees?search=word1")
        }),
        ("employees, locked", MOST_OF_LIST, |world, _| {
            world.signed_in.get("/api/admin/employees?state=password-locked")
        }),
        ("audit log", MOST_OF_LIST, |world, _| world.signed_in.get("/api/admin/audit")),
        ("audit log of one kind", MOST_OF_LIST, |world, _| {
            world.signed_in.get("/api/admin/audit?event=session.opened")
        }),
        ("audit log of one person", MOST_OF_LIST, |world, _| {
            world.signed_in.get("/api/admin/audit?login=e7%40growth.test")
        }),
    ];
    println!("\n| what | {FEW} rows each, p50 | {ROWS}, p50 | ratio | budget |\n|---|---|---|---|---|");
    let mut holds = true;
    for (name, most, request) in flows {
        let [few, filled] = medians(&worlds, request);
        let ratio = filled / few;
        holds &= ratio <= most;
        println!("| {name} | {few:.2} ms | {filled:.2} ms | {ratio:.2} | {most} |");
    }
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A server with one agent and one employee of the agency that is to become full.
struct World<'a> {
    server: &'a Server,
    agent: Agent<'a>,
    token: String,
    employee: Employee<'a>,
    signed_in: Browser<'a>,
}

type Flow = for<'a, 'b> fn(&'a World<'b>, usize) -> Request;

impl<'a> World<'a> {
    fn new(server: &'a Server) -> Self {
        let agent = Agent::new(server);
        let employee = Employee::boss(server).ready();
        let token = agent.log_in();
        Self { server, token, signed_in: employee.signed_in(), agent, employee }
    }

    fn elsewhere(&self, n: usize) -> Agent<'a> {
        let mut moved = self.agent.clone();
        moved.address = address(n);
        moved
    }
}

/// The rows stand in the agency of the employee and, tokens, in that of the agent: the searches that would suffer most.
fn fill(server: &Server, world: &World<'_>, rows: u32) {
    let start = Instant::now();
    for (place, (into, row)) in FILL.iter().enumerate() {
        let agency = if into.starts_with("token") { world.agent.agency } else { world.employee.agency };
        for from in (0..rows).step_by(CHUNK as usize) {
            let sql = format!(
                "INSERT INTO {into} WITH RECURSIVE numbers (n) AS \
                 (SELECT {from} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {}) \
                 SELECT {row} FROM numbers WHERE ?1 + ?2 > 0 AND ?3 <> ''",
                rows.min(from + CHUNK)
            );
            server.sql(&sql, &[json!(agency), json!(now().0), json!(world.agent.login)]);
        }
        println!(
            "{} of {} tables are full after {:.0} s",
            place + 1,
            FILL.len(),
            start.elapsed().as_secs_f64()
        );
    }
}

/// Medians of both worlds, measured in turns, so that whatever else the machine does meets both.
fn medians(worlds: &[World<'_>; 2], request: Flow) -> [f64; 2] {
    let mut connections = worlds.each_ref().map(|world| world.server.connect());
    let mut times = [Vec::new(), Vec::new()];
    for turn in 0..TURNS {
        for place in 0..2 {
            for n in 0..TURN {
                let taken = time(&mut connections[place], &request(&worlds[place], turn * TURN + n));
                // The first turn warms up.
                if turn > 0 {
                    times[place].push(taken);
                }
            }
        }
    }
    times.map(median)
}

/// No address has more passwords checked than the platform lets it.
fn address(n: usize) -> String {
    format!("10.201.{}.{}", n / 250, n % 250)
}
