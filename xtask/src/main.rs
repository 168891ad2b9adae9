//! The commands of the README: `cargo xtask COMMAND`.

mod args;
mod bench;
mod browser;
mod build;
mod build_log;
mod chatter;
mod check;
mod demo;
mod dev;
mod edge;
mod error;
mod foreign;
mod frontend;
mod group;
mod help;
mod http;
mod install;
mod local;
mod node;
mod npm;
mod operator;
mod port;
mod process;
mod progress;
mod project;
mod rust;
mod screens;
mod secrets;
mod server;
mod stamp;
mod test;
mod tools;
mod version;

use std::env;
use std::io::{self, Write as _};
use std::process::ExitCode;

use args::{Args, Known};
use error::{OrStop as _, Stop};
use progress::say;
use project::Project;

#[cfg(not(unix))]
compile_error!("the tools run on Linux and macOS; on Windows use them inside WSL");

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match run(&args) {
        Ok(code) => code,
        Err(stop) => {
            say(format_args!("\n{stop}"));
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<ExitCode, Stop> {
    let command = args.first().map_or("help", String::as_str);
    match command {
        "bench" => on_source(args, bench::KNOWN, bench::run),
        "build" => on_source(args, build::KNOWN, build::run),
        "check" => on_source(args, check::KNOWN, check::run),
        "dev" => on_source(args, dev::KNOWN, dev::run),
        "frontend" => on_source(args, frontend::KNOWN, frontend::run),
        "screens" => on_source(args, screens::KNOWN, screens::run),
        "test" => on_source(args, test::KNOWN, test::run),
        "help" | "--help" | "-h" => {
            let _ = writeln!(io::stdout(), "{}", help::text());
            Ok(ExitCode::SUCCESS)
        }
        operators if is_operators(operators) => Ok(operator::run(Project::find()?.root(), args)),
        other => {
            Err(Stop::new(format!("{}\n{other:?} is no command; the list above has them all.", help::text())))
        }
    }
}

/// Whether an operator's command begins with this word.
fn is_operators(word: &str) -> bool {
    operator::usage().iter().any(|line| line.split(' ').next() == Some(word))
}

/// Carries out a command that works on the source.
fn on_source(
    args: &[String],
    known: Known<'_>,
    work: fn(&Project, &Args) -> Result<(), Stop>,
) -> Result<ExitCode, Stop> {
    let (command, rest) = args.split_at(args.len().min(1));
    let args = Args::parse(rest, &known).or_stop(format_args!("cargo xtask {}", command.concat()))?;
    group::end_all_on_signal()?;
    work(&Project::find()?, &args)?;
    Ok(ExitCode::SUCCESS)
}
