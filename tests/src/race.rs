//! Requests that start at the same moment, each over a connection of its own.

use std::sync::{Barrier, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::connection::{Request, Response};
use crate::server::Server;

/// Sends all requests at once; the answers in the order of the requests, and how long all of them took. One race at a
/// time: two together would fill the queue of hashes, and refuse whoever signs in beside them.
pub fn at_once(server: &Server, requests: &[Request]) -> (Vec<Response>, Duration) {
    static RACE: Mutex<()> = Mutex::new(());
    let _race = RACE.lock().unwrap_or_else(PoisonError::into_inner);
    let start = Barrier::new(requests.len() + 1);
    thread::scope(|scope| {
        let send = |request| {
            let (start, mut connection) = (&start, server.connect());
            scope.spawn(move || {
                start.wait();
                connection.send(request)
            })
        };
        let threads: Vec<_> = requests.iter().map(send).collect();
        start.wait();
        let began = Instant::now();
        let answers =
            threads.into_iter().map(|thread| thread.join().expect("a request was answered")).collect();
        (answers, began.elapsed())
    })
}
