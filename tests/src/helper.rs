//! The node process that runs the worker (`harness.mjs`): a line of JSON asks, a line of JSON answers.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::project;

/// The process. It ends itself when its input closes, and so with whoever holds this, whatever way that ends.
#[derive(Debug)]
pub struct Helper {
    child: Child,
    pipe: Mutex<Option<Pipe>>,
}

#[derive(Debug)]
struct Pipe {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Helper {
    /// Starts the process, which may trust a certificate more.
    pub fn start(trusted: Option<&Path>) -> Self {
        project::build("local/index_bg.wasm");
        let mut command = project::node("tests/harness.mjs");
        command.envs(trusted.map(|file| ("NODE_EXTRA_CA_CERTS", file)));
        command.arg(project::root()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("node cannot be started: {error}"));
        let input = child.stdin.take().expect("its input is piped");
        let output = BufReader::new(child.stdout.take().expect("its output is piped"));
        Self { child, pipe: Mutex::new(Some(Pipe { input, output })) }
    }

    /// Has an operation done; the error is what JavaScript said.
    pub fn try_ask(&self, operation: &str, mut request: Value) -> Result<Value, String> {
        request["operation"] = json!(operation);
        let mut pipe = self.pipe.lock().unwrap_or_else(PoisonError::into_inner);
        let pipe = pipe.as_mut().expect("the helper was not closed");
        writeln!(pipe.input, "{request}").unwrap_or_else(|error| panic!("the helper is gone: {error}"));
        let mut line = String::new();
        pipe.output.read_line(&mut line).unwrap();
        let mut answer: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("the helper ended or said something else: {error}: {line:?}"));
        match answer.get_mut("ok") {
            Some(ok) => Ok(ok.take()),
            None => Err(answer["error"].as_str().unwrap_or(&line).to_owned()),
        }
    }

    /// Has an operation done that cannot fail.
    #[track_caller]
    pub fn ask(&self, operation: &str, request: Value) -> Value {
        self.try_ask(operation, request).unwrap_or_else(|error| panic!("{operation}: {error}"))
    }

    /// Its process identifier.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        drop(self.pipe.lock().unwrap_or_else(PoisonError::into_inner).take());
        let _ = self.child.wait();
    }
}
