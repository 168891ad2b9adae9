//! `cargo xtask dev`: builds, sets up and serves the local environment until it is stopped.

use crate::args::{Args, Known};
use crate::build;
use crate::demo::Demo;
use crate::error::{OrStop as _, Stop};
use crate::port::PORT;
use crate::progress::{Stopwatch, say};
use crate::project::Project;
use crate::server::{Server, issuer};
use crate::{local, port};

/// What the command understands.
pub(crate) const KNOWN: Known<'_> =
    Known { words: &[], switches: &["--fresh"], options: &["--port", "--log-level"], lists: &[] };

/// Serves until the server ends or a signal ends everything.
pub(crate) fn run(project: &Project, args: &Args) -> Result<(), Stop> {
    let port = args.parsed("--port", "a port from 1 to 65535").or_stop("dev")?.unwrap_or(PORT);
    port::ensure_free(port)?;
    let watch = Stopwatch::start();
    if args.has("--fresh") {
        watch.step(format_args!("deleting {}", local::STATE));
        local::forget(project)?;
    }
    build::local_edge(project, watch)?;
    watch.step("starting the server");
    let demo = Demo::start(project, &issuer(port))?;
    let log_level = args.value("--log-level").unwrap_or("warn");
    let mut server = Server::start(project, port, log_level, demo.vars())?;
    server.wait_until_it_answers()?;
    watch.step("ready");
    say(announcement(port));
    server.accompany()
}

fn announcement(port: u16) -> String {
    format!(
        "\n  start page    http://127.0.0.1:{port}/\n  \
         web service   http://127.0.0.1:{port}/api/Accounts/login\n  \
         application   http://cashier.localhost:{port}/app/\n\
         {}\n  Ctrl-C stops the server; changed sources are rebuilt by themselves.\n",
        local::ACCOUNTS
    )
}
