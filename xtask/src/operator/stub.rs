//! An installation of a test's own: a server that gives the answers it was told, in their order, and what a command needs.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

use super::command::perform;
use super::refusal::Refusal;
use super::report::Report;
use super::scratch::Scratch;
use crate::secrets;

/// A request as it came: method and path, then its body if it has one.
type Seen = Arc<Mutex<Vec<String>>>;

/// A local installation behind a stub.
pub(super) struct Installation {
    pub(super) scratch: Scratch,
    seen: Seen,
}

impl Installation {
    /// One that gives these answers, status and body, and then no more.
    pub(super) fn answering(answers: &[(u16, Value)]) -> Self {
        Self::raw(answers.iter().map(|(status, body)| http(*status, "", &body.to_string())).collect())
    }

    /// The same with whole HTTP messages.
    pub(super) fn raw(answers: Vec<String>) -> Self {
        let scratch = Scratch::with_node();
        secrets::ensure_local(scratch.path()).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::fs::write(scratch.path().join(".wrangler/port"), port.to_string()).unwrap();
        let seen = Seen::default();
        let notes = Arc::clone(&seen);
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                notes.lock().unwrap().push(read(&stream));
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { scratch, seen }
    }

    pub(super) fn perform(&self, line: &str) -> Result<Report, Refusal> {
        perform_in(self.scratch.path(), line)
    }

    /// What was asked so far.
    pub(super) fn asked(&self) -> Vec<String> {
        self.seen.lock().unwrap().drain(..).collect()
    }
}

/// Performs a command line whose values are quoted with `'` where they hold a space.
pub(super) fn perform_in(root: &Path, line: &str) -> Result<Report, Refusal> {
    let parts = line.split('\'').enumerate();
    let words = parts.flat_map(|(index, part)| {
        if index % 2 == 1 {
            vec![part.to_owned()]
        } else {
            part.split_whitespace().map(str::to_owned).collect()
        }
    });
    perform(root, &words.collect::<Vec<_>>())
}

/// A whole HTTP message.
pub(super) fn http(status: u16, field: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n{field}\r\n{body}", body.len())
}

fn read(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let asked = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let mut length = 0;
    let mut named = false;
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let field = line.trim_end().to_lowercase();
        named |= field.starts_with("authorization: bearer mvop_");
        if let Some(value) = field.strip_prefix("content-length: ") {
            length = value.parse().unwrap();
        }
        if field.is_empty() {
            break;
        }
    }
    assert!(named, "every request bears a key");
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    format!("{asked} {}", String::from_utf8(body).unwrap()).trim_end().to_owned()
}
