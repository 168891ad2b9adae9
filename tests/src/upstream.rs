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
        Self::listen(move |stream| exchange(stream, &serve).map(drop))
    }

    /// A service that answers every request with these bytes and keeps the connection, as a fast one does.
    pub fn keeping(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        let serve = move |exchange: &mut Exchange| {
            exchange.read_all()?;
            exchange.write(&answer)
        };
        Self::listen(move |stream| {
            stream.get_ref().set_nodelay(true)?;
            let mut open = Some(stream);
            while let Some(stream) = open {
                open = exchange(stream, &serve)?;
            }
            Ok(())
        })
    }

    /// The port of the service.
    pub fn port(&self) -> u16 {
        let port = self.url.rsplit(':').next().and_then(|port| port.parse().ok());
        port.expect("the address ends in a port")
    }

    fn listen(serve: impl Fn(BufReader<TcpStream>) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(BufReader::new(stream?)));
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

/// Serves one request, if there is one more; the connection as it is left.
fn exchange(
    mut stream: BufReader<TcpStream>,
    serve: impl Fn(&mut Exchange) -> io::Result<()>,
) -> io::Result<Option<BufReader<TcpStream>>> {
    let Some(head) = Head::read(&mut stream)? else { return Ok(None) };
    let body = Body::announced(&head.fields, Body::Length(0));
    let mut exchange = Exchange { head, body, stream };
    serve(&mut exchange)?;
    Ok(Some(exchange.stream))
}
