//! A web service behind the guard that does what a test tells it to.

use std::io::{self, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::http::{Body, Fields, Head};

/// A request on its way in, and the connection it came by.
#[derive(Debug)]
pub struct Exchange {
    /// Request line and header fields.
    pub head: Head,
    body: Body,
    stream: BufReader<TcpStream>,
}

impl Exchange {
    /// Reads the next piece of the body, empty at its end.
    pub fn read(&mut self) -> io::Result<Vec<u8>> {
        self.body.next(&mut self.stream)
    }

    /// Reads the body to its end.
    pub fn read_all(&mut self) -> io::Result<Vec<u8>> {
        self.body.rest(&mut self.stream)
    }

    /// Comes back when the peer hangs up.
    pub fn wait_for_close(&mut self) {
        let _ = self.stream.read_to_end(&mut Vec::new());
    }

    /// Writes bytes as they are.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }
}

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Request line.
    pub line: String,
    /// Header fields.
    pub fields: Fields,
    /// Body.
    pub body: Vec<u8>,
}

/// A web service on a port of its own.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// Where it listens.
    pub url: String,
}

impl Upstream {
    /// A service that does this with every request and then closes the connection.
    pub fn start(serve: impl Fn(&mut Exchange) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let serve = Arc::clone(&serve);
                thread::spawn(move || exchange(stream?, &*serve));
            }
        });
        Self { url }
    }

    /// A service that answers every request with these bytes and tells what it saw.
    pub fn answering(answer: impl Into<Vec<u8>>) -> (Self, Receiver<Seen>) {
        let (tell, seen) = channel();
        let answer = answer.into();
        let upstream = Self::start(move |exchange| {
            let body = exchange.read_all()?;
            let Head { line, fields } = exchange.head.clone();
            // The test may have seen enough.
            let _ = tell.send(Seen { line, fields, body });
            exchange.write(&answer)
        });
        (upstream, seen)
    }
}

fn exchange(stream: TcpStream, serve: impl Fn(&mut Exchange) -> io::Result<()>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let Some(head) = Head::read(&mut stream)? else { return Ok(()) };
    let body = Body::announced(&head.fields, Body::Length(0));
    serve(&mut Exchange { head, body, stream })
}
