//! TLS in front of a worker, as a deployed one has it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use crate::certificate::certificate;
use crate::project;
use crate::server::Worker;

/// A port that speaks TLS for a worker; it ends with this value.
#[derive(Debug)]
pub struct TlsFront {
    child: Child,
    origin: String,
}

impl TlsFront {
    /// Stands in front of this worker, with the certificate of this machine.
    pub fn of(worker: &dyn Worker) -> Self {
        let mut command = project::node("tests/tls_front.mjs");
        command
            .arg(certificate())
            .arg(worker.port().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output is piped")).read_line(&mut line).unwrap();
        Self { child, origin: format!("https://localhost:{}", line.trim()) }
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
