//! The local server: wrangler and the runtime it starts, watched until they end.

use std::io::{BufRead as _, BufReader, Read};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::build_log::BuildLog;
use crate::chatter::Filter;
use crate::error::{OrStop as _, Stop};
use crate::group::Group;
use crate::port::PORT;
use crate::progress::{Stopwatch, say};
use crate::project::Project;
use crate::{http, local, npm, process};

/// How often the server is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How long the first answer may take once everything is built.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often the scheduled work is called; the runtime does not do it locally.
const SCHEDULE: Duration = Duration::from_mins(1);
/// How long scheduled work may take.
const WORK: Duration = Duration::from_secs(30);

/// A server that was started; it ends with this value.
#[derive(Debug)]
pub(crate) struct Server {
    group: Group,
    port: u16,
    log: BuildLog,
}

impl Server {
    /// Starts wrangler with these settings beside those of its file, its messages of this level and above going to standard
    /// error.
    pub(crate) fn start(
        project: &Project,
        port: u16,
        log_level: &str,
        vars: &[(&str, String)],
    ) -> Result<Self, Stop> {
        let log = BuildLog::new(project)?;
        let (name, value) = log.variable();
        let mut command = npm::wrangler(project)?;
        command.args(["dev", "--ip", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--show-interactive-dev-session=false", "--log-level", log_level]);
        command.arg("--persist-to").arg(project.path(local::STATE)).env(name, value);
        if port != PORT {
            command.args(["--var", &format!("TOKEN_ISSUER:{}", issuer(port))]);
        }
        for (name, value) in vars {
            command.args(["--var", &format!("{name}:{value}")]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut group =
            Group::start(&mut command).map_err(|error| process::cannot_start(&command, &error))?;
        local::remember_port(project, port)?;
        forward(group.child().stdout.take());
        forward(group.child().stderr.take());
        Ok(Self { group, port, log })
    }

    /// Waits for the first answer.
    pub(crate) fn wait_until_it_answers(&mut self) -> Result<(), Stop> {
        let watch = Stopwatch::start();
        while watch.elapsed() < PATIENCE {
            self.stop_if_ended()?;
            if http::get(self.port, "/healthz", LOOK * 10).is_ok_and(|status| status == 200) {
                // What the first build said is known: it was built just before.
                self.log.news();
                return Ok(());
            }
            thread::sleep(LOOK);
        }
        say(self.log.news());
        Err(Stop::new(format!("http://127.0.0.1:{}/healthz has not answered within {PATIENCE:?}", self.port)))
    }

    /// Shows rebuilds and calls the scheduled work until the server ends.
    pub(crate) fn accompany(&mut self) -> Result<(), Stop> {
        loop {
            let minute = Stopwatch::start();
            while minute.elapsed() < SCHEDULE {
                thread::sleep(LOOK);
                self.stop_if_ended()?;
                let news = self.log.news();
                if !news.is_empty() {
                    say(news.trim_end());
                }
            }
            match http::get(self.port, "/cdn-cgi/handler/scheduled", WORK) {
                Ok(200) => {}
                Ok(status) => say(format_args!("the scheduled work failed with status {status}")),
                Err(error) => say(format_args!("the scheduled work gave no answer: {error}")),
            }
        }
    }

    fn stop_if_ended(&mut self) -> Result<(), Stop> {
        if self.group.ended().or_stop("the server cannot be watched")?.is_none() {
            return Ok(());
        }
        say(self.log.news().trim_end());
        let status = self.group.wait().or_stop("the server cannot be watched")?;
        Err(Stop::new(format!("the server ended by itself: {status}; its messages above say why")))
    }
}

/// The name under which the server of this port issues tokens.
pub(crate) fn issuer(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// Passes a stream on to standard error, line by line.
fn forward(stream: Option<impl Read + Send + 'static>) {
    let Some(stream) = stream else { return };
    thread::spawn(move || {
        let mut filter = Filter::default();
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if filter.shows(&line) {
                say(line);
            }
        }
    });
}
