//! The table of the operator's commands, and the way from words to a result.

use std::path::Path;
use std::process::ExitCode;

use super::context::Context;
use super::place::Destination;
use super::refusal::Refusal;
use super::report::{self, Form, Report};
use super::usage::Usage;
use super::{
    account, agency, ambient, application, audit, key, mail, release, session, staff, text, token, unit,
};
use crate::args::{Args, Known};

/// A command: what it works on and what it does, its options, and how it is carried out.
type Command = (&'static str, &'static str, fn(&Context) -> Result<Report, Refusal>);

/// Options that every command understands.
const OPTIONS: [&str; 2] = ["--env", "--operator"];

/// Options of `account create` stand in two lines: what is always said, and what may be.
const NEW_ACCOUNT: &str = "--login L --name X --agency N --product cashier|boss [--product ...] \
    --role cashier|administrator|support [--unit U ...] [--invite|--password P] [--language en|ru] \
    [--two-factor-key K] [--consent]";
const CHANGED_ACCOUNT: &str =
    "--login L [--name X] [--role cashier|administrator|support] [--product P ...] [--unit U ...]";
const CHANGED_AGENCY: &str =
    "--agency N [--name X] [--change-point-of-sale on|off] [--reissue-by-administrator on|off]";
const AUDIT: &str = "[--login L] [--agency N] [--event E] [--since HOURS|RFC3339] [--limit N]";
const TEXT: &str = "--kind consent|policy --product P --ru FILE --en FILE [--since RFC3339]";
const NOTICE: &str = "--product P --level information|warning --ru T --en T [--from RFC3339] --until RFC3339";

/// A longer name stands before the one that it begins with.
static COMMANDS: [Command; 48] = [
    ("account create", NEW_ACCOUNT, account::create),
    ("account invite", "--login L [--language en|ru]", account::invite),
    ("account set", CHANGED_ACCOUNT, account::set),
    ("account block", "--login L [--reason R]", account::block),
    ("account unlock", "--login L [--password|--code]", account::unlock),
    ("account show", "--login L", account::show),
    ("account unblock", "--login L", account::unblock),
    ("account reissue", "--login L", account::reissue),
    ("account forget-devices", "--login L", account::forget_devices),
    ("session end", "--login L | --agency N | --all", session::end),
    (
        "application create",
        "--login L --agency N --unit U [--unit U ...] [--password P]",
        application::create,
    ),
    ("application rotate", "--login L [--password P]", application::rotate),
    ("application show", "--login L", application::show),
    ("application block", "--login L", application::block),
    ("application unblock", "--login L", application::unblock),
    ("application allow", "--login L --unit U", application::allow),
    ("application forbid", "--login L --unit U", application::forbid),
    ("token list", "--login L", token::list),
    ("token revoke", "--jti J | --login L", token::revoke),
    ("agency create", "--agency N --name X", agency::create),
    ("agency set", CHANGED_AGENCY, agency::set),
    ("agency show", "--agency N", agency::show),
    ("agency block", "--agency N", agency::block),
    ("agency unblock", "--agency N", agency::unblock),
    ("unit create", "--unit U --name X --address A [--seance S ...]", unit::create),
    ("unit set", "--unit U [--name X] [--address A] [--seance S ...]", unit::set),
    ("unit block", "--unit U", unit::block),
    ("unit unblock", "--unit U", unit::unblock),
    ("mail dead", "", mail::dead),
    ("mail retry", "--id M | --all", mail::retry),
    ("text publish", TEXT, text::publish),
    ("text list", "", text::list),
    ("notice announce", NOTICE, text::announce),
    ("notice list", "", text::notices),
    ("notice withdraw", "--id I", text::withdraw),
    ("audit export", "--older-than DAYS --file F", audit::export),
    ("audit", AUDIT, audit::list),
    ("operator create", "--name N [--file F] [--first]", staff::create),
    ("operator list", "", staff::list),
    ("operator remove", "--name N", staff::remove),
    ("key list", "[--file RING]", key::list),
    ("key create", "--file RING [--kid K]", key::create),
    ("key add", "[--kid K] [--file RING]", key::add),
    ("key promote", "--kid K [--file RING]", key::promote),
    ("key retire", "--kid K [--file RING]", key::retire),
    ("key push", "--file RING", key::push),
    ("deploy", "", release::deploy),
    ("rollback", "", release::rollback),
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
    let mut lines: Vec<(&str, String, &str)> = Vec::new();
    for (name, usage, _) in &COMMANDS {
        let (noun, verb) = name.split_once(' ').unwrap_or((name, ""));
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
    let ((name, usage, run), rest) = find(words)?;
    let own = Usage::of(usage);
    let known = Known {
        words: &[],
        switches: &[own.switches.as_slice(), &["--json"]].concat(),
        options: &[own.options.as_slice(), &OPTIONS].concat(),
        lists: &own.lists,
    };
    let args = Args::parse(rest, &known)
        .map_err(|error| Refusal::usage(format!("{error}\nusage: {name} {usage}")))?;
    run(&Context { place: Destination::of(root, &args)?, args, now: ambient::now() })
}

/// The command whose name the words begin with, and the words behind it.
fn find(words: &[String]) -> Result<(&'static Command, &[String]), Refusal> {
    let begins = |(name, ..): &&Command| {
        let name = name.split(' ');
        name.clone().count() <= words.len() && name.zip(words).all(|(part, word)| part == word)
    };
    if let Some(command) = COMMANDS.iter().find(begins) {
        let behind = words.get(command.0.split(' ').count()..).unwrap_or_default();
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
    fn no_command_is_hidden_behind_one_that_its_name_begins_with() {
        for (name, ..) in &COMMANDS {
            let words: Vec<_> = name.split(' ').map(str::to_owned).collect();
            assert_eq!(find(&words).unwrap().0.0, *name);
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
    fn a_deployed_environment_is_named_by_env_alone() {
        for line in ["audit --remote", "audit --remote --env demo", "audit --env staging"] {
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
