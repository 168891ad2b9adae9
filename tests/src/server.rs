//! The worker in workerd with an empty database in memory, one process tree that goes with its owner.

use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::{Value, json};
use shared::password_hash::Cost;

use crate::connection::{Connection, Request, Response};
use crate::helper::Helper;
use crate::memory::{descendants, resident_kib};
use crate::settings::Settings;
use crate::wait::until;

/// A row of a result: an object of columns.
pub type Row = Value;

/// A worker that answers at a port of this machine, whoever runs it.
pub trait Worker: fmt::Debug + Sync {
    /// The port.
    fn port(&self) -> u16;
}

/// A running worker.
#[derive(Debug)]
pub struct Server {
    helper: Helper,
    port: AtomicU16,
    cost: Cost,
}

impl Server {
    /// Starts a worker with tables and nothing in them.
    pub fn start(settings: &Settings) -> Self {
        let helper = Helper::start(settings.trusted.as_deref());
        let request = json!({
            "vars": settings.vars(),
            "inspected": settings.inspected,
            "demo": settings.demo,
            "counted": settings.counted,
        });
        let port = AtomicU16::new(port(&helper.ask("start", request)));
        Self { helper, port, cost: settings.cost }
    }

    /// The worker that the tests of one program share, each with an agency and an address of its own.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&Settings::cheap()))
    }

    /// The worker that tests of one program take in turns, each with settings of its own: starting it again is four
    /// times as fast as starting it.
    pub fn reserve(settings: &Settings) -> Reserved {
        static RESERVED: Mutex<Option<Server>> = Mutex::new(None);
        let mut server = RESERVED.lock().unwrap_or_else(PoisonError::into_inner);
        match server.as_ref() {
            Some(server) => server.restart(settings),
            None => *server = Some(Self::start(settings)),
        }
        Reserved(server)
    }

    /// Starts the worker again with other settings and the same database.
    pub fn restart(&self, settings: &Settings) {
        let port = port(&self.helper.ask("restart", json!({ "vars": settings.vars() })));
        self.port.store(port, Ordering::SeqCst);
    }

    /// What a password hash of a new application costs.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port.load(Ordering::SeqCst)
    }

    /// A connection of its own.
    pub fn connect(&self) -> Connection {
        Connection::open(self.port())
    }

    /// Sends one request over a connection of its own.
    #[track_caller]
    pub fn send(&self, request: &Request) -> Response {
        self.connect().send(request)
    }

    /// Runs a statement and returns its rows.
    #[track_caller]
    pub fn sql(&self, sql: &str, values: &[Value]) -> Vec<Row> {
        self.try_sql(sql, values).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Runs a statement that the database may refuse.
    pub fn try_sql(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, String> {
        let results = self.try_batch(&[(sql, values)])?;
        Ok(results[0].as_array().cloned().unwrap_or_default())
    }

    /// Runs statements together.
    #[track_caller]
    pub fn batch(&self, statements: &[(&str, &[Value])]) {
        self.try_batch(statements).unwrap_or_else(|error| panic!("{statements:?}: {error}"));
    }

    fn try_batch(&self, statements: &[(&str, &[Value])]) -> Result<Value, String> {
        let statement = |(sql, values): &(&str, &[Value])| json!({ "sql": sql, "values": values });
        let statements: Vec<_> = statements.iter().map(statement).collect();
        self.helper.try_ask("sql", json!({ "statements": statements }))
    }

    /// The only number that a query yields.
    #[track_caller]
    pub fn count(&self, sql: &str, values: &[Value]) -> i64 {
        let rows = self.sql(sql, values);
        let first = rows.first().and_then(|row| row.as_object()?.values().next()?.as_i64());
        first.unwrap_or_else(|| panic!("{sql}: {rows:?} is no number"))
    }

    /// Runs the work of the cron trigger.
    pub fn run_cron(&self) {
        self.run_crons(1);
    }

    /// Runs it so many times at once.
    pub fn run_crons(&self, times: usize) {
        assert_eq!(self.helper.ask("cron", json!({ "times": times })), json!(vec!["ok"; times]));
    }

    /// The mails that the platform has sent since they were last asked for.
    pub fn platform_mails(&self) -> Vec<String> {
        let mails = self.helper.ask("mails", json!({}));
        mails.as_array().into_iter().flatten().filter_map(|mail| mail.as_str().map(str::to_owned)).collect()
    }

    /// Memory of the runtime that is in RAM once its garbage is collected, in KiB; for inspected servers.
    pub fn settled_kib(&self) -> u64 {
        self.helper.ask("collect", json!({}));
        self.resident_kib()
    }

    /// Memory of the runtime that is in RAM, in KiB.
    pub fn resident_kib(&self) -> u64 {
        let runtime = descendants(self.helper.pid(), "workerd");
        assert_eq!(runtime.len(), 1, "one process runs the worker: {runtime:?}");
        resident_kib(runtime[0])
    }

    /// The operator's log so far, one text.
    pub fn log(&self) -> String {
        let lines = self.helper.ask("logs", json!({}));
        let message = |line: &Value| line["message"].as_str().unwrap_or_default().to_owned();
        lines.as_array().into_iter().flatten().map(message).collect::<Vec<_>>().join("\n")
    }

    /// Waits until the log says this: its lines come by another way than answers, and later.
    #[track_caller]
    pub fn logged(&self, text: &str) {
        until(|| self.log().contains(text), &format!("the log says {text}"));
    }

    /// The line of the log about a request, by its name; there is one alone.
    #[track_caller]
    pub fn line_of(&self, request_id: &str) -> Value {
        self.logged(&format!("{{\"request_id\":\"{request_id}\""));
        let log = self.log();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let mut lines = lines.filter(|line| line["request_id"] == *request_id);
        let line = lines.next().expect("it was logged");
        assert_eq!(lines.next(), None, "a second line of {request_id}");
        line
    }

    /// The node process that runs it.
    pub fn helper(&self) -> &Helper {
        &self.helper
    }
}

impl Worker for Server {
    fn port(&self) -> u16 {
        Self::port(self)
    }
}

/// A worker that is one test's until it is dropped.
#[derive(Debug)]
pub struct Reserved(MutexGuard<'static, Option<Server>>);

impl Deref for Reserved {
    type Target = Server;

    fn deref(&self) -> &Server {
        self.0.as_ref().expect("it was started")
    }
}

fn port(answer: &Value) -> u16 {
    answer["port"].as_u64().and_then(|port| port.try_into().ok()).expect("a port")
}
