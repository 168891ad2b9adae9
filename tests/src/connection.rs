//! A client's side of a connection: whole requests and answers, or pieces of them when time matters.

use std::io::{self, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::http::{Body, Fields, Head};

/// Longer than any honest answer takes, so that a test fails instead of hanging.
const PATIENCE: Duration = Duration::from_mins(2);

/// A request. Fields stand on the wire exactly as given; only `Host` and the framing of the body are added.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    target: String,
    fields: Vec<(String, String)>,
    body: Vec<u8>,
    chunked: bool,
}

impl Request {
    /// A request without a body.
    pub fn new(method: &str, target: &str) -> Self {
        let (method, target) = (method.to_owned(), target.to_owned());
        Self { method, target, fields: Vec::new(), body: Vec::new(), chunked: false }
    }

    /// A `GET`.
    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// A request with a body.
    pub fn with_body(method: &str, target: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::new(method, target) }
    }

    /// A `POST` of a body of this media type.
    pub fn post(target: &str, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::with_body("POST", target, body).field("Content-Type", media_type)
    }

    /// The same with one header field more.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with a bearer token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.field("Authorization", &format!("Bearer {token}"))
    }

    /// The same from this client address. The local runtime keeps the field when a client sends it; the real one
    /// sets it itself.
    #[must_use]
    pub fn from(self, address: &str) -> Self {
        self.field("CF-Connecting-IP", address)
    }

    /// The same with its length untold.
    #[must_use]
    pub fn chunked(self) -> Self {
        Self { chunked: true, ..self }
    }

    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(set, _)| set.eq_ignore_ascii_case(name))
    }

    fn head(&self, host: &str) -> String {
        let mut lines = vec![format!("{} {} HTTP/1.1", self.method, self.target)];
        if !self.has("host") {
            lines.push(format!("Host: {host}"));
        }
        lines.extend(self.fields.iter().map(|(name, value)| format!("{name}: {value}")));
        if self.chunked {
            lines.push("Transfer-Encoding: chunked".to_owned());
        } else if !self.has("content-length") && (!self.body.is_empty() || self.method == "POST") {
            lines.push(format!("Content-Length: {}", self.body.len()));
        }
        lines.join("\r\n") + "\r\n\r\n"
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Header fields.
    pub fields: Fields,
    /// Body.
    pub body: Vec<u8>,
}

impl Response {
    /// A header field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A connection that stays open between requests.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    method: String,
}

impl Connection {
    /// Connects to a port of this machine.
    pub fn open(port: u16) -> Self {
        Self::try_open(port).unwrap_or_else(|error| panic!("port {port} does not answer: {error}"))
    }

    /// Connects to a port of this machine if something listens there.
    pub fn try_open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::new(stream), host: format!("127.0.0.1:{port}"), method: String::new() })
    }

    /// Sends a request and reads its answer.
    #[track_caller]
    pub fn send(&mut self, request: &Request) -> Response {
        self.try_send(request)
            .unwrap_or_else(|error| panic!("{} {}: {error}", request.method, request.target))
    }

    /// Sends a request and reads its answer, if the connection lasts that long.
    pub fn try_send(&mut self, request: &Request) -> io::Result<Response> {
        self.start(request)?;
        // A refusal may come before the body is sent and close the way for the rest of it.
        let sent = if request.chunked { self.chunks(&request.body) } else { self.write(&request.body) };
        let answer = self.read_head().and_then(|(head, mut body)| {
            let body = body.rest(&mut self.stream)?;
            Ok(Response { status: status(&head), fields: head.fields, body })
        });
        answer.map_err(|error| sent.err().unwrap_or(error))
    }

    /// Sends the head of a request alone; its body is the test's to write.
    pub fn start(&mut self, request: &Request) -> io::Result<()> {
        self.method.clone_from(&request.method);
        self.write(request.head(&self.host).as_bytes())
    }

    /// Sends a request but for the last byte of its body.
    pub fn hold(&mut self, request: &Request) -> io::Result<()> {
        self.start(request)?;
        let (_, most) = request.body.split_last().ok_or(io::ErrorKind::InvalidInput)?;
        self.write(most)
    }

    /// Sends that last byte, and reads the answer.
    pub fn let_go(&mut self, request: &Request) -> io::Result<Response> {
        let last = request.body.last().ok_or(io::ErrorKind::InvalidInput)?;
        self.write(&[*last])?;
        let (head, mut body) = self.read_head()?;
        let body = body.rest(&mut self.stream)?;
        Ok(Response { status: status(&head), fields: head.fields, body })
    }

    /// Writes bytes as they are.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Reads the head of the answer, and what is known of its body.
    pub fn read_head(&mut self) -> io::Result<(Head, Body)> {
        let head = Head::read(&mut self.stream)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let empty = self.method == "HEAD" || matches!(status(&head), 204 | 304);
        let body = if empty { Body::Length(0) } else { Body::announced(&head.fields, Body::UntilClose) };
        Ok((head, body))
    }

    /// Reads the next piece of a body, empty at its end.
    pub fn read(&mut self, body: &mut Body) -> io::Result<Vec<u8>> {
        body.next(&mut self.stream)
    }

    fn chunks(&mut self, body: &[u8]) -> io::Result<()> {
        for chunk in body.chunks(16 * 1024) {
            self.write(format!("{:x}\r\n", chunk.len()).as_bytes())?;
            self.write(chunk)?;
            self.write(b"\r\n")?;
        }
        self.write(b"0\r\n\r\n")
    }
}

/// The status code of an answer's head.
pub fn status(head: &Head) -> u16 {
    head.word(1).parse().unwrap_or_default()
}
