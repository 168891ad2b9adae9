//! The values that options of the operator's commands stand for.

use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::api::admin::employees::Role;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::invisible::is_invisible;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;

use super::moment;
use super::refusal::Refusal;
use crate::args::{Args, UsageError};

impl From<UsageError> for Refusal {
    fn from(error: UsageError) -> Self {
        Self::usage(error.to_string())
    }
}

/// `--login`. What cannot be seen comes along when a login is copied from a page or a mail, and would name another one.
pub(super) fn login(args: &Args) -> Result<Login, Refusal> {
    let text = args.required("--login")?;
    if let Some(unseen) = text.chars().find(|c| is_unseen(*c)) {
        let message = format!(
            "--login holds U+{:04X}, which cannot be seen: type it instead of copying it",
            u32::from(unseen)
        );
        return Err(Refusal::usage(message));
    }
    Login::parse(text).ok_or_else(|| Refusal::usage("--login is empty"))
}

/// What leaves no mark in a login, and the blanks that look like one.
fn is_unseen(c: char) -> bool {
    is_invisible(c) || matches!(c, '\u{a0}' | '\u{180e}' | '\u{202f}')
}

/// `--login` of somebody who gets mail there.
pub(super) fn mail_address(args: &Args) -> Result<Login, Refusal> {
    let login = login(args)?;
    let message = || Refusal::usage(format!("--login is an e-mail address, not {:?}", login.as_str()));
    login.is_mail_address().then_some(()).ok_or_else(message)?;
    Ok(login)
}

/// `--product`, any number; a repeated one counts once.
pub(super) fn products(args: &Args) -> Result<Vec<String>, Refusal> {
    let mut products: Vec<String> = Vec::new();
    for text in args.values("--product") {
        let product = one_of("--product", text, &["cashier", "boss"])?;
        if !products.contains(&product) {
            products.push(product);
        }
    }
    Ok(products)
}

/// An option whose value is one of these words, if it was given. The words are those of the API, so its type reads them.
pub(super) fn word<T: DeserializeOwned>(
    args: &Args,
    name: &str,
    known: &[&str],
) -> Result<Option<T>, Refusal> {
    let read = |text: &str| {
        let word = Value::from(one_of(name, text, known)?);
        serde_json::from_value(word).map_err(|error| Refusal::usage(format!("{name}: {error}")))
    };
    args.value(name).map(read).transpose()
}

fn one_of(name: &str, text: &str, known: &[&str]) -> Result<String, Refusal> {
    if known.contains(&text) {
        return Ok(text.to_owned());
    }
    let (last, others) = known.split_last().unwrap_or((&"nothing", &[]));
    Err(Refusal::usage(format!("{name} is {} or {last}, not {text:?}", others.join(", "))))
}

/// `--role`, if it was given.
pub(super) fn role(args: &Args) -> Result<Option<Role>, Refusal> {
    word(args, "--role", &["cashier", "administrator", "support"])
}

/// `--language`, if it was given.
pub(super) fn language(args: &Args) -> Result<Option<String>, Refusal> {
    word(args, "--language", &["en", "ru"])
}

/// A moment, if it was given.
pub(super) fn moment(args: &Args, name: &str) -> Result<Option<UnixMillis>, Refusal> {
    let read = |text: &str| {
        let message = format!("{name} is a moment as in 2025-01-31T12:00:00Z, not {text:?}");
        moment::parse(text).ok_or_else(|| Refusal::usage(message))
    };
    args.value(name).map(read).transpose()
}

/// An option that says `on` or `off`, if it was given.
pub(super) fn on_or_off(args: &Args, name: &str) -> Result<Option<bool>, Refusal> {
    match args.value(name) {
        None => Ok(None),
        Some("on") => Ok(Some(true)),
        Some("off") => Ok(Some(false)),
        Some(text) => Err(Refusal::usage(format!("{name} is on or off, not {text:?}"))),
    }
}

/// `--agency`.
pub(super) fn agency(args: &Args) -> Result<AgencyCode, Refusal> {
    let text = args.required("--agency")?;
    AgencyCode::parse(text)
        .ok_or_else(|| Refusal::usage(format!("--agency is a number from 1 to 99999, not {text:?}")))
}

/// `--unit`, the only one.
pub(super) fn unit(args: &Args) -> Result<StructureUnitId, Refusal> {
    structure_unit(args.required("--unit")?)
}

/// `--unit`, any number; a repeated one counts once.
pub(super) fn units(args: &Args) -> Result<Vec<StructureUnitId>, Refusal> {
    let mut units: Vec<StructureUnitId> = Vec::new();
    for text in args.values("--unit") {
        let unit = structure_unit(text)?;
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    Ok(units)
}

/// A text that is not empty, without outer white space.
pub(super) fn text<'a>(args: &'a Args, name: &str) -> Result<&'a str, Refusal> {
    match args.required(name)?.trim() {
        "" => Err(Refusal::usage(format!("{name} is empty"))),
        text => Ok(text),
    }
}

/// The same, if it was given.
pub(super) fn optional_text<'a>(args: &'a Args, name: &str) -> Result<Option<&'a str>, Refusal> {
    if args.has(name) { text(args, name).map(Some) } else { Ok(None) }
}

/// `--seance`, any number; a repeated one counts once.
pub(super) fn seances(args: &Args) -> Result<Vec<String>, Refusal> {
    let mut seances: Vec<String> = Vec::new();
    for text in args.values("--seance") {
        match text.trim() {
            "" => return Err(Refusal::usage("--seance is empty")),
            seance if seances.iter().any(|known| known == seance) => {}
            seance => seances.push(seance.to_owned()),
        }
    }
    Ok(seances)
}

fn structure_unit(text: &str) -> Result<StructureUnitId, Refusal> {
    StructureUnitId::parse(text).ok_or_else(|| {
        let form = "an agency code, an underscore and 1 to 16 capitals A to Z without O, as in 12036_ALPHA";
        Refusal::usage(format!("--unit is {form}; not {text:?}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Known;

    fn args(line: &str) -> Args {
        let known = Known {
            options: &["--login", "--agency", "--name", "--role", "--switch"],
            lists: &["--unit", "--product", "--seance"],
            ..Known::default()
        };
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        Args::parse(&words, &known).unwrap()
    }

    #[test]
    fn logins_are_folded_and_units_counted_once() {
        let args = args("--login A@b --unit 1_A --unit=1_B --unit 1_A");
        assert_eq!(login(&args).unwrap().as_str(), "a@b");
        assert_eq!(units(&args).unwrap().len(), 2);
    }

    #[test]
    fn a_login_with_what_cannot_be_seen_is_refused_by_its_number() {
        for unseen in ['\u{a0}', '\u{200b}', '\u{200e}', '\u{202e}', '\u{feff}'] {
            for text in
                [format!("anna@b.c{unseen}"), format!("{unseen}anna@b.c"), format!("an{unseen}na@b.c")]
            {
                let known = Known { options: &["--login"], ..Known::default() };
                let args = Args::parse(&["--login".to_owned(), text], &known).unwrap();
                let message = login(&args).unwrap_err().to_string();
                assert!(message.contains(&format!("U+{:04X}", u32::from(unseen))), "{message}");
            }
        }
    }

    #[test]
    fn a_malformed_value_is_quoted_with_the_form_it_should_have() {
        let args = args("--login= --agency 012036 --unit 12036_alpha --name=");
        assert!(login(&args).unwrap_err().to_string().contains("--login"));
        assert!(agency(&args).unwrap_err().to_string().contains("\"012036\""));
        assert!(unit(&args).unwrap_err().to_string().contains("12036_ALPHA"));
        assert!(units(&args).unwrap_err().to_string().contains("12036_alpha"));
        assert!(text(&args, "--name").is_err());
    }

    #[test]
    fn an_employee_is_called_by_an_address_that_mail_can_reach() {
        assert_eq!(
            mail_address(&args("--login Anna.K@Alpha.example")).unwrap().as_str(),
            "anna.k@alpha.example"
        );
        let message = mail_address(&args("--login anna")).unwrap_err().to_string();
        assert!(message.contains("e-mail address"), "{message}");
    }

    #[test]
    fn products_and_seances_count_once_and_switches_are_on_or_off() {
        let args = args(
            "--product boss --product cashier --product boss --seance A --seance= --switch on --role chief",
        );
        assert_eq!(products(&args), Ok(vec!["boss".to_owned(), "cashier".to_owned()]));
        assert!(seances(&args).is_err());
        assert_eq!(on_or_off(&args, "--switch"), Ok(Some(true)));
        assert_eq!(on_or_off(&args, "--name"), Ok(None));
        assert!(role(&args).unwrap_err().to_string().contains("support"));
    }

    #[test]
    fn a_missing_option_is_named() {
        let args = args("");
        for refusal in [login(&args).unwrap_err(), agency(&args).unwrap_err(), unit(&args).unwrap_err()] {
            assert_eq!(refusal.slug(), "usage");
            assert!(refusal.to_string().contains("is missing"), "{refusal}");
        }
    }
}
