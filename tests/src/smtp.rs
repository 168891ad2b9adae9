//! A real mail server (`smtp_server.mjs`) that does what a test tells it to.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::certificate::certificate;
use crate::project;
use crate::settings::Settings;

/// The password of the name that the server knows.
pub const PASSWORD: &str = "hunter2-of-the-tests";
/// Longer than anything takes that a test waits for.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the server is to be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kind {
    /// Whether connections are secret from their first byte.
    pub tls: bool,
    /// Whether it has a certificate that nobody has signed.
    pub untrusted: bool,
    /// Whether it offers no STARTTLS.
    pub hides_start_tls: bool,
    /// The only way to say who one is, if not all.
    pub method: Option<&'static str>,
}

/// A mail that the server has seen to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// How its sender said who it was.
    pub auth: String,
    /// Its bytes.
    pub raw: Vec<u8>,
}

/// A running server. It ends with this value.
#[derive(Debug)]
pub struct SmtpServer {
    child: Child,
    input: Mutex<Option<ChildStdin>>,
    events: Mutex<Receiver<Value>>,
    url: String,
}

impl SmtpServer {
    /// Starts a server that takes all mails of whoever knows the password.
    pub fn start(kind: Kind) -> Self {
        let folder = (!kind.untrusted).then(certificate);
        let methods = kind.method.map(|method| [method]);
        let options = json!({
            "folder": folder, "tls": kind.tls, "hidesStartTls": kind.hides_start_tls, "methods": methods,
        });
        let mut command = project::node("tests/smtp_server.mjs");
        command.arg(options.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("node cannot be started: {error}"));
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("its output is piped"));
        let (tell, events) = channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // The test may have seen enough.
                let _ = tell.send(serde_json::from_str(&line).expect("a line of JSON"));
            }
        });
        let mut server =
            Self { child, input: Mutex::new(input), events: Mutex::new(events), url: String::new() };
        let port = server.wait_for("listening")["port"].as_u64().expect("a port");
        let scheme = if kind.tls { "smtps" } else { "smtp" };
        server.url = format!("{scheme}://localhost:{port}");
        server
    }

    /// The settings of a worker that sends its mails by this server.
    pub fn settings(&self) -> Settings {
        settings(&self.url, PASSWORD)
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What is to become of the next connections.
    pub fn next(&self, fates: &[Value]) {
        self.tell(&json!({ "next": fates }));
    }

    /// Goes on with all mails that are held.
    pub fn release(&self) {
        self.tell(&json!({ "release": true }));
    }

    /// The next event of this name; all before it are forgotten.
    #[track_caller]
    pub fn wait_for(&self, name: &str) -> Value {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match events.recv_timeout(PATIENCE) {
                Ok(event) if event["event"] == name => return event,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => panic!("the mail server waits in vain for {name:?}"),
                Err(RecvTimeoutError::Disconnected) => panic!("the mail server has ended"),
            }
        }
    }

    /// The next mail.
    #[track_caller]
    pub fn mail(&self) -> Received {
        let event = self.wait_for("mail");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Received {
            from: text(&event["from"]),
            to: event["to"].as_array().unwrap().iter().map(text).collect(),
            auth: text(&event["user"]),
            raw: STANDARD.decode(text(&event["raw"])).unwrap(),
        }
    }

    /// The names of all events that have come and were not looked at.
    pub fn other_events(&self) -> Vec<String> {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.try_iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect()
    }

    fn tell(&self, line: &Value) {
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(input.as_mut().expect("it was not closed"), "{line}").unwrap();
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        drop(self.input.lock().unwrap_or_else(PoisonError::into_inner).take());
        let _ = self.child.wait();
    }
}

impl Received {
    /// The value of a field that stands in one line.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        let text = String::from_utf8_lossy(&self.raw);
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        let found = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        found.unwrap_or_else(|| panic!("no {name} in {head}")).to_owned()
    }
}

/// The settings of a worker that sends its mails by a server at this address, under this password.
pub fn settings(url: &str, password: &str) -> Settings {
    Settings::cheap()
        .trusting(certificate().join("cert.pem"))
        .var("MAIL_TRANSPORT", "smtp")
        .var("SMTP_URL", url)
        .var("SMTP_CREDENTIALS", format!("mixvel:{password}"))
}
