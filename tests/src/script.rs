//! A node script of `tests/browser` that drives Chromium, and asks its Rust test for what only the server has:
//! a line of JSON asks, a line of JSON answers.

use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;

use serde_json::{Map, Value, json};

use crate::employee::Employee;
use crate::project;
use crate::server::Server;
use crate::settings::Settings;

/// Runs a script against a server; a test of it that fails fails this.
///
/// The script's first line of input says where the server and Chromium are.
#[track_caller]
pub fn run(script: &str, server: &Server, settings: &Settings) {
    run_through(script, server, settings, &Value::Null);
}

/// The same for a script that is told of gateways, too.
#[track_caller]
pub fn run_through(script: &str, server: &Server, settings: &Settings, gateways: &Value) {
    let mut command = project::node(format!("tests/browser/{script}"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("node cannot be started: {error}"));
    let mut input = child.stdin.take().expect("its input is piped");
    let output = BufReader::new(child.stdout.take().expect("its output is piped"));
    let mut report = child.stderr.take().expect("its errors are piped");
    // Read beside the questions, so that a long report never makes the script wait.
    let report = thread::spawn(move || {
        let mut text = String::new();
        report.read_to_string(&mut text).map(|_| text)
    });
    let needs =
        json!({ "port": server.port(), "chromium": chromium(), "firefox": firefox(), "gateways": gateways });
    // A script that has ended says why in its report.
    let mut told = writeln!(input, "{needs}");
    for line in output.lines() {
        let Ok(line) = line else { break };
        if told.is_ok() {
            told = writeln!(input, "{}", answer(server, settings, &line));
        }
    }
    drop(input);
    let status = child.wait().expect("it was started");
    let report = report.join().expect("reading does not panic").unwrap_or_default();
    assert!(status.success(), "tests/browser/{script}\n{report}");
    eprintln!("{report}");
}

/// The Chromium that `cargo xtask test` found, else the first of that name on PATH.
pub fn chromium() -> PathBuf {
    let name = env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("chromium"), PathBuf::from);
    on_path(&name).unwrap_or_else(|| panic!("{} is missing: `cargo xtask test` installs it", name.display()))
}

/// The Firefox that `cargo xtask test` found, else Debian's or another one on PATH.
fn firefox() -> Option<PathBuf> {
    let own = env::var_os("FIREFOX").map(PathBuf::from);
    own.into_iter().chain(["firefox-esr", "firefox"].map(PathBuf::from)).find_map(|name| on_path(&name))
}

fn on_path(name: &Path) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // A whole path is joined to nothing.
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn answer(server: &Server, settings: &Settings, line: &str) -> Value {
    let asked = serde_json::from_str::<Value>(line).map_err(|error| format!("{error}: {line}"));
    match asked.and_then(|request| carry_out(server, settings, &request)) {
        Ok(value) => json!({ "ok": value }),
        Err(error) => json!({ "error": error }),
    }
}

fn carry_out(server: &Server, settings: &Settings, request: &Value) -> Result<Value, String> {
    match request["operation"].as_str().unwrap_or_default() {
        "sql" => {
            let values = request["values"].as_array().cloned().unwrap_or_default();
            server.try_sql(request["sql"].as_str().unwrap_or_default(), &values).map(Value::from)
        }
        "seed" => Ok(seed(server, request)),
        "log" => Ok(server.log().into()),
        "cron" => {
            server.run_cron();
            Ok(Value::Null)
        }
        "restart" => {
            let vars = request["vars"].as_object().cloned().unwrap_or_default();
            server.restart(&with_vars(settings, &vars));
            Ok(json!({ "port": server.port() }))
        }
        other => Err(format!("no operation is called {other:?}")),
    }
}

/// A new employee, of the product that the wish names and with what it does not deny.
fn seed(server: &Server, wish: &Value) -> Value {
    let boss = wish["product"] == "boss";
    let mut employee = if boss { Employee::boss(server) } else { Employee::cashier(server) };
    if wish["consent"] != false {
        employee = employee.consenting();
    }
    if wish["key"] != false {
        employee = employee.with_key();
    }
    employee.json()
}

/// The settings that the server began with, with some more or other ones.
fn with_vars(settings: &Settings, vars: &Map<String, Value>) -> Settings {
    vars.iter().fold(settings.clone(), |settings, (name, value)| {
        settings.var(name, value.as_str().unwrap_or_default())
    })
}
