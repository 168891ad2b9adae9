//! Reads what follows a command: words, `--switch`, `--option VALUE` and `--option=VALUE`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What a command understands. Options are written with their dashes, as they are typed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known<'a> {
    /// Words without dashes by their meaning, in order; any may be left out.
    pub(crate) words: &'a [&'a str],
    /// Options without a value.
    pub(crate) switches: &'a [&'a str],
    /// Options with one value.
    pub(crate) options: &'a [&'a str],
    /// Options with a value that may be given more than once.
    pub(crate) lists: &'a [&'a str],
}

/// An argument that is unknown, incomplete or too much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UsageError(String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// The arguments of one command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Args {
    words: Vec<String>,
    options: BTreeMap<String, Vec<String>>,
}

impl Args {
    /// Reads arguments; one that the command does not know is refused by name.
    pub(crate) fn parse(args: &[String], known: &Known<'_>) -> Result<Self, UsageError> {
        let mut parsed = Self::default();
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            if !arg.starts_with("--") {
                parsed.take_word(arg, known)?;
                continue;
            }
            let (name, inline) = match arg.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (arg.as_str(), None),
            };
            if known.switches.contains(&name) && inline.is_some() {
                return Err(UsageError(format!("{name} takes no value")));
            }
            let value = if known.switches.contains(&name) {
                String::new()
            } else if known.options.contains(&name) || known.lists.contains(&name) {
                inline.or_else(|| rest.next().filter(|next| !next.starts_with("--")).cloned()).ok_or_else(
                    || UsageError(format!("{name} needs a value: {name} VALUE or {name}=VALUE")),
                )?
            } else {
                return Err(unknown(name, known));
            };
            let values = parsed.options.entry(name.to_owned()).or_default();
            if !values.is_empty() && !known.lists.contains(&name) {
                return Err(UsageError(format!("{name} was given twice")));
            }
            values.push(value);
        }
        Ok(parsed)
    }

    fn take_word(&mut self, word: &str, known: &Known<'_>) -> Result<(), UsageError> {
        if self.words.len() == known.words.len() {
            return Err(unknown(word, known));
        }
        self.words.push(word.to_owned());
        Ok(())
    }

    /// The word at this place.
    pub(crate) fn word(&self, place: usize) -> Option<&str> {
        self.words.get(place).map(String::as_str)
    }

    /// Whether the option was given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.options.contains_key(name)
    }

    /// The value of an option.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.values(name).first().map(String::as_str)
    }

    /// All values of an option, in the order they were given.
    pub(crate) fn values(&self, name: &str) -> &[String] {
        self.options.get(name).map_or(&[], Vec::as_slice)
    }

    /// The value of an option that the command cannot do without.
    pub(crate) fn required(&self, name: &str) -> Result<&str, UsageError> {
        self.value(name).ok_or_else(|| UsageError(format!("{name} is missing")))
    }

    /// The value of an option as a `T`; `meaning` says what was expected, as in "a port from 1 to 65535".
    pub(crate) fn parsed<T: FromStr>(&self, name: &str, meaning: &str) -> Result<Option<T>, UsageError> {
        let read = |text: &str| {
            text.parse().map_err(|_| UsageError(format!("{name} takes {meaning}, and {text:?} is none")))
        };
        self.value(name).map(read).transpose()
    }
}

fn unknown(given: &str, known: &Known<'_>) -> UsageError {
    let words = known.words.iter().map(|word| word.to_uppercase());
    let options = [known.switches, known.options, known.lists].concat();
    let all: Vec<_> = words.chain(options.into_iter().map(str::to_owned)).collect();
    match all.as_slice() {
        [] => UsageError(format!("{given:?} is too much: this command takes no arguments")),
        all => UsageError(format!("{given:?} is not known here; known are {}", all.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Known<'_> = Known {
        words: &["filter"],
        switches: &["--fresh", "--json"],
        options: &["--port"],
        lists: &["--unit"],
    };

    fn parse(line: &str) -> Result<Args, String> {
        let args: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        Args::parse(&args, &KNOWN).map_err(|error| error.to_string())
    }

    #[test]
    fn words_switches_and_values_come_in_any_order() {
        let args = parse("--unit A token --port=8790 --unit B --fresh").unwrap();
        assert_eq!((args.word(0), args.word(1)), (Some("token"), None));
        assert!(args.has("--fresh") && !args.has("--json"));
        assert_eq!(args.value("--port"), Some("8790"));
        assert_eq!(args.values("--unit"), ["A", "B"]);
        assert_eq!(args.parsed::<u16>("--port", "a port"), Ok(Some(8790)));
    }

    #[test]
    fn what_is_not_known_is_named_together_with_what_is() {
        let message = "\"--prot\" is not known here; known are FILTER, --fresh, --json, --port, --unit";
        assert_eq!(parse("--prot 1"), Err(message.to_owned()));
        assert!(parse("one two").unwrap_err().starts_with("\"two\" is not known here"));
        let message = "\"x\" is too much: this command takes no arguments";
        assert_eq!(Args::parse(&["x".to_owned()], &Known::default()).unwrap_err().to_string(), message);
    }

    #[test]
    fn a_value_is_neither_missing_nor_too_much() {
        let message = "--port needs a value: --port VALUE or --port=VALUE";
        assert_eq!(parse("--port"), Err(message.to_owned()));
        assert_eq!(parse("--port --fresh"), Err(message.to_owned()));
        assert_eq!(parse("--port 1 --port 2"), Err("--port was given twice".to_owned()));
        assert_eq!(parse("--fresh=yes"), Err("--fresh takes no value".to_owned()));
        assert_eq!(parse("--port=--x").unwrap().value("--port"), Some("--x"));
    }

    #[test]
    fn a_value_that_is_missing_or_no_such_thing_is_named() {
        let args = parse("--port eighty").unwrap();
        assert_eq!(args.required("--unit").unwrap_err().to_string(), "--unit is missing");
        let message = "--port takes a port from 1 to 65535, and \"eighty\" is none";
        assert_eq!(args.parsed::<u16>("--port", "a port from 1 to 65535").unwrap_err().to_string(), message);
    }
}
