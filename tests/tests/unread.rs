//! Bodies that nobody reads, by the guard or by the web service: what the runtime's connections make of them.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::io;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tests::agent::Agent;
use tests::connection::{Connection, Request, Response, status};
use tests::envelope::Envelope;
use tests::server::{Reserved, Server};
use tests::settings::Settings;
use tests::upstream::Upstream;

/// More than the runtime reads ahead, so that the rest of it is under way when the answer leaves.
const BIG: usize = 70_000;
const PATIENCE: Duration = Duration::from_mins(1);

fn guarding(upstream: &Upstream) -> Reserved {
    Server::reserve(&Settings::cheap().var("UPSTREAM_URL", &upstream.url))
}

fn upload() -> Request {
    Request::with_body("POST", "/api/Order/Upload", vec![b'x'; BIG])
}

/// Sends over the connection as a client does that keeps it while it may.
fn keeping(server: &Server, connection: &mut Connection, request: &Request) -> Response {
    let answer = connection.send(request);
    if answer.field("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
        *connection = server.connect();
    }
    answer
}

#[test]
fn after_a_refusal_of_a_body_that_nobody_read_the_next_request_works() {
    let (upstream, _seen) = Upstream::answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let server = guarding(&upstream);
    let agent = Agent::new(&server);
    let token = agent.log_in();
    let mut connection = server.connect();
    for round in 0..20 {
        let refused = keeping(&server, &mut connection, &upload());
        assert_eq!(Envelope::refusal(&refused).0, 401, "round {round}");
        let next = keeping(&server, &mut connection, &Request::get("/api/Accounts/verify").bearer(&token));
        assert_eq!(next.status, 204, "round {round}");
    }
}

#[test]
fn after_an_upload_that_was_cut_in_the_middle_the_next_request_works() {
    let (upstream, _seen) = Upstream::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let server = guarding(&upstream);
    let token = Agent::new(&server).log_in();
    for round in 0..50 {
        let target = if round % 2 == 0 { "/api/Order/Upload" } else { "/api/Accounts/login" };
        let head = Request::new("POST", target).bearer(&token).field("Content-Type", "application/xml");
        let mut connection = server.connect();
        connection.start(&head.field("Content-Length", &BIG.to_string())).unwrap();
        connection.write(&vec![b'x'; BIG / 2]).unwrap();
        drop(connection);
        let next = server.send(&Request::get("/api/Order/Next").bearer(&token));
        assert_eq!((next.status, next.text().as_str()), (200, "ok"), "round {round}");
    }
}

#[test]
fn a_web_service_that_answers_and_closes_without_reading_is_heard_or_is_502_in_an_envelope() {
    for answer in [
        "HTTP/1.1 409 Conflict\r\nContent-Length: 4\r\nConnection: close\r\n\r\nheld",
        "HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nheld\r\n0\r\n\r\n",
        "HTTP/1.1 409 Conflict\r\nConnection: close\r\n\r\nheld",
    ] {
        // The rest of the body is not read, so that closing resets the connection.
        let upstream = Upstream::start(move |exchange| exchange.write(answer.as_bytes()));
        let server = guarding(&upstream);
        let token = Agent::new(&server).log_in();
        let request = upload().bearer(&token);
        for _ in 0..3 {
            answered(&server, &request, answer);
            let next = server.send(&Request::get("/api/Accounts/verify").bearer(&token));
            assert_eq!(next.status, 204, "{answer}");
        }
    }
}

#[test]
fn an_answer_of_untold_length_streams_to_a_request_with_a_body() {
    let (go_on, wait) = channel();
    let wait = Mutex::new(wait);
    let upstream = Upstream::start(move |exchange| {
        exchange.read_all()?;
        exchange.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n")?;
        let waited = wait.lock().unwrap().recv_timeout(PATIENCE);
        waited.map_err(|_| io::Error::other("the client has seen nothing yet"))?;
        exchange.write(b"4\r\nlast\r\n0\r\n\r\n")
    });
    let server = guarding(&upstream);
    let token = Agent::new(&server).log_in();
    let mut connection = server.connect();
    connection.start(&upload().bearer(&token)).unwrap();
    connection.write(&vec![b'x'; BIG]).unwrap();
    let (head, mut body) = connection.read_head().unwrap();
    assert_eq!(status(&head), 200);
    assert_eq!(connection.read(&mut body).unwrap(), b"first");
    go_on.send(()).unwrap();
    let mut rest = Vec::new();
    while let Ok(piece) = connection.read(&mut body)
        && !piece.is_empty()
    {
        rest.extend(piece);
    }
    assert_eq!(rest, b"last");
}

#[test]
fn a_wish_for_an_interim_answer_goes_on_and_an_interim_answer_is_none() {
    for expectation in [None, Some("100-continue")] {
        let upstream = Upstream::start(|exchange| {
            exchange.write(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            let length = exchange.read_all()?.len();
            exchange.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")?;
            let told = format!("{length} {}", exchange.head.fields.get("expect").unwrap_or("nothing"));
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", told.len());
            exchange.write(format!("{head}{told}").as_bytes())
        });
        let server = guarding(&upstream);
        let request = upload().bearer(&Agent::new(&server).log_in());
        let request = expectation.iter().fold(request, |request, value| request.field("Expect", value));
        let mut connection = server.connect();
        connection.start(&request).unwrap();
        connection.write(&vec![b'x'; BIG]).unwrap();
        let (mut head, mut body) = connection.read_head().unwrap();
        if expectation.is_some() {
            assert_eq!(status(&head), 100, "the client is told to go on");
            (head, body) = connection.read_head().unwrap();
        }
        assert_eq!(status(&head), 200, "{expectation:?}");
        let told = String::from_utf8(connection.read(&mut body).unwrap()).unwrap();
        assert_eq!(told, format!("{BIG} {}", expectation.unwrap_or("nothing")));
    }
}

/// Sends the request twenty times at once.
fn answered(server: &Server, request: &Request, answer: &str) {
    thread::scope(|scope| {
        let clients: Vec<_> = (0..20).map(|_| scope.spawn(|| server.connect().try_send(request))).collect();
        for client in clients {
            let heard = client.join().unwrap().unwrap_or_else(|error| panic!("{answer}: {error}"));
            if heard.status == 409 {
                assert_eq!(heard.text(), "held", "{answer}");
            } else {
                let (status, _, _, word) = Envelope::refusal(&heard);
                assert_eq!((status, &*word), (502, "UpstreamUnavailable"), "{answer}");
            }
        }
    });
}
