//! The values that options of the operator's commands stand for.

use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::account::Role;
use super::refusal::Refusal;
use crate::args::{Args, UsageError};

/// The longest address of e-mail (RFC 5321 section 4.5.3.1), and so the longest login of an employee.
const MAX_ADDRESS: usize = 254;

impl From<UsageError> for Refusal {
    fn from(error: UsageError) -> Self {
        Self::usage(error.to_string())
    }
}

/// `--login`.
pub(super) fn login(args: &Args) -> Result<Login, Refusal> {
    Login::parse(args.required("--login")?).ok_or_else(|| Refusal::usage("--login is empty"))
}

/// `--login` of somebody who gets mail there.
pub(super) fn mail_address(args: &Args) -> Result<Login, Refusal> {
    let login = login(args)?;
    let text = login.as_str();
    let plain = |c: char| !(c.is_whitespace() || c.is_control() || "()<>[]:;,\\\"@".contains(c));
    let is_part = |part: &str| {
        !part.is_empty() && part.split('.').all(|word| !word.is_empty()) && part.chars().all(plain)
    };
    if text.len() <= MAX_ADDRESS && !login.takes_mail() {
        return Err(Refusal::usage(
            "--login has more than 64 characters before the @: no mail can be sent to it",
        ));
    }
    match text.split_once('@') {
        Some((name, domain)) if is_part(name) && is_part(domain) && text.len() <= MAX_ADDRESS => Ok(login),
        _ => Err(Refusal::usage(format!(
            "--login is an e-mail address of at most {MAX_ADDRESS} characters, not {text:?}"
        ))),
    }
}

/// `--product`, at least one; a repeated one counts once.
pub(super) fn products(args: &Args) -> Result<Vec<Product>, Refusal> {
    args.required("--product")?;
    let mut products = Vec::new();
    for text in args.values("--product") {
        let product = Product::parse(text)
            .ok_or_else(|| Refusal::usage(format!("--product is cashier or boss, not {text:?}")))?;
        if !products.contains(&product) {
            products.push(product);
        }
    }
    Ok(products)
}

/// `--language`, if it was given.
pub(super) fn language(args: &Args) -> Result<Option<Language>, Refusal> {
    let Some(text) = args.value("--language") else { return Ok(None) };
    let language = Language::parse(text);
    language.map(Some).ok_or_else(|| Refusal::usage(format!("--language is en or ru, not {text:?}")))
}

/// `--role`.
pub(super) fn role(args: &Args) -> Result<Role, Refusal> {
    let text = args.required("--role")?;
    Role::parse(text)
        .ok_or_else(|| Refusal::usage(format!("--role is cashier, administrator or support, not {text:?}")))
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

/// The same, if it was given.
pub(super) fn optional_text<'a>(args: &'a Args, name: &str) -> Result<Option<&'a str>, Refusal> {
    if args.has(name) { text(args, name).map(Some) } else { Ok(None) }
}

/// `--seance`, any number; a repeated one counts once.
pub(super) fn seances(args: &Args) -> Result<Vec<&str>, Refusal> {
    let mut seances = Vec::new();
    for text in args.values("--seance") {
        match text.trim() {
            "" => return Err(Refusal::usage("--seance is empty")),
            seance if seances.contains(&seance) => {}
            seance => seances.push(seance),
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
    fn nobody_is_created_where_no_mail_can_be_sent() {
        let address =
            |length: usize| mail_address(&args(&format!("--login {}@b.example", "a".repeat(length))));
        assert!(address(64).is_ok());
        assert!(address(65).unwrap_err().to_string().contains("64"));
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
    fn an_employee_is_called_by_an_address_that_mail_can_reach() {
        assert_eq!(
            mail_address(&args("--login Anna.K@Alpha.example")).unwrap().as_str(),
            "anna.k@alpha.example"
        );
        let long = format!("{}@alpha.example", "a".repeat(242));
        for bad in ["anna", "@b", "a@", "a@b@c", "a..b@c", "a@b.", "a:b@c", "a,b@c", &long] {
            let message = mail_address(&args(&format!("--login={bad}"))).unwrap_err().to_string();
            assert!(message.contains("e-mail address"), "{bad}: {message}");
        }
        let words = ["--login", "two words@alpha.example"].map(str::to_owned);
        let known = Known { options: &["--login"], ..Known::default() };
        assert!(mail_address(&Args::parse(&words, &known).unwrap()).is_err());
    }

    #[test]
    fn products_and_seances_count_once_and_switches_are_on_or_off() {
        let args = args(
            "--product boss --product cashier --product boss --seance A --seance= --switch on --role chief",
        );
        assert_eq!(products(&args), Ok(vec![Product::Boss, Product::Cashier]));
        assert!(seances(&args).is_err());
        assert_eq!(on_or_off(&args, "--switch"), Ok(Some(true)));
        assert_eq!(on_or_off(&args, "--name"), Ok(None));
        assert!(role(&args).unwrap_err().to_string().contains("support"));
    }

    #[test]
    fn a_missing_option_is_named() {
        let args = args("");
        for refusal in [
            login(&args).unwrap_err(),
            agency(&args).unwrap_err(),
            units(&args).unwrap_err(),
            products(&args).unwrap_err(),
            role(&args).unwrap_err(),
        ] {
            assert_eq!(refusal.slug(), "usage");
            assert!(refusal.to_string().contains("is missing"), "{refusal}");
        }
    }
}
