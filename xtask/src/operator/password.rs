//! Passwords of applications and employees: chosen or generated, and the string that storage keeps of them.

use shared::new_password::Weakness;
use shared::nfkc::nfkc;
use shared::password_hash::{self, Cost};
use shared::value::login::Login;
use shared::value::password::Password;
use shared::{chosen_password, common_passwords};

use super::ambient::{new_password, random};
use super::place::{Place, Target};
use super::refusal::Refusal;
use crate::secrets;

/// Fewest characters of a password that an operator chooses.
const MIN_LENGTH: usize = 8;
/// Most characters of one.
const MAX_LENGTH: usize = 128;

/// The password given, if it can be one of an application, else a new strong one.
pub(super) fn choose(given: Option<&str>) -> Result<Password, Refusal> {
    let Some(text) = given else {
        return Ok(Password::from(new_password()?));
    };
    check_length(text)?;
    // The web service reads an xs:token: it would never see such a password as it was chosen here.
    let token = text.split([' ', '\t', '\r', '\n']).collect::<Vec<_>>();
    if (token.len() > 1 && token.iter().any(|part| part.is_empty())) || text.chars().any(char::is_control) {
        let message =
            "a password cannot begin or end with a space, hold two in a row, or hold control characters";
        return Err(Refusal::new("weak_password", message));
    }
    Ok(Password::from(text.to_owned()))
}

/// The password given, if it can be one of this employee, else a new strong one.
pub(super) fn choose_for(login: &Login, given: Option<&str>) -> Result<Password, Refusal> {
    let Some(text) = given else {
        return Ok(Password::from(new_password()?));
    };
    let password = Password::from(text.to_owned());
    if let Err(weakness) = chosen_password::check(&password.normal(nfkc), login, common_passwords::LIST) {
        return Err(Refusal::new(
            "weak_password",
            format!("{}; without --password a strong one is made", told(weakness)),
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(Refusal::new(
            "weak_password",
            "a password cannot hold control characters: nobody can type them",
        ));
    }
    Ok(password)
}

fn told(weakness: Weakness) -> &'static str {
    match weakness {
        Weakness::TooShort | Weakness::TooLong => "a password has 8 to 128 characters",
        Weakness::Context => "the password is the login, a part of it, or a name of the product",
        Weakness::Common | Weakness::Breached => "the password is one of the commonest",
    }
}

/// What storage keeps: locally with the current pepper, remotely without one, since a deployed secret cannot be
/// read; the edge makes a new hash with pepper at the first use.
pub(super) fn stored(place: &Place, password: &Password) -> Result<String, Refusal> {
    let peppers = match place.target() {
        Target::Local => Some(secrets::peppers(place.root())?),
        Target::Remote(_) => None,
    };
    let pepper = peppers.as_ref().and_then(|peppers| peppers.current());
    password_hash::hash(&password.normal(nfkc), random()?, Cost::STANDARD, pepper)
        .map_err(|error| Refusal::new("password_hash", error.to_string()))
}

fn check_length(text: &str) -> Result<(), Refusal> {
    if (MIN_LENGTH..=MAX_LENGTH).contains(&text.chars().count()) {
        return Ok(());
    }
    let message = format!(
        "a password has {MIN_LENGTH} to {MAX_LENGTH} characters; without --password a strong one is made"
    );
    Err(Refusal::new("weak_password", message))
}

#[cfg(test)]
mod tests {
    use shared::password_hash::{Verdict, verify};

    use super::super::place::Environment;
    use super::super::scratch::Scratch;
    use super::*;

    #[test]
    fn a_given_password_is_taken_as_it_stands_if_it_is_long_enough() {
        assert_eq!(choose(Some("passWord1!")).unwrap().expose(), "passWord1!");
        assert_eq!(choose(Some("two words")).unwrap().expose(), "two words");
        let long = "x".repeat(129);
        for bad in
            ["", "seven77", " leading1", "trailing ", "two  spaces", "a\ttab in it", "bell\u{7}bell", &long]
        {
            assert_eq!(choose(Some(bad)).unwrap_err().slug(), "weak_password", "{bad:?}");
        }
        assert!(choose(None).unwrap().expose().len() >= 20);
    }

    #[test]
    fn an_employee_chooses_eight_to_128_characters_but_no_name_and_nothing_common() {
        let login = Login::parse("anna@alpha.example").unwrap();
        let longest = "я".repeat(128);
        for good in ["Demo-passw0rd", " two  spaces ", &longest] {
            assert_eq!(choose_for(&login, Some(good)).unwrap().expose(), good);
        }
        let long = "я".repeat(129);
        for bad in ["", "seven77", "Anna@Alpha.example", "Anna-2026!", "sunshine", "a\ttab in it", &long] {
            assert_eq!(choose_for(&login, Some(bad)).unwrap_err().slug(), "weak_password", "{bad:?}");
        }
        assert!(choose_for(&login, None).unwrap().expose().len() >= 20);
    }

    #[test]
    fn local_hashes_have_the_current_pepper_and_remote_ones_none() {
        let scratch = Scratch::new();
        secrets::ensure_local(scratch.path()).unwrap();
        let peppers = secrets::peppers(scratch.path()).unwrap();
        let password = choose(Some("passWord1!")).unwrap();
        let local = stored(&Place::local(scratch.path()), &password).unwrap();
        let remote = stored(&Place::remote(scratch.path(), Environment::Demo), &password).unwrap();
        let check = |stored: &str| verify(&password.normal(nfkc), stored, Cost::STANDARD, &peppers);
        assert_eq!(check(&local), Ok(Verdict::Right { outdated: false }));
        assert_eq!(check(&remote), Ok(Verdict::Right { outdated: true }));
        assert!(!remote.contains("keyid"));
    }
}
