//! The values that options of the operator's commands stand for.

use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::structure_unit_id::StructureUnitId;

use super::refusal::Refusal;
use crate::args::{Args, UsageError};

impl From<UsageError> for Refusal {
    fn from(error: UsageError) -> Self {
        Self::usage(error.to_string())
    }
}

/// `--login`.
pub(super) fn login(args: &Args) -> Result<Login, Refusal> {
    Login::parse(args.required("--login")?).ok_or_else(|| Refusal::usage("--login is empty"))
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

/// `--unit`, at least one; a repeated one counts once.
pub(super) fn units(args: &Args) -> Result<Vec<StructureUnitId>, Refusal> {
    args.required("--unit")?;
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
        let known =
            Known { options: &["--login", "--agency", "--name"], lists: &["--unit"], ..Known::default() };
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
    fn a_malformed_value_is_quoted_with_the_form_it_should_have() {
        let args = args("--login= --agency 012036 --unit 12036_alpha --name=");
        assert!(login(&args).unwrap_err().to_string().contains("--login"));
        assert!(agency(&args).unwrap_err().to_string().contains("\"012036\""));
        assert!(unit(&args).unwrap_err().to_string().contains("12036_ALPHA"));
        assert!(units(&args).is_err());
        assert!(text(&args, "--name").is_err());
    }

    #[test]
    fn a_missing_option_is_named() {
        let args = args("");
        for refusal in [login(&args).unwrap_err(), agency(&args).unwrap_err(), units(&args).unwrap_err()] {
            assert_eq!(refusal.slug(), "usage");
            assert!(refusal.to_string().contains("is missing"), "{refusal}");
        }
    }
}
