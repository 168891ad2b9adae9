//! The table of the operator's commands, and the way from words to a result.

use std::path::Path;
use std::process::ExitCode;

use shared::time::UnixMillis;

use super::place::{Environment, Place};
use super::refusal::Refusal;
use super::report::{self, Form, Report};
use super::{account, agency, ambient, application, audit, key, mail, token, unit};
use crate::args::{Args, Known};

/// What a command works with.
pub(super) struct Context {
    /// The installation.
    pub(super) place: Place,
    /// Its options.
    pub(super) args: Args,
    /// When it was started.
    pub(super) now: UnixMillis,
}

struct Command {
    /// What it works on and what it does; one word when there is only one thing to do.
    name: &'static str,
    usage: &'static str,
    known: Known,
    run: fn(&Context) -> Result<Report, Refusal>,
}

/// Switches that every command understands.
const SWITCHES: &[&str] = &["--json", "--remote"];

const fn command(
    name: &'static str,
    usage: &'static str,
    options: &'static [&'static str],
    lists: &'static [&'static str],
    run: fn(&Context) -> Result<Report, Refusal>,
) -> Command {
    Command { name, usage, known: Known { words: &[], switches: SWITCHES, options, lists }, run }
}

impl Command {
    /// The same with switches of its own; they stand before those of every command.
    const fn switches(self, switches: &'static [&'static str]) -> Self {
        Self { known: Known { switches, ..self.known }, ..self }
    }
}

static COMMANDS: [Command; 35] = [
    command(
        "account create",
        "--login L --name X --agency N --product cashier|boss [--product ...] \
         --role cashier|administrator|support [--unit U ...] [--invite|--password P] [--language en|ru] \
         [--two-factor-key K] [--consent]",
        &["--env", "--login", "--name", "--agency", "--role", "--password", "--language", "--two-factor-key"],
        &["--product", "--unit"],
        account::create,
    )
    .switches(&["--consent", "--invite", "--json", "--remote"]),
    command(
        "account invite",
        "--login L [--language en|ru]",
        &["--env", "--login", "--language"],
        &[],
        account::invite,
    ),
    command(
        "account show",
        "--login L [--file PEPPERS]",
        &["--env", "--login", "--file"],
        &[],
        account::show,
    ),
    command("account block", "--login L", &["--env", "--login"], &[], account::block),
    command("account unblock", "--login L", &["--env", "--login"], &[], account::unblock),
    command("account forget-devices", "--login L", &["--env", "--login"], &[], account::forget_devices),
    command("account reissue", "--login L", &["--env", "--login"], &[], account::reissue),
    command(
        "account unlock",
        "--login L [--password|--code] [--file PEPPERS]",
        &["--env", "--login", "--file"],
        &[],
        account::unlock,
    )
    .switches(&["--password", "--code", "--json", "--remote"]),
    command(
        "application create",
        "--login L --agency N --unit U [--unit U ...] [--password P]",
        &["--env", "--login", "--agency", "--password"],
        &["--unit"],
        application::create,
    ),
    command("application show", "--login L", &["--env", "--login"], &[], application::show),
    command("application block", "--login L", &["--env", "--login"], &[], application::block),
    command("application unblock", "--login L", &["--env", "--login"], &[], application::unblock),
    command(
        "application rotate",
        "--login L [--password P]",
        &["--env", "--login", "--password"],
        &[],
        application::rotate,
    ),
    command(
        "application allow",
        "--login L --unit U",
        &["--env", "--login", "--unit"],
        &[],
        application::allow,
    ),
    command(
        "application forbid",
        "--login L --unit U",
        &["--env", "--login", "--unit"],
        &[],
        application::forbid,
    ),
    command("token list", "--login L", &["--env", "--login"], &[], token::list),
    command("token revoke", "--jti J | --login L", &["--env", "--jti", "--login"], &[], token::revoke),
    command("agency create", "--agency N --name X", &["--env", "--agency", "--name"], &[], agency::create),
    command(
        "agency set",
        "--agency N [--name X] [--change-point-of-sale on|off] [--reissue-by-administrator on|off]",
        &["--env", "--agency", "--name", "--change-point-of-sale", "--reissue-by-administrator"],
        &[],
        agency::set,
    ),
    command("agency show", "--agency N", &["--env", "--agency"], &[], agency::show),
    command("agency block", "--agency N", &["--env", "--agency"], &[], agency::block),
    command("agency unblock", "--agency N", &["--env", "--agency"], &[], agency::unblock),
    command(
        "unit create",
        "--unit U --name X --address A [--seance S ...]",
        &["--env", "--unit", "--name", "--address"],
        &["--seance"],
        unit::create,
    ),
    command(
        "unit set",
        "--unit U [--name X] [--address A] [--seance S ...]",
        &["--env", "--unit", "--name", "--address"],
        &["--seance"],
        unit::set,
    ),
    command("unit block", "--unit U", &["--env", "--unit"], &[], unit::block),
    command("unit unblock", "--unit U", &["--env", "--unit"], &[], unit::unblock),
    command("key list", "[--file RING]", &["--env", "--file"], &[], key::list),
    command(
        "key create",
        "--file RING [--kid K]   (remote only)",
        &["--env", "--file", "--kid"],
        &[],
        key::create,
    ),
    command("key add", "[--kid K] [--file RING]", &["--env", "--file", "--kid"], &[], key::add),
    command("key promote", "--kid K [--file RING]", &["--env", "--file", "--kid"], &[], key::promote),
    command("key retire", "--kid K [--file RING]", &["--env", "--file", "--kid"], &[], key::retire),
    command("key push", "--file RING   (remote only)", &["--env", "--file"], &[], key::push),
    command("mail dead", "", &["--env"], &[], mail::dead),
    command("mail retry", "--id M", &["--env", "--id"], &[], mail::retry),
    command(
        "audit",
        "[--login L] [--agency N] [--event E] [--since HOURS|RFC3339] [--limit N]",
        &["--env", "--login", "--agency", "--event", "--since", "--limit"],
        &[],
        audit::list,
    ),
];

/// Runs the command that the words name, `application` or another noun first, and writes its result. Exit code 0
/// when it did what was asked or found it done, else 1.
pub(crate) fn run(root: &Path, words: &[String]) -> ExitCode {
    let form = if words.iter().any(|word| word == "--json") { Form::Json } else { Form::Text };
    let result = perform(root, words);
    report::write(&result, form);
    if result.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The operator's commands for a help text, each in a line; those that are used alike share one.
pub(crate) fn usage() -> Vec<String> {
    let parts = |command: &Command| {
        let (noun, verb) = command.name.split_once(' ').unwrap_or((command.name, ""));
        (noun, verb, command.usage)
    };
    let mut lines: Vec<(&str, String, &str)> = Vec::new();
    for (noun, verb, usage) in COMMANDS.iter().map(parts) {
        match lines.last_mut() {
            Some(last) if (last.0, last.2) == (noun, usage) => last.1.extend(["|", verb]),
            _ => lines.push((noun, verb.to_owned(), usage)),
        }
    }
    let words = |(noun, verbs, usage): (&str, String, &str)| {
        [noun, &verbs, usage].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    lines.into_iter().map(words).collect()
}

/// Carries out the command that the words name.
pub(super) fn perform(root: &Path, words: &[String]) -> Result<Report, Refusal> {
    let (command, rest) = find(words)?;
    let args = Args::parse(rest, &command.known)
        .map_err(|error| Refusal::usage(format!("{error}\nusage: {} {}", command.name, command.usage)))?;
    let place = match (args.has("--remote"), args.value("--env")) {
        (false, None) => Place::local(root),
        (true, Some(environment)) => Place::remote(root, Environment::parse(environment)?),
        (true, None) => return Err(Refusal::usage("--remote needs --env demo or --env production")),
        (false, Some(_)) => {
            return Err(Refusal::usage("--env names a deployed environment and needs --remote"));
        }
    };
    (command.run)(&Context { place, args, now: ambient::now() })
}

/// The command whose name the words begin with, and the words behind it.
fn find(words: &[String]) -> Result<(&'static Command, &[String]), Refusal> {
    let begins = |command: &&Command| {
        let name = command.name.split(' ');
        name.clone().count() <= words.len() && name.zip(words).all(|(part, word)| part == word)
    };
    if let Some(command) = COMMANDS.iter().find(begins) {
        let behind = words.get(command.name.split(' ').count()..).unwrap_or_default();
        return Ok((command, behind));
    }
    let noun = words.first().map(String::as_str).unwrap_or_default();
    let of_noun: Vec<_> = usage().into_iter().filter(|line| line.split(' ').next() == Some(noun)).collect();
    let known = if of_noun.is_empty() { usage() } else { of_noun };
    Err(Refusal::usage(format!("no such command; known are\n  {}", known.join("\n  "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn perform_line(line: &str) -> Result<Report, Refusal> {
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        perform(Path::new("/nowhere"), &words)
    }

    #[test]
    fn every_option_of_a_usage_line_is_known_and_every_known_one_stands_there() {
        for command in &COMMANDS {
            let known: Vec<_> = [command.known.options, command.known.lists].concat();
            let named = |word: &str| command.usage.split([' ', '[', ']', '|']).any(|part| part == word);
            let switches = command.known.switches.iter().filter(|switch| !SWITCHES.contains(switch));
            let known: Vec<_> = known.into_iter().chain(switches.copied()).collect();
            for option in &known {
                assert!(*option == "--env" || named(option), "{} {option}", command.name);
            }
            for option in command.usage.split([' ', '[', ']', '|']).filter(|part| part.starts_with("--")) {
                assert!(known.contains(&option), "{} {option}", command.name);
            }
        }
    }

    #[test]
    fn an_unknown_verb_is_answered_with_those_of_its_noun() {
        let message = perform_line("agency destroy").unwrap_err().to_string();
        assert!(
            message.contains("agency show|block|unblock --agency N") && !message.contains("token list"),
            "{message}"
        );
        let message = perform_line("").unwrap_err().to_string();
        assert!(message.contains("agency show|block") && message.contains("audit ["), "{message}");
    }

    #[test]
    fn a_deployed_environment_is_named_by_both_switches_or_by_none() {
        for line in ["audit --remote", "audit --env demo", "audit --remote --env staging"] {
            assert_eq!(perform_line(line).unwrap_err().slug(), "usage", "{line}");
        }
    }

    #[test]
    fn a_wrong_option_is_answered_with_the_usage_of_its_command() {
        let message = perform_line("agency block --agnecy 1").unwrap_err().to_string();
        assert!(
            message.contains("--agnecy") && message.ends_with("usage: agency block --agency N"),
            "{message}"
        );
    }
}
