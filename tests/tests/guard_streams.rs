//! Big bodies pass both guards as streams, in both directions, and leave no trace in memory.
#![cfg(target_os = "linux")]

use std::io;
use std::sync::mpsc::channel;
use std::time::Duration;

use tests::agent::Agent;
use tests::connection::{Request, status};
use tests::employee::Employee;
use tests::server::{Reserved, Server};
use tests::settings::Settings;
use tests::upstream::Upstream;

const MIB: usize = 1024 * 1024;
const BIG: usize = 50 * MIB;
/// How much more memory the runtime may hold while a big body passes.
const BUDGET_KIB: u64 = 10 * 1024;
const PATIENCE: Duration = Duration::from_mins(1);

/// The runtime's memory before and at its highest, told while a body passes.
struct Watch<'a> {
    server: &'a Server,
    before: u64,
    peak: u64,
}

impl<'a> Watch<'a> {
    fn start(server: &'a Server) -> Self {
        let before = server.resident_kib();
        Self { server, before, peak: before }
    }

    fn look(&mut self) {
        self.peak = self.peak.max(self.server.resident_kib());
    }

    #[track_caller]
    fn stayed_flat(&self, what: &str) {
        let grown = self.peak - self.before;
        eprintln!("{what}: {} KiB before, {grown} KiB more at its highest", self.before);
        assert!(grown <= BUDGET_KIB, "{what}: memory grew by {grown} KiB");
    }
}

/// A worker with this behind both guards.
fn guarding(upstream: &Upstream) -> Reserved {
    let settings = Settings::cheap().var("CASHIER_APP_URL", "/app/").var("UPSTREAM_URL", &upstream.url);
    Server::reserve(&settings.var("CASHIER_UPSTREAM_URL", &upstream.url))
}

/// What passes a guard: its name, and the request of a method.
type Caller<'a> = (&'static str, Box<dyn Fn(&str) -> Request + 'a>);

/// An agent, who passes the guard of the web service, and a cashier, who passes that of the application.
fn callers(server: &Server) -> [Caller<'_>; 2] {
    let token = Agent::new(server).log_in();
    let agent = move |method: &str| Request::new(method, "/api/Order/Upload").bearer(&token);
    let browser = Employee::cashier(server).ready().signed_in();
    let cashier = move |method: &str| {
        browser.bare(Request::new(method, "/app/files")).field("Origin", &browser.origin())
    };
    [("the web service", Box::new(agent)), ("the application", Box::new(cashier))]
}

#[test]
fn a_big_request_reaches_the_web_service_while_it_is_still_being_sent() {
    let (tell_first, first) = channel();
    let upstream = Upstream::start(move |exchange| {
        let mut length = exchange.read()?.len();
        let _ = tell_first.send(exchange.head.fields.get("content-length").map(str::to_owned));
        length += exchange.read_all()?.len();
        let text = length.to_string();
        exchange.write(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len()).as_bytes())
    });
    let server = guarding(&upstream);
    for (guarded, request) in callers(&server) {
        let mut watch = Watch::start(&server);
        let mut connection = server.connect();
        connection.start(&request("POST").field("Content-Length", &BIG.to_string())).unwrap();
        let piece = vec![b'x'; MIB];
        connection.write(&piece).unwrap();
        let length = first.recv_timeout(PATIENCE).expect("the first bytes arrive before the last are sent");
        assert_eq!(length, Some(BIG.to_string()), "the length is passed on");
        for _ in 1..BIG / MIB {
            connection.write(&piece).unwrap();
            watch.look();
        }
        let (head, mut body) = connection.read_head().unwrap();
        assert_eq!(status(&head), 200);
        assert_eq!(connection.read(&mut body).unwrap(), BIG.to_string().as_bytes());
        watch.stayed_flat(&format!("50 MiB up to {guarded}"));
    }
}

#[test]
fn a_big_request_of_untold_length_streams_as_well() {
    let (tell_first, first) = channel();
    let upstream = Upstream::start(move |exchange| {
        let mut length = exchange.read()?.len();
        let _ = tell_first.send(());
        length += exchange.read_all()?.len();
        let text = length.to_string();
        exchange.write(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len()).as_bytes())
    });
    let server = guarding(&upstream);
    for (guarded, request) in callers(&server) {
        let mut connection = server.connect();
        connection.start(&request("POST").chunked()).unwrap();
        let chunk = [format!("{MIB:x}\r\n").as_bytes(), &vec![b'x'; MIB], b"\r\n"].concat();
        connection.write(&chunk).unwrap();
        let began = first.recv_timeout(PATIENCE);
        began.unwrap_or_else(|_| panic!("{guarded}: the first bytes arrive before the last are sent"));
        connection.write(&chunk).unwrap();
        connection.write(b"0\r\n\r\n").unwrap();
        let (_, mut body) = connection.read_head().unwrap();
        assert_eq!(connection.read(&mut body).unwrap(), (2 * MIB).to_string().as_bytes(), "{guarded}");
    }
}

#[test]
fn a_big_answer_reaches_the_client_while_it_is_still_being_sent() {
    let (go_on, wait) = channel();
    let wait = std::sync::Mutex::new(wait);
    let upstream = Upstream::start(move |exchange| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length";
        exchange.write(format!("{head}: {BIG}\r\n\r\n").as_bytes())?;
        let piece = vec![b'x'; MIB];
        exchange.write(&piece)?;
        let waited = wait.lock().unwrap().recv_timeout(PATIENCE);
        waited.map_err(|_| io::Error::other("the client has seen nothing yet"))?;
        (1..BIG / MIB).try_for_each(|_| exchange.write(&piece))
    });
    let server = guarding(&upstream);
    for (guarded, request) in callers(&server) {
        let mut watch = Watch::start(&server);
        let mut connection = server.connect();
        connection.start(&request("GET")).unwrap();
        let (head, mut body) = connection.read_head().unwrap();
        assert_eq!(status(&head), 200);
        let mut length = connection.read(&mut body).unwrap().len();
        go_on.send(()).unwrap();
        let mut next_look = MIB;
        loop {
            let piece = connection.read(&mut body).unwrap();
            if piece.is_empty() {
                break;
            }
            length += piece.len();
            if length >= next_look {
                watch.look();
                next_look += MIB;
            }
        }
        assert_eq!(length, BIG);
        watch.stayed_flat(&format!("50 MiB down from {guarded}"));
    }
}
