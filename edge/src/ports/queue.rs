//! How many requests of an isolate wait for a hash: a lease that is taken behind too many would lapse in the queue.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The longest queue in which a lease is taken.
pub const MOST_WAITING: usize = 100;

/// The requests that wait for a hash.
#[derive(Debug, Default)]
pub struct Queue(AtomicUsize);

/// A place in the queue, given back when it is dropped.
#[derive(Debug)]
pub struct Turn<'a>(&'a Queue);

impl Queue {
    /// An empty queue.
    pub const fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// A place at its end.
    pub fn join(&self) -> Turn<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Turn(self)
    }

    /// Whether more wait than a lease outlives.
    pub fn is_too_long(&self) -> bool {
        self.0.load(Ordering::Relaxed) > MOST_WAITING
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}
